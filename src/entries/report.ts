/**
 * Findings and verifications for other programs: GitHub, GitLab, SARIF, JUnit, Prometheus; and what is new since an earlier run.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
export { type FactName, factNames } from '../hosts/facts/index.ts';
export { type Release, releases } from '../libreswan/release.ts';
export type { Family } from '../net/address.ts';
export { newFindings } from '../report/baseline.ts';
export { reportFormats } from '../report/formats/index.ts';
export { printReport } from '../report/print-report.ts';
export type { JsonFormat, Report, ReportFormat, TextFormat } from '../report/report.ts';
export { verificationMetrics } from '../report/verification-metrics.ts';
export {
  type AlwaysAsked,
  alwaysAsked,
  type NotAsked,
  type OptionalFact,
  optionalFacts,
} from '../verify/asked.ts';
export type {
  CertificateValidity,
  PairKey,
  PairVerdict,
  VerdictWord,
  Verification,
} from '../verify/verification.ts';
