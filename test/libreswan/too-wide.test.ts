import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTooWide } from '../../src/libreswan/too-wide.ts';
import type { Name, NameAttribute } from '../../src/x509/name.ts';
import { tooWideSlowly } from '../reference/pluto-dn-matcher.ts';
import { type AttributeSpec, attributeOf, nameOf, plainName } from '../support/name-der.ts';

const narrow = fc
  .array(fc.tuple(fc.constantFrom('CN', 'O', 'OU'), fc.constantFrom('a', 'A', 'b', 'c', 'd d')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => nameOf(...list.map((each): AttributeSpec[] => [each])));

describe('subjects that admit another', () => {
  test('are those that a comparison of every pair finds', () => {
    fc.assert(
      fc.property(fc.array(narrow, { maxLength: 40 }), (names) => {
        expect(findTooWide(names, ['4.10'])).toEqual(tooWideSlowly(names));
      }),
      { numRuns: 300 },
    );
  });

  test('are found where every attribute is common to many', () => {
    const common = fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(common, { minLength: 200, maxLength: 300 }), (sets) => {
        const names = sets.map((set) => nameOf(...set.map((i): AttributeSpec[] => [['OU', `unit ${i}`]])));
        expect(findTooWide(names, ['4.10'])).toEqual(tooWideSlowly(names));
      }),
      { numRuns: 10 },
    );
  });

  test.each<[why: string, names: readonly Name[], releases: Parameters<typeof findTooWide>[1], found: unknown]>([
    ['none where each has a CN of its own', [plainName('O=n, CN=a'), plainName('O=n, CN=b')], ['4.10'], []],
    [
      'part of another',
      [plainName('O=n, CN=a'), plainName('O=n')],
      ['4.10'],
      [{ wide: 1, how: 'contained', example: 0, count: 1 }],
    ],
    [
      'another order',
      [plainName('O=n, CN=a'), plainName('CN=a, O=n')],
      ['5.2'],
      [{ wide: 0, how: 'same', example: 1, count: 1 }],
    ],
    ['which is another name up to 4.3', [plainName('O=n, CN=a'), plainName('CN=a, O=n')], ['3.25', '4.3'], []],
    ['as is a part', [plainName('O=n, CN=a'), plainName('O=n')], ['4.3'], []],
    [
      'the loosest release counts',
      [plainName('O=n, CN=a'), plainName('O=n')],
      ['4.3', '4.10'],
      [{ wide: 1, how: 'contained', example: 0, count: 1 }],
    ],
    [
      'the same name',
      [plainName('CN=a'), plainName('CN=a')],
      ['3.25'],
      [{ wide: 0, how: 'same', example: 1, count: 1 }],
    ],
    [
      'another case',
      [plainName('CN=Node'), plainName('CN=NODE')],
      ['4.10'],
      [{ wide: 0, how: 'same', example: 1, count: 1 }],
    ],
    ['case counts beyond the characters of PrintableString', [plainName('CN=n_A'), plainName('CN=n_a')], ['4.10'], []],
    [
      'another string type',
      [nameOf([['CN', 'a', 'utf8']]), nameOf([['CN', 'a', 'printable']])],
      ['4.10'],
      [{ wide: 0, how: 'same', example: 1, count: 1 }],
    ],
    [
      'another grouping',
      [
        nameOf([
          ['CN', 'a'],
          ['OU', 'b'],
        ]),
        plainName('CN=a, OU=b'),
      ],
      ['4.10'],
      [{ wide: 0, how: 'same', example: 1, count: 1 }],
    ],
    [
      'an attribute twice is asked for once',
      [plainName('OU=x, OU=x'), plainName('OU=x, CN=a')],
      ['4.10'],
      [{ wide: 0, how: 'contained', example: 1, count: 1 }],
    ],
    ['a surname keeps NSS from reading the text', [plainName('S=x'), plainName('S=x, CN=a')], ['5.2'], []],
    [
      'but 5.4 needs no NSS for it',
      [plainName('S=x'), plainName('S=x, CN=a')],
      ['5.4'],
      [{ wide: 0, how: 'contained', example: 1, count: 1 }],
    ],
    ['no names', [], ['4.10'], []],
  ])('%s', (_why, names, releases, found) => {
    expect(findTooWide(names, releases)).toEqual(found);
  });

  test.each<[why: string, name: (i: number) => readonly string[]]>([
    ['ordinary', (i) => ['O=system:nodes', `CN=system:node:${i}`]],
    ['all but one alike', (i) => [...Array.from({ length: 20 }, (_, k) => `OU=${k}`), `CN=${i}`]],
    ['halves of sixteen, none in another', (i) => half(i).map((k) => `OU=${k}`)],
    ['chains', (i) => Array.from({ length: 1 + (i % 40) }, (_, k) => `OU=${Math.floor(i / 40)}-${k}`)],
    ['one chain', (i) => Array.from({ length: 1 + (i % 40) }, (_, k) => `OU=${k}`)],
  ])('cost little for 10,000 hosts: %s', (_why, name) => {
    // Only the attributes count; encoding 10,000 names would take longer than the search.
    const known = new Map<string, NameAttribute>();
    const attribute = (text: string): NameAttribute => {
      const [key = '', value = ''] = text.split('=');
      const made = known.get(text) ?? attributeOf([key, value]);
      known.set(text, made);
      return made;
    };
    const names = Array.from({ length: 10_000 }, (_, i): Name => {
      return { rdns: name(i).map((text) => [attribute(text)]), der: new Uint8Array(), derHex: '' };
    });
    const start = performance.now();
    findTooWide(names, ['4.10']);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

/** A set of 8 numbers below 16, another for each i below 12,870: the i-th in the order of their bits. */
function half(i: number): readonly number[] {
  const found: number[] = [];
  let rest = i;
  let need = 8;
  for (let bit = 15; bit >= 0 && need > 0; bit -= 1) {
    const without = choose(bit, need);
    if (rest >= without) {
      rest -= without;
      found.push(bit);
      need -= 1;
    }
  }
  return found;
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 0; i < k; i += 1) count = (count * (n - i)) / (i + 1);
  return Math.max(0, count);
}
