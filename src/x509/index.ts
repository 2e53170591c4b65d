/**
 * Certificates as libreswan and NSS see them.
 *
 * @packageDocumentation
 */
export type { Certificate, Extension, PublicKey, SubjectAltName } from './certificate.ts';
export type { CertificateUse } from './certificate-use.ts';
export { checkCertificate } from './check-certificate.ts';
export type { PlacedCertificate } from './check-serials.ts';
export { checkSignatures, type SignatureAnswers } from './check-signatures.ts';
export {
  type CertificatesToJudge,
  type HostCertificateToJudge,
  type Judgement,
  type Judging,
  judgeCertificates,
} from './judge-certificates.ts';
export { withPublicHalf } from './keys.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from './name.ts';
export { nameText } from './name-text.ts';
export {
  type ImportCircumstances,
  type NicknamePrediction,
  type NssCertificate,
  predictNickname,
} from './nickname.ts';
export { type PemBlock, type PemBlocks, readPem } from './pem.ts';
export { makePkcs12, type Pkcs12Contents } from './pkcs12.ts';
export { type PrivateKey, readPrivateKey } from './private-key.ts';
export { readCertificate, readCertificates } from './read-certificate.ts';
export type { RevocationJudge, RevocationQuestion } from './revocation-judge.ts';
export type { SignatureAnswer, SignatureQuestion, SignatureVerifier } from './signature.ts';
export type { NssUsage, UsageProfile } from './usage-profile.ts';
export {
  type OwnedCertificate,
  type Validity,
  type ValidityOptions,
  type ValidityRow,
  type ValidityState,
  validityOf,
} from './validity.ts';
export { type Subtle, type SubtleAlgorithm, webCryptoVerifier } from './verifier.ts';
