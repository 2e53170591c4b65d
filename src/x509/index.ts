/**
 * Certificates as libreswan and NSS see them.
 *
 * @packageDocumentation
 */
export type { Certificate, Extension, PublicKey, SubjectAltName } from './certificate.ts';
export { type CertificateUse, checkCertificate } from './check-certificate.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from './name.ts';
export { type PemBlock, type PemBlocks, readPem } from './pem.ts';
export { readCertificate, readCertificates } from './read-certificate.ts';
