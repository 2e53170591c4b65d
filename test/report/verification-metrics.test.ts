import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { verificationMetrics } from '../../src/report/verification-metrics.ts';
import type { Verification } from '../../src/verify/verification.ts';

const report: Verification = {
  time: '2027-01-01T00:00:00Z',
  releases: ['4.10'],
  asked: [],
  notAsked: [],
  nodes: 3,
  expected: 6,
  found: 5,
  mirrored: 4,
  proved: 2,
  consistent: 'no',
  verdicts: [{ pair: ['a', 'b'], family: 'ipv4', verdict: 'broken', reason: 'differs', findings: [0] }],
  hosts: ['a', 'b', 'c'],
  judged: () => [],
  validity: [
    {
      role: 'host',
      hosts: ['a'],
      subject: 'CN=a"\\\n',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2028-01-01T00:00:00Z',
      fingerprintSha256: 'ab',
    },
  ],
  findings: [
    { code: 'verify/missing-conn', severity: 'error', message: 'a has no conn for b', at: valueAt('nodes', 'a') },
  ],
};

describe('the metrics of a verification', () => {
  const text = verificationMetrics(report);

  test.each([
    'swanmesh_verify_pairs{verdict="consistent"} 2',
    'swanmesh_verify_pairs{verdict="broken"} 1',
    'swanmesh_verify_pairs{verdict="unknown"} 0',
    'swanmesh_verify_conns{state="mirrored"} 4',
    'swanmesh_verify_findings{severity="error"} 1',
    'swanmesh_verify_timestamp_seconds 1798761600',
    String.raw`swanmesh_certificate_not_after_seconds{role="host",subject="CN=a\"\\\\u{a}",fingerprint="ab"} 1830297600`,
  ])('have the line %s', (line) => expect(text.split('\n')).toContain(line));

  test('are lines of the exposition format, each name with its help and type once', () => {
    const sample = /^[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? \d+$/;
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(line.startsWith('#') ? /^# (?:HELP|TYPE) / : sample);
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
  });
});
