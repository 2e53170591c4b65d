/** The revocation list of a small authority. */
import { append } from '../bytes/append.ts';
import { fromHex } from '../bytes/hex.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, hasError, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import { subjectKeyIdOf } from '../x509/key-id.ts';
import { checkKey } from '../x509/key-match.ts';
import { readCrl } from '../x509/revocation/read-crl.ts';
import { reasonNumber } from '../x509/revocation/reasons.ts';
import type { RevocationList } from '../x509/revocation/revocation-list.ts';
import type { Authority } from './authority.ts';
import { keyIdOf, writeCrl } from './certificate-writer.ts';
import { authorityKeyId, crlNumber } from './extensions.ts';
import { type SigningSubtle, signerOf } from './keys.ts';

/** What goes into a list. */
export interface CrlContents<Key> {
  readonly revoked: readonly { readonly serialHex: string; readonly at: Date; readonly reason?: string }[];
  /** Counts up with every list of the authority. */
  readonly number: number;
  readonly now: Date;
  /** Days until the next list is due. */
  readonly days: number;
  readonly subtle: SigningSubtle<Key>;
}

/**
 * A signed revocation list.
 *
 * Fails with `pki/bad-validity`, `pki/bad-revocation`, `x509/key-mismatch`, `x509/unusable-key`.
 *
 * @example await makeCrl(authority, { revoked: [{ serialHex: '4a…', at: now, reason: 'keyCompromise' }], number: 1, now, days: 30, subtle })
 * @see RFC 5280 §5
 */
export async function makeCrl<Key extends object>(
  { certificate, key }: Authority,
  { revoked, number, now, days, subtle }: CrlContents<Key>,
  at: Place = valueAt(),
): Promise<Result<RevocationList>> {
  const findings: Diagnostic[] = [...checkKey(certificate, key)];
  if (!(Number.isInteger(days) && days >= 1 && days <= 3660) || Number.isNaN(now.getTime()))
    findings.push(
      diagnostic('pki/bad-validity', at, 'the next list must be due in a whole number of days from 1 to 3660'),
    );
  const entries = revoked.map(({ serialHex, at: since, reason }) => {
    const serial = fromHex(serialHex);
    const code = reason === undefined ? undefined : reasonNumber(reason);
    if (serial === undefined || serial.length === 0 || serial.length > 20 || Number.isNaN(since.getTime()))
      findings.push(bad(at, `a serial number must be 1 to 20 bytes in hexadecimal digits, not ${shown(serialHex)}`));
    if (reason !== undefined && (code === undefined || reason === 'removeFromCRL'))
      findings.push(bad(at, `a reason must be one of RFC 5280, such as keyCompromise, not ${shown(reason)}`));
    return { serial: positive(serial ?? new Uint8Array(1)), at: since, ...(code !== undefined && { reason: code }) };
  });
  const signer = await signerOf(key, subtle);
  append(findings, signer.findings);
  if (hasError(findings) || signer.kind === 'failed') return { kind: 'failed', findings };
  const second = Math.floor(now.getTime() / 1000) * 1000;
  const id = subjectKeyIdOf(certificate) ?? keyIdOf(certificate.publicKey.spki);
  const der = await writeCrl(
    {
      issuer: certificate.subject.der,
      thisUpdate: new Date(second),
      nextUpdate: new Date(second + days * 24 * 60 * 60 * 1000),
      revoked: entries,
      extensions: [authorityKeyId(id), crlNumber(number)],
    },
    signer.value,
    subtle,
  );
  return readCrl(der, at);
}

function bad(at: Place, message: string): Diagnostic {
  return diagnostic('pki/bad-revocation', at, message);
}

function positive(serial: Uint8Array): Uint8Array {
  return (serial[0] as number) >= 0x80 ? Uint8Array.from([0, ...serial]) : serial;
}
