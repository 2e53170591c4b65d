import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printSetting } from '../../src/libreswan/ipsec-conf/syntax/print.ts';
import { chunksOf, encode } from '../../src/render/chunks.ts';
import { connSections } from '../../src/render/conn-sections.ts';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import { goodCluster } from '../support/cluster.ts';
import { valueIn } from '../support/results.ts';

const starts = fc.constantFrom('ondemand', 'ondemand-up', 'one-side', 'both');

test('the conns of a host are its sections, printed one after the other', () => {
  fc.assert(
    fc.property(arbitraryInventory(), starts, fc.constantFrom('shared', 'flat'), (inventory, start, layout) => {
      const ipsec = { ...(inventory.ipsec as object | undefined), start, layout };
      const { mesh, rendering } = goodCluster({ ...inventory, ipsec });
      for (const node of mesh.nodes) {
        const sections = connSections(rendering, node).map(
          ({ name, parts }) => `\nconn ${name}\n${parts.flat().map(printSetting).join('')}`,
        );
        const [file] = valueIn(renderHost(rendering, node)).filter(
          ({ path }) => path === `etc/ipsec.d/${mesh.name}.conf`,
        );
        const [head, ...rest] = (file?.content ?? '').split(/(?<=^[^\n]*\n)/);
        expect(head).toMatch(/^# [^\n]*\n$/);
        expect(rest.join('')).toBe(sections.join(''));
      }
    }),
    { numRuns: 100 },
  );
});

test('the chunks of every file are its content', () => {
  fc.assert(
    fc.property(arbitraryInventory(), starts, fc.constantFrom('shared', 'flat'), (inventory, start, layout) => {
      const ipsec = { ...(inventory.ipsec as object | undefined), start, layout };
      const { mesh, rendering } = goodCluster({ ...inventory, ipsec });
      for (const node of mesh.nodes)
        for (const file of valueIn(renderHost(rendering, node)))
          expect(Buffer.concat(chunksOf(file)).equals(Buffer.from(file.content)), file.path).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('what is no ASCII is encoded as UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect([...encode(text)]).toEqual([...Buffer.from(text)]);
    }),
  );
});
