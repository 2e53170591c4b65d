import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import { clusterOf } from '../support/cluster.ts';
import {
  type DebianRelease,
  debianReleases,
  describeWithReleases,
  type ReleaseTools,
} from '../support/debian/release-tools.ts';
import { resolvedConns } from '../support/read-conns.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';

/** Asks the real parser for its opinion of a file: what it says, and the keys of each conn as it reads them. */
function judge(
  tools: ReleaseTools,
  folder: string,
  text: string,
): { readonly said: string; readonly conns: ReadonlyMap<string, Readonly<Record<string, string>>> } {
  const path = join(folder, 'ipsec.conf');
  mkdirSync(join(folder, 'nss'), { recursive: true });
  writeFileSync(path, text);
  const checked = tools.addconn(['--config', path, '--checkconfig']);
  const read = tools.readwriteconf(['--config', path]);
  return { said: `${checked.status}${checked.stdout}${checked.stderr}`, conns: writtenConns(read.stdout) };
}

/** What readwriteconf writes: sections with a keyword a line, `conn NAME` in column 0. */
function writtenConns(text: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const conns = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of text.split('\n')) {
    const header = /^conn (.*)$/.exec(line);
    if (header !== null) {
      current = {};
      conns.set(header[1] as string, current);
      continue;
    }
    const setting = /^\s+([A-Za-z0-9-]+)=(?:"(.*)"|(.*))$/.exec(line);
    if (setting !== null && current !== undefined) current[setting[1] as string] = (setting[2] ?? setting[3]) as string;
  }
  return conns;
}

/** What readwriteconf of a release shows as it was written; 5.2 leaves out the IDs. */
const shown: Readonly<Record<DebianRelease, readonly string[]>> = {
  '4.3': ['left', 'right', 'leftid', 'rightid', 'leftcert', 'rightca', 'auto'],
  '4.10': ['left', 'right', 'leftid', 'rightid', 'leftcert', 'rightca', 'auto'],
  '5.2': ['left', 'right', 'leftcert', 'rightca', 'auto'],
};

describeWithReleases(debianReleases, 'the real parser', (tools) => {
  test('loads every rendered file without a word, and sees exactly the conns and texts that were meant', () => {
    const folder = testFolder();
    const seen = { files: 0, conns: 0 };
    fc.assert(
      fc.property(
        arbitraryInventory({ maxNodes: 5, releases: [tools.release], hostileSubjects: true }),
        (inventory) => {
          const cluster = clusterOf(inventory);
          if (cluster.kind === 'failed') return;
          for (const node of cluster.value.mesh.nodes.slice(0, 2)) {
            const file = valueIn(renderHost(cluster.value.rendering, node)).find(({ path }) => path.endsWith('.conf'));
            const text = file?.content ?? '';
            const { said, conns } = judge(tools, folder, text);
            expect(said).toBe('0');
            const meant = resolvedConns(text);
            expect([...conns.keys()].filter((name) => !name.includes('-self'))).toEqual([...meant.keys()]);
            for (const [name, settings] of meant) {
              const read = conns.get(name) ?? {};
              for (const keyword of shown[tools.release]) {
                expect({ name, keyword, value: read[keyword] }).toEqual({ name, keyword, value: settings[keyword] });
              }
            }
            seen.files += 1;
            seen.conns += meant.size;
          }
        },
      ),
      { numRuns: process.env.SWANMESH_LONG === undefined ? 25 : 500 },
    );
    expect(seen.files).toBeGreaterThan(5);
    expect(seen.conns).toBeGreaterThan(5);
  });
});
