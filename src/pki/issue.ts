/** Certificates of hosts: issued, issued for a request, renewed. */
import { append } from '../bytes/append.ts';
import { toHex } from '../bytes/hex.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, hasError, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import type { Address } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import { subjectKeyIdOf } from '../x509/key-id.ts';
import { checkKey } from '../x509/key-match.ts';
import type { Authority } from './authority.ts';
import { keyIdOf, type WrittenExtension } from './certificate-writer.ts';
import { altNames, authorityKeyId, ofHost, subjectKeyId } from './extensions.ts';
import { checkSubject, nameOf, type PlainSubject } from './plain-subject.ts';
import type { CertificateRequest } from './request.ts';
import { checkDays, type Issuing, sign } from './signing.ts';

/** What a host certificate says. */
export interface HostCertificate {
  readonly subject: PlainSubject;
  /** Host names and addresses under which peers may know the host. */
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly Address[];
  /** SubjectPublicKeyInfo of the host's key. */
  readonly spki: Uint8Array;
}

/**
 * A certificate for a host. Who asks with a request keeps its key on the host: give the request's key as `spki`.
 *
 * Fails with `pki/bad-subject`, `pki/bad-validity`, `pki/outlives-authority`, `x509/key-mismatch`, and whatever
 * `checkCertificate` finds that would keep the certificate from being used. Asks `random` for 16 bytes.
 *
 * @example await issueCertificate(authority, { subject: { organization: 'mesh', commonName: 'node-1' }, spki: key.spki }, issuing)
 */
export async function issueCertificate<Key extends object>(
  { certificate, key }: Authority,
  host: HostCertificate,
  issuing: Issuing<Key>,
  at: Place = valueAt(),
): Promise<Result<Certificate>> {
  const findings = [...checkSubject(host.subject, at), ...checkNames(host, at), ...checkDays(issuing, certificate, at)];
  append(findings, checkKey(certificate, key));
  if (hasError(findings)) return { kind: 'failed', findings };
  const names = altNames(host.dnsNames ?? [], host.addresses ?? []);
  const extensions = [
    ...ofHost(isRsa(host.spki)),
    ...(names === undefined ? [] : [names]),
    ...keyIds(certificate, host.spki),
  ];
  const parts = { issuer: certificate.subject.der, subject: nameOf(host.subject), spki: host.spki, extensions };
  return sign(parts, key, issuing, 'host', at);
}

/**
 * The certificate again, with a new validity and serial number: subject and alternative names are byte for byte the old ones, so
 * IDs and NSS nicknames stay. The key stays too unless another is given.
 *
 * Fails as {@link issueCertificate}.
 *
 * @example await renewCertificate(authority, old, { subtle, random, now, days: 730 })
 */
export async function renewCertificate<Key extends object>(
  { certificate, key }: Authority,
  old: Certificate,
  issuing: Issuing<Key>,
  spki: Uint8Array = old.publicKey.spki,
  at: Place = old.at,
): Promise<Result<Certificate>> {
  const findings: Diagnostic[] = [...checkDays(issuing, certificate, at), ...checkKey(certificate, key)];
  if (hasError(findings)) return { kind: 'failed', findings };
  const names = old.extensions.find(({ oid }) => oid === '2.5.29.17');
  const extensions = [...ofHost(isRsa(spki)), ...(names === undefined ? [] : [names]), ...keyIds(certificate, spki)];
  return sign(
    { issuer: certificate.subject.der, subject: old.subject.der, spki, extensions },
    key,
    issuing,
    'host',
    at,
  );
}

/** The host certificate that a request asks for, under names that the caller chose: a request is only believed its key. */
export function hostOfRequest(request: CertificateRequest, host: Omit<HostCertificate, 'spki'>): HostCertificate {
  return { ...host, spki: request.publicKey.spki };
}

function keyIds(authority: Certificate, spki: Uint8Array): readonly WrittenExtension[] {
  const id = subjectKeyIdOf(authority) ?? keyIdOf(authority.publicKey.spki);
  return [subjectKeyId(keyIdOf(spki)), authorityKeyId(id)];
}

function isRsa(spki: Uint8Array): boolean {
  return toHex(spki.subarray(0, 32)).includes('2a864886f70d0101');
}

const hostName = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

function checkNames({ dnsNames = [] }: HostCertificate, at: Place): Diagnostic[] {
  return dnsNames
    .filter((name) => name.length > 253 || !hostName.test(name))
    .map((name) => diagnostic('pki/bad-subject', at, `an alternative name must be a host name, not ${shown(name)}`));
}
