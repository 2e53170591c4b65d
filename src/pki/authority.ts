/**
 * A small authority for laboratories and small clusters: a root, host certificates of exactly the shape that every release of
 * libreswan and NSS takes, renewals, revocation lists. Its key is a file; it has no hardware module, no policy, no log, no
 * second person. Whoever has one of those keeps it.
 */
import { type Diagnostic, diagnostic, hasError, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { PrivateKey } from '../x509/private-key.ts';
import { keyIdOf } from './certificate-writer.ts';
import { ofAuthority, subjectKeyId } from './extensions.ts';
import { checkSubject, nameOf, type PlainSubject } from './plain-subject.ts';
import { checkDays, type Issuing, sign } from './signing.ts';

/** Who signs. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

/**
 * The certificate of a new root.
 *
 * Fails with `pki/bad-subject`, `pki/bad-validity`, `x509/unusable-key`. Asks `random` for 16 bytes.
 *
 * @example await makeAuthority({ commonName: 'mesh authority' }, key, { subtle, random, now, days: 3650 })
 * @see RFC 5280 §4.2.1.9 (path length 0: it signs hosts alone)
 */
export async function makeAuthority<Key extends object>(
  subject: PlainSubject,
  key: PrivateKey,
  issuing: Issuing<Key>,
  at: Place = valueAt(),
): Promise<Result<Certificate>> {
  const findings = [...checkSubject(subject, at), ...checkDays(issuing, undefined, at)];
  const { spki } = key;
  if (hasError(findings) || spki === undefined)
    return { kind: 'failed', findings: [...findings, ...keyless(key, spki)] };
  const name = nameOf(subject);
  const extensions = [...ofAuthority, subjectKeyId(keyIdOf(spki))];
  return sign({ issuer: name, subject: name, spki, extensions }, key, issuing, 'authority', at);
}

function keyless(key: PrivateKey, spki: Uint8Array | undefined): readonly Diagnostic[] {
  return spki === undefined ? [diagnostic('x509/unusable-key', key.at, 'the key must hold its public half')] : [];
}
