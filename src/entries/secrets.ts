/**
 * Any `ipsec.secrets`: read without loss, checked for a release, printed.
 *
 * @packageDocumentation
 */

export { type Secret, sameSecret, secretOf } from '../bytes/secret.ts';
export type { Encoding } from '../bytes/source-text.ts';
export type * from '../diagnostics/diagnostic.ts';
export { type FindingSource, formatDiagnostic, type Locate } from '../diagnostics/format.ts';
export { checkSecrets } from '../libreswan/ipsec-secrets/check.ts';
export type * from '../libreswan/ipsec-secrets/document.ts';
export { parseSecrets, secretsSource } from '../libreswan/ipsec-secrets/parse.ts';
export type { PlannedSecret, PreSharedKey, RsaKey } from '../libreswan/ipsec-secrets/planned-secret.ts';
export { printSecrets } from '../libreswan/ipsec-secrets/print.ts';
export type { Release, ReleaseRange, releases } from '../libreswan/release.ts';
export type { Address } from '../net/address.ts';
