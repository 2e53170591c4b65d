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
export { reasonNumber } from '../x509/revocation/reasons.ts';
export type { CrlScope, RevocationList, Revoked } from '../x509/revocation/revocation-list.ts';
export type { SignatureAnswer, SignatureQuestion, SignatureVerifier } from '../x509/signature.ts';
export { type Authority, makeAuthority } from './authority.ts';
export type { DerivingSubtle } from './derive.ts';
export type { HeldCertificate, HeldKey, Identity, IdentityFile } from './found.ts';
export { type IdentityOptions, readIdentityFile } from './identity-file.ts';
export { type HostCertificate, hostOfRequest, issueCertificate, renewCertificate } from './issue.ts';
export { type KeyKind, keyKinds, newKey, type SigningAlgorithm, type SigningSubtle } from './keys.ts';
export { type CrlContents, makeCrl } from './make-crl.ts';
export type { Password } from './password.ts';
export type { PlainSubject } from './plain-subject.ts';
export { type CertificateRequest, checkAnswer, checkRequestSignature, readRequest } from './request.ts';
export type { Issuing } from './signing.ts';
