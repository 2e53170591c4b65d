import { describe, expect, test } from 'vitest';
import { newKeyRing } from '../../../src/libreswan/ipsec-secrets/key-ring.ts';

/** Records in their order: words before the colon, and which key it is. Asked by 10.0.0.1 for 10.0.0.2, or what is said. */
type Row = readonly [
  why: string,
  records: readonly (readonly [selectors: string, key: string])[],
  key: string | undefined,
];

/** What 4.3, 4.10 and 5.2 took, the same on all three: pairs of daemons that authenticate, or do not (`test/daemons`). */
const rows: readonly Row[] = [
  ['both', [['10.0.0.1 10.0.0.2', 'k']], 'k'],
  ['both, the other way round', [['10.0.0.2 10.0.0.1', 'k']], 'k'],
  ['both of three', [['10.0.0.3 10.0.0.2 10.0.0.1', 'k']], 'k'],
  ['the own one alone', [['10.0.0.1', 'k']], 'k'],
  ['the peer alone is for nobody', [['10.0.0.2', 'k']], undefined],
  ['the own one and anybody', [['10.0.0.1 %any', 'k']], 'k'],
  ['anybody and the own one', [['%any 10.0.0.1', 'k']], 'k'],
  ['anybody and the peer', [['%any 10.0.0.2', 'k']], 'k'],
  ['the own one and anybody of IPv6', [['10.0.0.1 %any6', 'k']], 'k'],
  ['anybody twice', [['%any %any', 'k']], 'k'],
  ['anybody as an address', [['0.0.0.0 0.0.0.0', 'k']], 'k'],
  ['nobody is everybody', [['', 'k']], 'k'],
  ['others', [['10.0.0.3 10.0.0.4', 'k']], undefined],
  ['the own one and another', [['10.0.0.1 10.0.0.3', 'k']], undefined],
  ['both and anybody is for nobody', [['10.0.0.1 10.0.0.2 %any', 'k']], undefined],
  [
    'both before the own one and anybody',
    [
      ['10.0.0.1 %any', 'x'],
      ['10.0.0.1 10.0.0.2', 'k'],
    ],
    'k',
  ],
  [
    'of two for both the first',
    [
      ['10.0.0.1 10.0.0.2', 'k'],
      ['10.0.0.2 10.0.0.1', 'x'],
    ],
    'k',
  ],
  [
    'the own one and anybody before the own one alone',
    [
      ['10.0.0.1', 'x'],
      ['%any 10.0.0.1', 'k'],
    ],
    'k',
  ],
  [
    'the own one and anybody before the peer and anybody',
    [
      ['%any 10.0.0.2', 'x'],
      ['%any 10.0.0.1', 'k'],
    ],
    'k',
  ],
  [
    'the own one alone before everybody',
    [
      ['', 'x'],
      ['10.0.0.1', 'k'],
    ],
    'k',
  ],
  [
    'the own one before anybody',
    [
      ['%any %any', 'x'],
      ['10.0.0.1 %any', 'k'],
    ],
    'k',
  ],
  [
    'the peer alone does not stand before everybody',
    [
      ['10.0.0.2', 'x'],
      ['', 'k'],
    ],
    'k',
  ],
  [
    'of everybody and anybody the first',
    [
      ['', 'k'],
      ['%any %any', 'x'],
    ],
    'k',
  ],
  [
    'of anybody and everybody the first',
    [
      ['%any', 'k'],
      ['', 'x'],
    ],
    'k',
  ],
  [
    'of two for everybody the first',
    [
      ['', 'k'],
      ['', 'x'],
    ],
    'k',
  ],
];

const ringOf = (records: Row[1]) => {
  const ring = newKeyRing<string>('4.10');
  for (const [selectors, key] of records)
    ring.add(
      selectors.split(' ').filter((word) => word !== ''),
      key,
    );
  return ring;
};

describe('the key that pluto takes for two IDs', () => {
  test.each(rows)('%s', (_, records, key) => {
    expect(ringOf(records).find('10.0.0.1', '10.0.0.2')).toBe(key);
  });

  test('names are compared without regard to case, addresses by what they are', () => {
    const ring = ringOf([
      ['@A.example @b.example', 'k'],
      ['fd00::1 fd00:0::2', 'six'],
    ]);
    expect(ring.find('@a.EXAMPLE', '@b.example')).toBe('k');
    expect(ring.find('fd00::2', 'fd00:0:0::1')).toBe('six');
  });
});
