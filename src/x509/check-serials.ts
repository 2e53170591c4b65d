import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';

/** A certificate and where findings about it are placed. */
export interface PlacedCertificate {
  readonly certificate: Certificate;
  /** Where it was read when omitted. */
  readonly at?: Place;
}

/**
 * Every certificate whose issuer and serial number another one before it has already: NSS identifies certificates by
 * these two, and refuses the second. The same certificate twice is fine.
 *
 * Codes: `x509/reused-serial`.
 *
 * @example checkSerials([...hosts, ...authorities].map((certificate) => ({ certificate }))) // []
 * @see RFC 5280 §4.1.2.2; NSS SEC_ERROR_REUSED_ISSUER_AND_SERIAL
 */
export function checkSerials(certificates: readonly PlacedCertificate[]): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const first = new Map<string, PlacedCertificate>();
  for (const placed of certificates) {
    const { certificate, at = certificate.at } = placed;
    const key = `${certificate.issuer.derHex} ${certificate.serialHex}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, placed);
    else if (other.certificate.fingerprintSha256 !== certificate.fingerprintSha256) {
      findings.push(
        diagnostic(
          'x509/reused-serial',
          at,
          'an authority must give a serial number once, but another certificate has this one',
          {
            hint: 'NSS refuses the second of the two; have one issued anew',
            related: [{ at: other.at ?? other.certificate.at, message: 'the other certificate' }],
          },
        ),
      );
    }
  }
  return findings;
}
