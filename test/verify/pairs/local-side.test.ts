import { describe, expect, test } from 'vitest';
import { newConnTable } from '../../../src/hosts/conns/conn-table.ts';
import { newVocabulary } from '../../../src/hosts/conns/line-table.ts';
import { isOwnWord, ownAddresses, ownSide } from '../../../src/verify/pairs/local-side.ts';

/** A conn: its host, and the addresses of its left and right end. */
type Row = readonly [host: number, left: string, right: string];

/** The own addresses of hosts with these conns, where nobody said which they are, or where these were given. */
function told(rows: readonly Row[], hosts: number, given: Readonly<Record<number, readonly string[]>> = {}) {
  const [table, vocabulary] = [newConnTable(), newVocabulary()];
  const none = { name: 0, file: 0, line: 1, layout: 0, others: 0, left: 0, right: 0, both: 0, lost: 0 };
  for (const [host, left, right] of rows)
    table.add({ ...none, host, leftAddress: vocabulary.text(left), rightAddress: vocabulary.text(right) });
  const own = ownAddresses(
    table,
    vocabulary,
    Array.from({ length: hosts }, (_, i) => given[i] ?? []),
  );
  return own.map((addresses) => [...addresses].map(vocabulary.textOf).sort().join(' '));
}

const word = '%defaultroute';

describe('the own addresses of hosts', () => {
  test.each<[why: string, own: readonly string[], rows: readonly Row[], given?: Readonly<Record<number, string[]>>]>([
    ['none without conns', ['', ''], []],
    ['what was given', ['10.0.0.7 10.0.0.8', ''], [], { 0: ['10.0.0.7', '10.0.0.8'] }],
    ['what was given, whatever the conns say', ['10.0.0.7'], [[0, '10.0.0.1', '10.0.0.2']], { 0: ['10.0.0.7'] }],
    [
      'what most conns have',
      ['10.0.0.1'],
      [
        [0, '10.0.0.1', '10.0.0.2'],
        [0, '10.0.0.3', '10.0.0.1'],
      ],
    ],
    [
      'what most conns have, although one has it twice',
      ['10.0.0.2'],
      [
        [0, '10.0.0.1', '10.0.0.1'],
        [0, '10.0.0.2', '10.0.0.3'],
        [0, '10.0.0.2', '10.0.0.4'],
      ],
    ],
    [
      'of each family one',
      ['10.0.0.1 fd00::1'],
      [
        [0, '10.0.0.1', '10.0.0.2'],
        [0, '10.0.0.1', '10.0.0.3'],
        [0, 'fd00::2', 'fd00::1'],
        [0, 'fd00::1', 'fd00::3'],
      ],
    ],
    ['the left of two, where nothing else is known', ['10.0.0.1'], [[0, '10.0.0.1', '10.0.0.2']]],
    [
      'what the other left, where both have one file',
      ['10.0.0.1', '10.0.0.2'],
      [
        [0, '10.0.0.1', '10.0.0.2'],
        [1, '10.0.0.1', '10.0.0.2'],
      ],
    ],
    [
      'what is given to the other is not open any more',
      ['10.0.0.2', '10.0.0.1'],
      [[0, '10.0.0.1', '10.0.0.2']],
      { 1: ['10.0.0.1'] },
    ],
    [
      'what the conns of another say for certain is not open any more',
      ['10.0.0.2', '10.0.0.1'],
      [
        [0, '10.0.0.1', '10.0.0.2'],
        [1, '10.0.0.1', '10.0.0.2'],
        [1, '10.0.0.1', '10.0.0.3'],
      ],
    ],
    [
      'the left again, where all are taken',
      ['10.0.0.1', '10.0.0.1 10.0.0.2'],
      [[0, '10.0.0.1', '10.0.0.2']],
      { 1: ['10.0.0.1', '10.0.0.2'] },
    ],
    ['no names and no words', [''], [[0, 'a.example', '%any']]],
    ['nothing of one end alone', ['10.0.0.2'], [[0, '', '10.0.0.2']]],
    ['nothing where two words stand', [''], [[0, word, '%eth0']]],
  ])('are %s', (_, own, rows, given) => {
    expect(told(rows, own.length, given)).toEqual(own);
  });
});

describe('a host that writes a word for itself', () => {
  const others: readonly Row[] = [
    [1, '10.0.0.2', '10.0.0.1'],
    [1, '10.0.0.2', '10.0.0.3'],
    [2, '10.0.0.3', '10.0.0.1'],
    [2, '10.0.0.3', '10.0.0.2'],
  ];
  test.each<[why: string, own: string, rows: readonly Row[]]>([
    [
      'is where all the others lead, and it does not',
      '10.0.0.1',
      [[0, word, '10.0.0.2'], [0, word, '10.0.0.3'], ...others],
    ],
    ['on the right too', '10.0.0.1', [[0, '10.0.0.2', '%eth0'], [0, '10.0.0.3', '%eth0'], ...others]],
    ['is not known where not all the others lead there', '', [[0, word, '10.0.0.2'], ...others.slice(1)]],
    ['is not what it leads to itself', '', [[0, word, '10.0.0.1'], ...others]],
    [
      'is not known where they lead to two',
      '',
      [
        [0, word, '10.0.0.9'],
        [1, '10.0.0.2', '10.0.0.1'],
        [1, '10.0.0.2', '10.0.0.4'],
        [2, '10.0.0.3', '10.0.0.1'],
        [2, '10.0.0.3', '10.0.0.4'],
      ],
    ],
    [
      'is known for each family',
      '10.0.0.1 fd00::1',
      [
        [0, word, '10.0.0.2'],
        [0, word, 'fd00::2'],
        [1, '10.0.0.2', '10.0.0.1'],
        [1, '10.0.0.2', '10.0.0.9'],
        [1, 'fd00::2', 'fd00::1'],
        [1, 'fd00::2', 'fd00::9'],
        [2, '10.0.0.9', '10.0.0.1'],
        [2, '10.0.0.9', '10.0.0.2'],
        [2, 'fd00::9', 'fd00::1'],
        [2, 'fd00::9', 'fd00::2'],
      ],
    ],
    ['is not known by itself alone', '', [[0, word, '10.0.0.2']]],
  ])('%s', (_, own, rows) => {
    expect(told(rows, 3)[0]).toBe(own);
  });

  test('is not known where another has the address', () => {
    expect(told([[0, word, '10.0.0.2'], [0, word, '10.0.0.3'], ...others], 4, { 3: ['10.0.0.1'] })[0]).toBe('');
  });
});

test.each([
  [word, true],
  ['%eth0', true],
  ['%ens3', true],
  ['%any', false],
  ['%0eth', false],
  ['%ETH0', false],
  ['x%eth0', false],
  ['%defaultroutes', false],
  ['10.0.0.1', false],
])('%s stands for an own address: %s', (text, expected) => {
  expect(isOwnWord(text)).toBe(expected);
});

test.each<[left: string, right: string, own: readonly string[], side: 'left' | 'right' | undefined]>([
  ['10.0.0.1', '10.0.0.2', ['10.0.0.1'], 'left'],
  ['10.0.0.1', '10.0.0.2', ['10.0.0.2'], 'right'],
  ['10.0.0.1', '10.0.0.2', ['10.0.0.1', '10.0.0.2'], undefined],
  ['10.0.0.1', '10.0.0.2', [], undefined],
  [word, '10.0.0.2', [], 'left'],
  ['10.0.0.1', '%eth0', [], 'right'],
  [word, '%eth0', [], undefined],
  [word, '10.0.0.2', ['10.0.0.2'], 'right'],
])('of %s and %s, where %j are own, the side is %s', (left, right, own, side) => {
  const vocabulary = newVocabulary();
  const [l, r] = [left, right].map(vocabulary.text) as [number, number];
  expect(ownSide(l, r, new Set(own.map(vocabulary.text)), vocabulary)).toBe(side);
});
