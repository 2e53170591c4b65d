import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTooWide } from '../../../src/libreswan/identity/overlapping-subjects.ts';
import type { Name } from '../../../src/x509/name.ts';
import { tooWideSlowly } from '../../reference/pluto-dn-matcher.ts';
import { type SubjectShape, subjectsOf } from '../../support/many-subjects.ts';
import { type AttributeSpec, nameOf, plainName } from '../../support/name-der.ts';

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

  test.each<[shape: SubjectShape, found: number]>([
    ['ordinary', 0],
    ['all but one alike', 0],
    ['halves of sixteen, none in another', 0],
    // In each of the 250 chains all but the longest name admit the longer ones.
    ['chains', 250 * 39],
    // 40 names that 250 hosts share, and all but the longest admit the longer ones.
    ['one chain', 40 + 39],
  ])('among 10,000 hosts: %s', (shape, found) => {
    expect(findTooWide(subjectsOf(shape, 10_000), ['4.10'])).toHaveLength(found);
  });
});
