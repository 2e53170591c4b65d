/** `swanmesh authority issue`: certificates for the hosts of an inventory that have none yet. */

import { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { append } from '../../bytes/append.ts';
import { type Diagnostic, hasError, type Result } from '../../diagnostics/diagnostic.ts';
import { webCryptoVerifier } from '../../entries/x509.ts';
import type { Authority, CertificateRequest, KeyKind } from '../../pki/index.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { UsageError } from '../exit.ts';
import { readPublic } from '../identity-source.ts';
import { type Passwords, passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { safe } from '../safe-text.ts';
import { report, type WrittenFile } from './outcome.ts';
import { type AuthorityPlace, authorityPlace, checkFolders, chosenHosts, type HostPlace } from './place.ts';
import { readRegister, writeRegister } from './register.ts';
import { issuingWith, keyFor, readAuthority, writeCertificate, writeKey } from './signing.ts';

export interface IssueOptions {
  readonly host?: readonly string[];
  readonly request?: string;
  readonly kind: KeyKind;
  readonly days: number;
}

export async function issueHosts(path: string, own: IssueOptions, options: CommonOptions): Promise<number> {
  const place = authorityPlace(path);
  const hosts = chosenHosts(place, own.host).filter(
    ({ certificate, name }) => !existsSync(certificate) || isNamed(name, certificate, own),
  );
  if (own.request !== undefined && hosts.length !== 1)
    throw new UsageError('--request answers for one host: name it with --host');
  checkFolders(hosts.flatMap(({ certificate, key }) => [certificate, ...(own.request === undefined ? [key] : [])]));
  const passwords = passwordsOf(options);
  const authority = await readAuthority(place, passwords);
  if (authority.kind === 'failed') return report([], authority.findings, options);
  const files: WrittenFile[] = [];
  const findings: Diagnostic[] = [...authority.findings];
  for (const host of hosts) {
    append(findings, await issueOne(host, place, authority.value, own, options, passwords, files));
    if (hasError(findings)) break;
  }
  const last =
    hosts.length === 0 ? safe`every host has its certificate; swanmesh authority renew makes a new one` : undefined;
  return report(files, findings, options, last);
}

function isNamed(name: string, certificate: string, { host }: IssueOptions): boolean {
  if (host?.includes(name)) throw new UsageError(`${certificate} exists: swanmesh authority renew replaces it`);
  return false;
}

async function issueOne(
  host: HostPlace,
  place: AuthorityPlace,
  authority: Authority,
  own: IssueOptions,
  options: CommonOptions,
  passwords: Passwords,
  files: WrittenFile[],
): Promise<readonly Diagnostic[]> {
  const { issueCertificate } = await import('../../pki/index.ts');
  const asked = own.request === undefined ? undefined : await requestIn(own.request, passwords);
  const made = asked === undefined ? await keyFor(host, own.kind, passwords) : undefined;
  const before = [...(asked?.findings ?? []), ...(made?.read.findings ?? [])];
  const key = made?.read.kind === 'ok' ? made.read.value : undefined;
  const spki = asked?.kind === 'ok' ? asked.value.publicKey.spki : key?.spki;
  if (spki === undefined || hasError(before)) return before;
  const subject = { organization: place.organization, commonName: host.name };
  const dnsNames = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(host.name) ? [host.name] : [];
  const issuing = issuingWith(nowOf(options), own.days);
  const issued = await issueCertificate(authority, { subject, dnsNames, addresses: host.addresses, spki }, issuing);
  if (issued.kind === 'failed') return [...before, ...issued.findings];
  const certificate = issued.value;
  if (made?.isNew && key !== undefined) {
    writeKey(host.key, key);
    files.push({ path: host.key, what: 'key', host: host.name });
  }
  record(place, host.name, certificate);
  writeCertificate(host.certificate, certificate, false);
  const { serialHex } = certificate;
  files.push({
    path: host.certificate,
    what: 'certificate',
    host: host.name,
    serialHex,
    notAfter: isoSecond(certificate.notAfter),
  });
  return [...before, ...issued.findings];
}

/** Into the register before the certificate is handed out: what is not in it cannot be revoked. */
export function record(
  place: AuthorityPlace,
  host: string,
  { serialHex, notAfter }: { serialHex: string; notAfter: Date },
): void {
  const register = readRegister(place.register);
  const entry = { host, serialHex, notAfter: isoSecond(notAfter) };
  writeRegister(place.register, { ...register, issued: [...register.issued, entry] });
}

/** The one request of a file, signed by who has its key. */
export async function requestIn(path: string, passwords: Passwords): Promise<Result<CertificateRequest>> {
  const { requests, findings } = await readPublic(path, passwords);
  const [request, second] = requests;
  if (request === undefined || second !== undefined) {
    if (hasError(findings)) return { kind: 'failed', findings };
    throw new UsageError(`${path} must hold exactly one certificate request`);
  }
  const { checkRequestSignature } = await import('../../pki/index.ts');
  const all = [...findings, ...(await checkRequestSignature(request, webCryptoVerifier(webcrypto.subtle)))];
  return hasError(all) ? { kind: 'failed', findings: all } : { kind: 'ok', value: request, findings: all };
}
