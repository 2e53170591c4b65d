import { describe, expect, test } from 'vitest';
import { type Diagnostic, diagnostic, textAt } from '../../src/diagnostics/diagnostic.ts';
import {
  mergeVerifications,
  type PairVerdict,
  type VerdictWord,
  type Verification,
  verdictsOf,
} from '../../src/verify/verification.ts';

const finding = (line: number, message = 'm'): Diagnostic =>
  diagnostic('verify/type-differs', textAt('f', line, 1), message);
const verdict = (word: VerdictWord, findings: number[], b = 'b', family: 'ipv4' | 'ipv6' = 'ipv4'): PairVerdict => ({
  pair: ['a', b],
  family,
  verdict: word,
  reason: word,
  findings,
});
const judged = () => [];
const verification = (parts: Partial<Verification>): Verification => ({
  time: '2030-01-01T00:00:00Z',
  releases: ['4.10'],
  asked: [],
  notAsked: [],
  nodes: 2,
  expected: 2,
  found: 2,
  mirrored: 2,
  proved: 1,
  consistent: 'yes',
  verdicts: [],
  hosts: ['a', 'b'],
  judged,
  validity: [],
  findings: [],
  ...parts,
});

describe('the verdict of every pair', () => {
  const key = (b: string) => ({ pair: ['a', b] as const, family: 'ipv4' as const });

  test('is that of the list, else consistent, in the order of judging', () => {
    const of = { judged: () => [key('b'), key('c')], verdicts: [verdict('broken', [0], 'c')] };
    expect([...verdictsOf(of)]).toEqual([
      { ...key('b'), verdict: 'consistent' },
      { ...key('c'), verdict: 'broken' },
    ]);
  });

  test('a pair with somebody outside the tree comes last, each pair once', () => {
    const of = {
      judged: () => [key('b')],
      verdicts: [verdict('unknown', [0], '10.0.0.9'), verdict('broken', [], 'b')],
    };
    expect([...verdictsOf(of)].map(({ pair, verdict: word }) => [pair[1], word])).toEqual([
      ['b', 'broken'],
      ['10.0.0.9', 'unknown'],
    ]);
  });

  test('families are apart', () => {
    const of = { judged: () => [key('b')], verdicts: [verdict('broken', [], 'b', 'ipv6')] };
    expect([...verdictsOf(of)].map(({ family, verdict: word }) => [family, word])).toEqual([
      ['ipv4', 'consistent'],
      ['ipv6', 'broken'],
    ]);
  });
});

describe('two verifications of one tree, of which either may be true', () => {
  test('the counts are the worse of both', () => {
    const merged = mergeVerifications(
      verification({ expected: 4, found: 1, mirrored: 2 }),
      verification({ expected: 2, found: 2, mirrored: 0 }),
    );
    expect(merged).toEqual(verification({ expected: 4, found: 1, mirrored: 0, proved: 2 }));
    expect(mergeVerifications(verification({ expected: 2 }), verification({ expected: 4 })).expected).toBe(4);
  });

  test.each([
    ['yes', 'yes', 'yes'],
    ['yes', 'unknown', 'unknown'],
    ['unknown', 'no', 'no'],
    ['no', 'yes', 'no'],
  ] as const)('%s and %s are %s, in either order', (a, b, both) => {
    expect(mergeVerifications(verification({ consistent: a }), verification({ consistent: b })).consistent).toBe(both);
    expect(mergeVerifications(verification({ consistent: b }), verification({ consistent: a })).consistent).toBe(both);
  });

  test('a finding that both have is there once, in the words of the first', () => {
    const merged = mergeVerifications(
      verification({ findings: [finding(1, 'first'), finding(2)] }),
      verification({ findings: [finding(3), finding(1, 'second'), finding(3)] }),
    );
    expect(merged.findings).toEqual([finding(1, 'first'), finding(2), finding(3)]);
  });

  test('a finding that one takes more seriously is there in its words, whichever comes first', () => {
    const mild: Diagnostic = { ...finding(1, 'mild'), severity: 'warning' };
    for (const [a, b] of [
      [[mild], [finding(1, 'grave')]],
      [[finding(1, 'grave')], [mild]],
    ] as const)
      expect(mergeVerifications(verification({ findings: a }), verification({ findings: b })).findings).toEqual([
        finding(1, 'grave'),
      ]);
  });

  test('the releases of both are there, oldest first', () => {
    const merged = mergeVerifications(verification({ releases: ['5.2'] }), verification({ releases: ['4.3', '5.2'] }));
    expect(merged.releases).toEqual(['4.3', '5.2']);
  });

  test('what either does not prove is not proved', () => {
    const merged = mergeVerifications(
      verification({ expected: 6, proved: 2, verdicts: [verdict('broken', [])] }),
      verification({ expected: 6, proved: 2, verdicts: [verdict('unknown', [], 'c')] }),
    );
    expect(merged.proved).toBe(1);
  });

  test('a pair that both judge has the worse word, and the findings of both', () => {
    const findings = [finding(1), finding(2)];
    const other = [finding(2), finding(3)];
    for (const [one, two, worse] of [
      ['unknown', 'broken', 'broken'],
      ['broken', 'one-sided', 'broken'],
      ['one-sided', 'unknown', 'one-sided'],
    ] as const) {
      const merged = mergeVerifications(
        verification({ findings, verdicts: [verdict(one, [0, 1])] }),
        verification({ findings: other, verdicts: [verdict(two, [0, 1])] }),
      );
      expect(merged.verdicts).toHaveLength(1);
      expect(merged.verdicts[0]).toMatchObject({ verdict: worse, reason: worse });
      expect([...(merged.verdicts[0]?.findings ?? [])].sort()).toEqual([0, 1, 2]);
    }
  });

  test('of two words alike the first stays', () => {
    const merged = mergeVerifications(
      verification({ verdicts: [{ ...verdict('broken', []), reason: 'first' }] }),
      verification({ verdicts: [{ ...verdict('broken', []), reason: 'second' }] }),
    );
    expect(merged.verdicts[0]?.reason).toBe('first');
  });

  test('pairs and families are told apart', () => {
    const merged = mergeVerifications(
      verification({ verdicts: [verdict('broken', [])] }),
      verification({
        findings: [finding(1)],
        verdicts: [verdict('broken', [0], 'c'), verdict('unknown', [], 'b', 'ipv6')],
      }),
    );
    expect(merged.verdicts).toEqual([
      verdict('broken', []),
      verdict('broken', [0], 'c'),
      verdict('unknown', [], 'b', 'ipv6'),
    ]);
  });
});
