/**
 * Findings and verifications for other programs: GitHub, GitLab, SARIF, JUnit, Prometheus; and what is new since an earlier run.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
export type { Excerpt } from '../diagnostics/excerpt.ts';
export type { Mss, MtuAnswer, MtuQuestion, OverlayStack } from '../esp/answer.ts';
export type { IpsecMode } from '../esp/mtu.ts';
export type { Overlay } from '../esp/overlay.ts';
export type { MtuPart } from '../esp/part.ts';
export type { AeadName, CipherName, EspTransform, IntegrityName } from '../esp/transform.ts';
export type { WirePart } from '../esp/wire.ts';
export type { PairState, PairsValue, PictureHost, PicturePair } from '../graph/pairs.ts';
export type { PacketValue } from '../graph/pictures/packet.ts';
export { type FactName, factNames } from '../hosts/facts/index.ts';
export { type Release, releases } from '../libreswan/release.ts';
export type { MtuClass } from '../mesh/mtu.ts';
export type { Family } from '../net/address.ts';
export { newFindings } from '../report/baseline.ts';
export { reportFormats } from '../report/formats/index.ts';
export type { PageSource, ShownFinding } from '../report/html/page-source.ts';
export { printPage } from '../report/html/print-page.ts';
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
