/**
 * Certificates as libreswan and NSS see them.
 *
 * @packageDocumentation
 */
export type { Certificate, Extension, PublicKey, SubjectAltName } from './certificate.ts';
export { type CertificateUse, checkCertificate } from './check-certificate.ts';
export { checkIssuedBy } from './issued-by.ts';
export { checkKey } from './key-match.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from './name.ts';
export { nameText } from './name-text.ts';
export { type PemBlock, type PemBlocks, readPem } from './pem.ts';
export { type PrivateKey, readPrivateKey } from './private-key.ts';
export { readCertificate, readCertificates } from './read-certificate.ts';
