/**
 * A small authority for laboratories and small clusters: a root, host certificates of exactly the shape that every release of
 * libreswan and NSS takes, renewals, revocation lists. Its key is a file; it has no hardware module, no policy, no log, no
 * second person. Whoever has one of those keeps it.
 */
import { append } from '../bytes/append.ts';
import { toHex } from '../bytes/hex.ts';
import { shown } from '../bytes/shown.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import {
  type Diagnostic,
  diagnostic,
  hasError,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import type { Address } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import { certificateFromDer } from '../x509/certificate-from-der.ts';
import { checkCertificate } from '../x509/check-certificate.ts';
import { tags } from '../x509/der.ts';
import { checkKey } from '../x509/key-match.ts';
import type { PrivateKey } from '../x509/private-key.ts';
import { derOf, derOid, derSequence } from '../x509/write-der.ts';
import { keyIdOf, type WrittenExtension, writeCertificate } from './certificate-writer.ts';
import { altNames, authorityKeyId, keyIdIn, ofAuthority, ofHost, subjectKeyId } from './extensions.ts';
import { type SigningSubtle, signerOf } from './keys.ts';
import type { CertificateRequest } from './request.ts';

/** A subject of at most three attributes, in this order: what every release reads back as the same ID. */
export interface PlainSubject {
  readonly organization?: string;
  readonly organizationalUnit?: string;
  readonly commonName: string;
}

/** What every signature needs: WebCrypto, the caller's random bytes for serial numbers, the time. */
export interface Issuing<Key> {
  readonly subtle: SigningSubtle<Key>;
  readonly random: (length: number) => Uint8Array;
  readonly now: Date;
  /** Days of validity from `now` on. */
  readonly days: number;
}

/** Who signs. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

/** Clocks of hosts differ: a certificate is valid from an hour before it is made. */
const skew = 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;
const maxDays = 100 * 366;

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

interface Parts {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly extensions: readonly WrittenExtension[];
}

/** Signs, and reads the outcome as strictly as what anybody else issues: what is not perfect does not leave here. */
async function sign<Key extends object>(
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

function keyIds(authority: Certificate, spki: Uint8Array): readonly WrittenExtension[] {
  const own = authority.extensions.find(({ oid }) => oid === '2.5.29.14');
  const id = (own && keyIdIn(own.value)) ?? keyIdOf(authority.publicKey.spki);
  return [subjectKeyId(keyIdOf(spki)), authorityKeyId(id)];
}

function isRsa(spki: Uint8Array): boolean {
  return toHex(spki.subarray(0, 32)).includes('2a864886f70d0101');
}

function checkDays<Key>(
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
      `the certificate would end at ${iso(end)}, after its authority at ${iso(authority.notAfter)}`,
      {
        hint: left >= 1 ? `ask for at most ${left} days, or make a new authority` : 'make a new authority',
      },
    ),
  ];
}

function iso(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

const control = /[\p{Cc}\p{Cs}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** @see RFC 5280 appendix A.1: at most 64 characters each */
function checkSubject({ organization, organizationalUnit, commonName }: PlainSubject, at: Place): Diagnostic[] {
  return [organization, organizationalUnit, commonName].flatMap((value) =>
    value === undefined ||
    (value.length > 0 && value.length <= 64 && value !== '*' && value === value.trim() && !control.test(value))
      ? []
      : [
          diagnostic(
            'pki/bad-subject',
            at,
            `a part of a subject must be 1 to 64 characters without controls and without blanks at its ends, and not a lone star: ${shown(value)}`,
          ),
        ],
  );
}

const hostName = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

function checkNames({ dnsNames = [] }: HostCertificate, at: Place): Diagnostic[] {
  return dnsNames
    .filter((name) => name.length > 253 || !hostName.test(name))
    .map((name) => diagnostic('pki/bad-subject', at, `an alternative name must be a host name, not ${shown(name)}`));
}

function keyless(key: PrivateKey, spki: Uint8Array | undefined): readonly Diagnostic[] {
  return spki === undefined ? [diagnostic('x509/unusable-key', key.at, 'the key must hold its public half')] : [];
}

/** A name in DER: PrintableString where the text allows it, as OpenSSL writes, else UTF8String. */
function nameOf({ organization, organizationalUnit, commonName }: PlainSubject): Uint8Array {
  const attribute = (oid: string, value: string | undefined): Uint8Array[] =>
    value === undefined ? [] : [derOf(tags.set, derSequence(derOid(oid), textOf(value)))];
  return derSequence(
    ...attribute('2.5.4.10', organization),
    ...attribute('2.5.4.11', organizationalUnit),
    ...attribute('2.5.4.3', commonName),
  );
}

function textOf(value: string): Uint8Array {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return derOf(isPrintable ? tags.printableString : tags.utf8String, toUtf8(value));
}
