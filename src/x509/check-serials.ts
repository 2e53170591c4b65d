import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';

/** A certificate and where findings about it are placed. */
export interface PlacedCertificate {
  readonly certificate: Certificate;
  /** Where it was read when omitted. */
  readonly at?: Place;
}

/**
 * Of each certificate, what is wrong with its serial number: whether another one before it has the same issuer and number
 * already. NSS identifies certificates by these two, and refuses the second. The same certificate twice is fine.
 *
 * Codes: `x509/reused-serial`.
 *
 * @see RFC 5280 §4.1.2.2; NSS SEC_ERROR_REUSED_ISSUER_AND_SERIAL
 */
export function checkSerials(certificates: readonly PlacedCertificate[]): readonly (readonly Diagnostic[])[] {
  const first = new Map<string, PlacedCertificate>();
  return certificates.map((placed) => {
    const key = issuerAndSerial(placed.certificate);
    const other = first.get(key);
    if (other === undefined) first.set(key, placed);
    return other === undefined || isSame(other.certificate, placed.certificate) ? [] : [reusedSerial(placed, other)];
  });
}

/** What NSS finds a certificate by. */
export function issuerAndSerial({ issuer, serialHex }: Certificate): string {
  return `${issuer.derHex} ${serialHex}`;
}

/** Two certificates that no database holds at once. */
export function reusedSerial(placed: PlacedCertificate, other: PlacedCertificate): Diagnostic {
  const { certificate, at = certificate.at } = placed;
  return diagnostic(
    'x509/reused-serial',
    at,
    'an authority must give a serial number once, but another certificate has this one',
    {
      hint: 'NSS refuses the second of the two; have a new one issued',
      related: [{ at: other.at ?? other.certificate.at, message: 'the other certificate' }],
    },
  );
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a.fingerprintSha256 === b.fingerprintSha256;
}
