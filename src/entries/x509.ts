/**
 * Certificates as libreswan and NSS see them.
 *
 * @packageDocumentation
 */

export type { Secret } from '../bytes/secret.ts';
export type { DiagnosticCode, Severity, severities } from '../diagnostics/codes.ts';
export type {
  Diagnostic,
  Failed,
  Fix,
  Ok,
  Place,
  Reading,
  Related,
  Result,
  TextPlace,
  TextSpan,
  ValuePath,
  ValuePlace,
  ValueSpan,
} from '../diagnostics/diagnostic.ts';
export { type FindingSource, formatDiagnostic, type Locate } from '../diagnostics/format.ts';
export { identityText } from '../libreswan/identity/identity-text.ts';
export type { Release, ReleaseRange } from '../libreswan/release.ts';
export { readReleaseRange, releaseRange, releases } from '../libreswan/release.ts';
export type { Certificate, Extension, PublicKey, SubjectAltName } from '../x509/certificate.ts';
export type { CertificateUse } from '../x509/certificate-use.ts';
export { checkCertificate } from '../x509/check-certificate.ts';
export type { PlacedCertificate } from '../x509/check-serials.ts';
export { checkSignatures, type SignatureAnswers } from '../x509/check-signatures.ts';
export {
  type CertificatesToJudge,
  type HostCertificateToJudge,
  type Judgement,
  type Judging,
  judgeCertificates,
} from '../x509/judge-certificates.ts';
export { withPublicHalf } from '../x509/keys.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from '../x509/name.ts';
export { nameText } from '../x509/name-text.ts';
export {
  type ImportCircumstances,
  type NicknamePrediction,
  type NssCertificate,
  predictNickname,
} from '../x509/nickname.ts';
export { type PemBlock, readPem } from '../x509/pem.ts';
export { makePkcs12, type Pkcs12Contents } from '../x509/pkcs12.ts';
export { type PrivateKey, readPrivateKey } from '../x509/private-key.ts';
export { readCertificate, readCertificates } from '../x509/read-certificate.ts';
export { checkRevocation, type RevocationCircumstances } from '../x509/revocation/check-revocation.ts';
export { readCrl } from '../x509/revocation/read-crl.ts';
export { readLists } from '../x509/revocation/read-lists.ts';
export type { CrlScope, RevocationList, Revoked } from '../x509/revocation/revocation-list.ts';
export type { SignatureAnswer, SignatureQuestion, SignatureVerifier } from '../x509/signature.ts';
export type { NssUsage, UsageProfile } from '../x509/usage-profile.ts';
export {
  type OwnedCertificate,
  type Validity,
  type ValidityOptions,
  type ValidityRow,
  type ValidityState,
  validityOf,
} from '../x509/validity.ts';
export { type Subtle, type SubtleAlgorithm, webCryptoVerifier } from '../x509/verifier.ts';
