import type { VerdictWord, Verification } from '../verify/verification.ts';
import { gauge } from './prometheus.ts';

const words: readonly VerdictWord[] = ['consistent', 'broken', 'one-sided', 'unknown'];

/**
 * A verification as metrics, for the textfile collector of Prometheus' node exporter.
 *
 * - `swanmesh_verify_pairs{verdict}`: pairs of hosts by verdict.
 * - `swanmesh_verify_conns{state}`: conns that are `expected`, `found` loaded, and `mirrored` by the other end.
 * - `swanmesh_verify_findings{severity}`.
 * - `swanmesh_certificate_not_after_seconds{role,subject,fingerprint}`: the end of each certificate, in Unix time; what is
 *   left is that less `time()`.
 * - `swanmesh_verify_timestamp_seconds`: when it was judged.
 *
 * @see Prometheus, text exposition format 0.0.4
 */
export function verificationMetrics(report: Verification): string {
  const pairs = new Map<VerdictWord, number>(words.map((word) => [word, 0]));
  for (const { verdict } of report.verdicts) pairs.set(verdict, (pairs.get(verdict) ?? 0) + 1);
  pairs.set('consistent', report.proved);
  const severities = ['error', 'warning', 'info'] as const;
  return [
    gauge(
      'swanmesh_verify_pairs',
      'Pairs of hosts by verdict.',
      [...pairs].map(([verdict, count]) => [{ verdict }, count]),
    ),
    gauge(
      'swanmesh_verify_conns',
      'Conns that are expected, found loaded, and mirrored by the other end.',
      (['expected', 'found', 'mirrored'] as const).map((state) => [{ state }, report[state]]),
    ),
    gauge(
      'swanmesh_verify_findings',
      'Findings by severity.',
      severities.map((severity) => [
        { severity },
        report.findings.reduce((sum, finding) => sum + (finding.severity === severity ? 1 : 0), 0),
      ]),
    ),
    gauge(
      'swanmesh_certificate_not_after_seconds',
      'Last second of validity, in Unix time.',
      report.validity.map(({ role, subject, fingerprintSha256: fingerprint, notAfter }) => [
        { role, subject, fingerprint },
        seconds(notAfter),
      ]),
    ),
    gauge('swanmesh_verify_timestamp_seconds', 'When the mesh was judged, in Unix time.', [[{}, seconds(report.time)]]),
  ].join('');
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
