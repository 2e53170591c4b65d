/**
 * Findings and verifications for other programs: GitHub, GitLab, SARIF, JUnit, Prometheus; and what is new since an earlier run.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
export { newFindings } from '../report/baseline.ts';
export { reportFormats } from '../report/formats/index.ts';
export { printReport } from '../report/print-report.ts';
export type { JsonFormat, Report, ReportFormat, TextFormat } from '../report/report.ts';
export { verificationMetrics } from '../report/verification-metrics.ts';
export type {
  CertificateValidity,
  PairVerdict,
  VerdictWord,
  Verification,
} from '../verify/verification.ts';
