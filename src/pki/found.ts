/** What is found in a file: as readers of the forms give it, and as the door gives it to the caller. */
import type { Certificate } from '../x509/certificate.ts';
import type { PrivateKey } from '../x509/private-key.ts';
import type { CertificateRequest } from './request.ts';

/** A certificate, and how its container calls it. */
export interface HeldCertificate {
  readonly certificate: Certificate;
  readonly friendlyName?: string;
  readonly localKeyId?: string;
}

/** A private key, and how its container calls it. */
export interface HeldKey {
  readonly key: PrivateKey;
  readonly friendlyName?: string;
  readonly localKeyId?: string;
}

/** A private key with its certificate. */
export interface Identity {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  readonly friendlyName?: string;
}

/** What a file holds. */
export interface IdentityFile {
  readonly form: 'pem' | 'pkcs12' | 'pkcs7' | 'certificate' | 'key' | 'request' | 'crl';
  /** Every certificate, in the order of the file. */
  readonly certificates: readonly HeldCertificate[];
  readonly keys: readonly HeldKey[];
  /** The keys whose certificate is in the file too: by `localKeyID` where both have one, else by the public half. */
  readonly identities: readonly Identity[];
  /** The certificates that belong to no key of the file. */
  readonly others: readonly Certificate[];
  readonly requests: readonly CertificateRequest[];
  /** Revocation lists in DER, for `readCrl`. */
  readonly crls: readonly Uint8Array[];
}

/** Everything that a file holds, not yet paired. */
export interface Found {
  readonly form: IdentityFile['form'];
  readonly certificates: HeldCertificate[];
  readonly keys: HeldKey[];
  readonly requests: IdentityFile['requests'][number][];
  readonly crls: Uint8Array[];
}

export function nothingFound(form: Found['form']): Found {
  return { form, certificates: [], keys: [], requests: [], crls: [] };
}
