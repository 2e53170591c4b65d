/** Certificates signed, and read again before anybody has them. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, type Place, type Result, settle } from '../diagnostics/diagnostic.ts';
import type { Certificate } from '../x509/certificate.ts';
import { certificateFromDer } from '../x509/certificate-from-der.ts';
import { checkCertificate } from '../x509/check-certificate.ts';
import { isoSecond } from '../x509/iso-second.ts';
import type { PrivateKey } from '../x509/private-key.ts';
import { type WrittenExtension, writeCertificate } from './certificate-writer.ts';
import { type SigningSubtle, signerOf } from './keys.ts';

/** What every signature needs: WebCrypto, the caller's random bytes for serial numbers, the time. */
export interface Issuing<Key> {
  readonly subtle: SigningSubtle<Key>;
  readonly random: (length: number) => Uint8Array;
  readonly now: Date;
  /** Days of validity from `now` on. */
  readonly days: number;
}

/** Clocks of hosts differ: a certificate is valid from an hour before it is made. */
const skew = 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;
const maxDays = 100 * 366;

/** What is signed, names and key in DER. */
export interface Parts {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly extensions: readonly WrittenExtension[];
}

/** Signs, and reads the outcome as strictly as what anybody else issues: what is not perfect does not leave here. */
export async function sign<Key extends object>(
  parts: Parts,
  key: PrivateKey,
  { subtle, random, now, days }: Issuing<Key>,
  role: 'host' | 'authority',
  at: Place,
): Promise<Result<Certificate>> {
  const signer = await signerOf(key, subtle);
  if (signer.kind === 'failed') return signer;
  const [notBefore, notAfter] = validityOf(now, days);
  const der = await writeCertificate(
    { ...parts, serial: serialOf(random(16)), notBefore, notAfter },
    signer.value,
    subtle,
  );
  const findings: Diagnostic[] = [];
  const certificate = certificateFromDer(der, at, findings);
  if (certificate === undefined) return { kind: 'failed', findings };
  append(findings, checkCertificate(certificate, { now, role }));
  return settle(() => certificate, findings);
}

/** Whole seconds, as certificates have them. */
function validityOf(now: Date, days: number): readonly [Date, Date] {
  const second = Math.floor(now.getTime() / 1000) * 1000;
  return [new Date(second - skew), new Date(second + days * day)];
}

/** Positive, of 16 bytes, the first of which is not zero. @see RFC 5280 §4.1.2.2 */
function serialOf(bytes: Uint8Array): Uint8Array {
  const serial = Uint8Array.from(bytes);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** `pki/bad-validity`, `pki/outlives-authority`. */
export function checkDays<Key>(
  { now, days }: Issuing<Key>,
  authority: Certificate | undefined,
  at: Place,
): readonly Diagnostic[] {
  if (!(Number.isInteger(days) && days >= 1 && days <= maxDays) || Number.isNaN(now.getTime())) {
    return [diagnostic('pki/bad-validity', at, `the validity must be a whole number of days from 1 to ${maxDays}`)];
  }
  const [, end] = validityOf(now, days);
  if (authority === undefined || end <= authority.notAfter) return [];
  const left = Math.floor((authority.notAfter.getTime() - Math.floor(now.getTime() / 1000) * 1000) / day);
  return [
    diagnostic(
      'pki/outlives-authority',
      at,
      `the certificate would end at ${isoSecond(end)}, after its authority at ${isoSecond(authority.notAfter)}`,
      {
        hint: left >= 1 ? `ask for at most ${left} days, or make a new authority` : 'make a new authority',
      },
    ),
  ];
}
