import fc from 'fast-check';
import { releases } from '../../src/libreswan/release.ts';
import { authorityPem, hostPem, nodeSubject, type TestInventory } from '../support/cluster.ts';
import { name } from '../support/der-writer.ts';

/** What an arbitrary inventory may hold. */
export interface InventoryOptions {
  readonly maxNodes?: number;
  /** Releases that hosts may run; each node runs one of them, or a range of two. */
  readonly releases?: readonly string[];
  readonly families?: boolean;
  readonly partial?: boolean;
  /** Subjects with separators, quotes, control characters and other odd text in their CN. */
  readonly hostileSubjects?: boolean;
}

/** Text that breaks out of files whose writer does not look: quotes, line breaks, keywords, comments. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 24 }),
  fc.constantFrom(
    'a"\n\tleftupdown="/bin/true',
    'x\nconn evil',
    'a, O=b',
    'a/b',
    'a\\',
    '#x',
    '%fromcert',
    '*',
    ' lead',
    'trail ',
    'a=b',
    '@~00',
    '$x`id`$(id)',
    "';id;'",
    'ü日本',
    '\u202eevil',
  ),
);

const nodeName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,10}(\.[a-z0-9]{1,8}){0,2}$/);

/** A valid inventory of 1 to `maxNodes` hosts. */
export function arbitraryInventory(options: InventoryOptions = {}): fc.Arbitrary<TestInventory> {
  const { maxNodes = 12, families = true, partial = true, hostileSubjects = false } = options;
  const release = fc.constantFrom(...(options.releases ?? releases.slice(4)));
  const cn = hostileSubjects ? hostileText : fc.constant('');
  const node = fc.record({
    name: nodeName,
    family: families ? fc.constantFrom('ipv4', 'both', 'both') : fc.constant('ipv4'),
    release,
    odd: cn,
    interface: fc.constantFrom('eth0', 'ens3', 'bond0.12'),
    linkMtu: fc.constantFrom(1400, 1500, 9000),
  });
  return fc
    .record({
      nodes: fc.uniqueArray(node, {
        minLength: 1,
        maxLength: maxNodes,
        selector: ({ name: host }) => host.toLowerCase(),
      }),
      layout: fc.constantFrom('shared', 'flat'),
      start: fc.constantFrom('ondemand', 'ondemand-up', 'one-side', 'both'),
      type: fc.constantFrom('tunnel', 'transport'),
      liveness: fc.constantFrom('15s', '1m', 'off'),
      picks: fc.option(fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 }), { nil: undefined }),
    })
    .map(({ nodes, layout, start, type, liveness, picks }) => ({
      version: 1,
      authority: authorityPem(),
      ipsec: { layout, start, type, liveness },
      ...(partial && picks !== undefined
        ? {
            links: links(
              nodes.map((one) => one.name),
              picks,
            ),
          }
        : {}),
      nodes: Object.fromEntries(
        nodes.map((one, i) => [
          one.name,
          {
            address: one.family === 'ipv4' ? ipv4(i) : [ipv4(i), `fd00::${(i + 1).toString(16)}`],
            libreswan: one.release,
            certificate: hostPem(
              one.odd === ''
                ? nodeSubject(`${one.name}.${i}`)
                : name(['O', 'system:nodes'], ['CN', one.odd], ['UID', `h${i}`]),
            ),
            interface: one.interface,
            linkMtu: one.linkMtu,
          },
        ]),
      ),
    }));
}

function ipv4(i: number): string {
  return `172.16.${Math.floor(i / 200)}.${(i % 200) + 1}`;
}

/** Pairs of different nodes, each once. */
function links(
  names: readonly string[],
  picks: readonly (readonly [number, number])[],
): readonly (readonly string[])[] {
  const pairs = picks
    .map(([a, b]) => [a % names.length, b % names.length].sort((x, y) => x - y))
    .filter(([a, b]) => a !== b);
  const unique = new Map(pairs.map((pair) => [pair.join(), pair]));
  return [...unique.values()].map((pair) => pair.map((i) => names[i] as string));
}
