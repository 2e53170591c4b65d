/** A folder of certificates and keys, as read by whoever may open files. */
import type { Certificate } from '../../x509/certificate.ts';

/** A file of certificates that were read. */
export interface CertificateFile {
  /** As the inventory shall write it. */
  readonly path: string;
  /** In the order of the file; never empty. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

/** A file with a private key, of which only the public half comes in here. */
export interface KeyFile {
  readonly path: string;
  /** SubjectPublicKeyInfo in DER; `undefined` where the file does not hold it. */
  readonly spki: Uint8Array | undefined;
}

/** What a folder holds. */
export interface CertificateFolder {
  readonly certificates: readonly CertificateFile[];
  readonly keys: readonly KeyFile[];
}
