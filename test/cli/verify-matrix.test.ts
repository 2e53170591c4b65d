/** The table of `verify --matrix`. */
import { expect, test } from 'vitest';
import { verdictMatrix } from '../../src/cli/verify-matrix.ts';
import type { Family } from '../../src/net/address.ts';
import type { NotAsked } from '../../src/verify/asked.ts';
import type { VerdictWord, Verification } from '../../src/verify/verification.ts';

type Judged = readonly [a: string, b: string, word: VerdictWord, family?: Family];

function verificationOf(
  hosts: readonly string[],
  pairs: readonly Judged[],
  notAsked: readonly NotAsked[] = [],
): Verification {
  const all = pairs.map(([a, b, verdict, family = 'ipv4']) => ({ pair: [a, b] as const, family, verdict }));
  const bad = all.filter(({ verdict }) => verdict !== 'consistent');
  return {
    time: '2030-01-01T00:00:00Z',
    releases: ['4.10'],
    asked: [],
    notAsked,
    nodes: hosts.length,
    expected: 2 * pairs.length,
    found: 0,
    mirrored: 0,
    proved: all.length - bad.length,
    consistent: 'no',
    verdicts: bad.map((one) => ({ ...one, reason: 'differs', findings: [] })),
    hosts,
    judged: () => all,
    validity: [],
    findings: [],
  };
}

test('each cell is the verdict of its row and its column, whichever of the two comes first', () => {
  const report = verificationOf(
    ['a', 'b', 'c', 'd'],
    [
      ['a', 'b', 'consistent'],
      ['a', 'c', 'broken'],
      ['b', 'c', 'unknown'],
      ['b', 'd', 'one-sided'],
    ],
  );
  expect(verdictMatrix(report)).toBe(`IPv4
   1234
 1 \\cB.  a
 2 c\\uO  b
 3 Bu\\.  c
 4 .O.\\  d
c consistent, B broken, O one end has no conn, u unknown, . no conn on either end

`);
});

test('each family that was judged has a table, and only letters that are there are explained', () => {
  const text = verdictMatrix(
    verificationOf(
      ['a', 'b'],
      [
        ['a', 'b', 'consistent'],
        ['a', 'b', 'consistent', 'ipv6'],
      ],
    ),
  );
  expect(text.match(/^IPv[46]$/gm)).toEqual(['IPv4', 'IPv6']);
  expect(text).toContain('c consistent, . no conn on either end\n');
});

test('hosts that were not asked everything are marked, with what that is', () => {
  const notAsked = [{ host: 'b', fact: 'filter' as const }];
  const text = verdictMatrix(verificationOf(['a', 'b'], [['a', 'b', 'consistent']], notAsked));
  expect(text).toMatch(/^ 1 \\c {2}a$/m);
  expect(text).toMatch(/^ 2 c\\ {2}b \*$/m);
  expect(text).toContain('* not asked: packet filter of b\n');
});

test('somebody outside the tree has a row of his own', () => {
  const text = verdictMatrix(verificationOf(['a', 'b'], [['a', '10.0.0.9', 'unknown']]));
  expect(text).toMatch(/^ 3 u\.\\ {2}10\.0\.0\.9$/m);
});

test('of more than 40 hosts those with the most faults are shown, in their order', () => {
  const hosts = Array.from({ length: 60 }, (_, i) => `h${i + 10}`);
  const faults: readonly Judged[] = [
    ['h69', 'h68', 'broken'],
    ['h69', 'h67', 'broken'],
  ];
  const text = verdictMatrix(verificationOf(hosts, faults));
  const rows = text.split('\n').filter((line) => /^[ \d]\d .{40} {2}/.test(line));
  expect(rows).toHaveLength(40);
  expect(rows.map((row) => row.slice(45))).toEqual([...hosts.slice(0, 37), 'h67', 'h68', 'h69']);
  expect(text).toContain('40 of 60 hosts: those with the most pairs that are not consistent\n');
  expect(text.split('\n')[1]).toBe(`   ${' '.repeat(9)}1${' '.repeat(9)}2${' '.repeat(9)}3${' '.repeat(9)}4`);
});

test('names cannot move the cursor', () => {
  expect(verdictMatrix(verificationOf(['a\u001b[2J', 'b'], [['a\u001b[2J', 'b', 'broken']]))).not.toContain('\u001b');
});
