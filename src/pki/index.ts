/**
 * Keys and authorities: what people really have, and what is revoked. Built on pkijs, asn1js and node-forge, and therefore
 * an entry of its own, to be imported when it is needed: `await import('swanmesh/pki')`.
 *
 * What these libraries do when they are imported: pkijs puts its engine into `globalThis[process.pid]` (outside Node, into
 * itself alone); node-forge adds a `message` listener to a browser's window. Nothing here reads either.
 *
 * @packageDocumentation
 */

export type { Secret } from '../bytes/secret.ts';
export type * from '../diagnostics/diagnostic.ts';
export type { Address } from '../net/address.ts';
export type { Certificate, Extension, PublicKey, SubjectAltName } from '../x509/certificate.ts';
export type { PlacedCertificate } from '../x509/check-serials.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from '../x509/name.ts';
export type { PrivateKey } from '../x509/private-key.ts';
export type { RevocationJudge, RevocationQuestion } from '../x509/revocation-judge.ts';
export type { SignatureAnswer, SignatureQuestion, SignatureVerifier } from '../x509/signature.ts';
export {
  type Authority,
  type HostCertificate,
  hostOfRequest,
  type Issuing,
  issueCertificate,
  makeAuthority,
  type PlainSubject,
  renewCertificate,
} from './authority.ts';
export { type CrlScope, type RevocationList, type Revoked, readCrl, reasonNumber } from './crl.ts';
export type { DerivingSubtle } from './derive.ts';
export type { HeldCertificate, HeldKey, Identity, IdentityFile } from './found.ts';
export { type IdentityOptions, readIdentityFile } from './identity-file.ts';
export { revocationJudge } from './judge-revocation.ts';
export { type KeyKind, keyKinds, newKey, type SigningAlgorithm, type SigningSubtle } from './keys.ts';
export { type CrlContents, makeCrl } from './make-crl.ts';
export type { Password } from './password.ts';
export { type CertificateRequest, checkAnswer, readRequest, verifyRequest } from './request.ts';
export { checkRevocation, type Judged, type RevocationCircumstances } from './revocation.ts';
