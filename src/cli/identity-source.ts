/**
 * Certificates and keys from files of any form. PEM and DER of the usual kind take the short way through `x509`; what that cannot
 * read is given to `swanmesh/pki`, which is only loaded then.
 */
import { webcrypto } from 'node:crypto';
import { type Diagnostic, type Place, type Result, textAt } from '../diagnostics/diagnostic.ts';
import {
  type Certificate,
  type PrivateKey,
  readCertificate,
  readCertificates,
  readPrivateKey,
} from '../entries/x509.ts';
import type { CertificateRequest, IdentityFile } from '../pki/index.ts';
import { type InputKind, readInput } from './input.ts';
import type { Passwords } from './password.ts';
import { taintBytes } from './secrecy/taint.ts';

/** A certificate, and the name that its container gives it. */
export interface NamedCertificate {
  readonly certificate: Certificate;
  readonly friendlyName?: string;
}

/** What a file holds besides keys. */
export interface PublicFile {
  readonly file: string;
  readonly certificates: readonly NamedCertificate[];
  readonly requests: readonly CertificateRequest[];
  /** Revocation lists in DER. */
  readonly crls: readonly Uint8Array[];
  readonly findings: readonly Diagnostic[];
}

/** The certificates, requests and revocation lists of a file; its keys are not opened. */
export function readPublic(path: string, passwords: Passwords): Promise<PublicFile> {
  return readWith(publicIn, path, 'certificates', passwords);
}

export async function publicIn(name: string, bytes: Uint8Array, passwords: Passwords): Promise<PublicFile> {
  const at = textAt(name, 1, 1);
  const plain = readCertificates(bytes, at);
  if (plain.kind === 'ok') {
    const certificates = plain.value.map((certificate) => ({ certificate }));
    return { file: name, certificates, requests: [], crls: [], findings: plain.findings };
  }
  const read = await readContainer(name, bytes, at, passwords, false);
  if (read.kind === 'ok') {
    const { certificates, requests, crls } = read.value;
    return { file: name, certificates, requests, crls, findings: read.findings };
  }
  return { file: name, certificates: [], requests: [], crls: [], findings: better(read.findings, plain.findings) };
}

/** The certificates of authorities in a file: of one with a key, those that belong to no key. */
export async function readAuthorities(path: string, passwords: Passwords): Promise<Result<readonly Certificate[]>> {
  const { name, bytes } = readInput(path, 'certificates');
  return authoritiesIn(name, bytes, passwords);
}

export async function authoritiesIn(
  name: string,
  bytes: Uint8Array,
  passwords: Passwords,
): Promise<Result<readonly Certificate[]>> {
  const at = textAt(name, 1, 1);
  const plain = readCertificates(bytes, at);
  if (plain.kind === 'ok') return plain;
  const read = await readContainer(name, bytes, at, passwords, true);
  if (read.kind === 'failed') return { kind: 'failed', findings: better(read.findings, plain.findings) };
  const { identities, others, certificates } = read.value;
  const value = identities.length > 0 ? others : certificates.map(({ certificate }) => certificate);
  return value.length > 0 ? { ...read, value } : plain;
}

/** The one certificate of a host: the one whose key is in the file too, else the only one, else the only one that is of no authority. */
export async function hostCertificateIn(
  name: string,
  bytes: Uint8Array,
  passwords: Passwords,
): Promise<Result<NamedCertificate>> {
  const at = textAt(name, 1, 1);
  const plain = readCertificate(bytes, at);
  if (plain.kind === 'ok') return { ...plain, value: { certificate: plain.value } };
  const read = await readContainer(name, bytes, at, passwords, true);
  if (read.kind === 'failed') return { kind: 'failed', findings: better(read.findings, plain.findings) };
  const { identities, certificates } = read.value;
  const hosts = certificates.filter(({ certificate }) => !certificate.isCa);
  const [only, second] = identities.length > 0 ? identities : certificates.length === 1 ? certificates : hosts;
  return only !== undefined && second === undefined ? { ...read, value: only } : plain;
}

/** {@link hostCertificateIn} of a path. */
export function readHost(path: string, passwords: Passwords): Promise<Result<NamedCertificate>> {
  return readWith(hostCertificateIn, path, 'certificates', passwords);
}

/** {@link keyIn} of a path. */
export function readKey(path: string, passwords: Passwords): Promise<Result<PrivateKey>> {
  return readWith(keyIn, path, 'key', passwords);
}

function readWith<T>(
  read: (name: string, bytes: Uint8Array, passwords: Passwords) => Promise<T>,
  path: string,
  kind: InputKind,
  passwords: Passwords,
): Promise<T> {
  const { name, bytes } = readInput(path, kind);
  return read(name, bytes, passwords);
}

/** The private key of a file. */
export async function keyIn(name: string, bytes: Uint8Array, passwords: Passwords): Promise<Result<PrivateKey>> {
  const at = textAt(name, 1, 1);
  const plain = readPrivateKey(bytes, at);
  if (plain.kind === 'ok') return plain;
  const read = await readContainer(name, bytes, at, passwords, true);
  if (read.kind === 'failed') return { kind: 'failed', findings: better(read.findings, plain.findings) };
  const [only, second] = read.value.keys;
  return only !== undefined && second === undefined ? { ...read, value: only.key } : plain;
}

async function readContainer(
  name: string,
  bytes: Uint8Array,
  at: Place,
  passwords: Passwords,
  keys: boolean,
): Promise<Result<IdentityFile>> {
  const { readIdentityFile } = await import('../pki/index.ts');
  const given = passwords.given();
  const open = (password: typeof given): Promise<Result<IdentityFile>> =>
    readIdentityFile(bytes, { at, keys, subtle: webcrypto.subtle, ...(password !== undefined && { password }) });
  const read = await open(given);
  const needed = read.findings.some(({ code }) => code === 'pki/password-needed');
  const typed = needed ? await passwords.ask(name) : undefined;
  const outcome = typed === undefined ? read : await open(typed);
  // What was locked in a container is as secret as a key that stood there in the open.
  if (outcome.kind === 'ok') for (const { key } of outcome.value.keys) taintBytes(key.pkcs8.reveal());
  return outcome;
}

/** What the container's reader says where it knew the form, else what is said of a file that should have been PEM or DER. */
function better(container: readonly Diagnostic[], plain: readonly Diagnostic[]): readonly Diagnostic[] {
  const knows = container.some(({ code }) => code.startsWith('pki/') && code !== 'pki/malformed');
  return knows ? container : plain;
}
