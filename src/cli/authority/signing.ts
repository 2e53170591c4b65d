/** What every step of the authority shares: its certificate and key, and files that are written once. */
import { randomBytes, webcrypto } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.ts';
import type { Certificate, PrivateKey } from '../../entries/x509.ts';
import type { Authority, Issuing, KeyKind } from '../../pki/index.ts';
import { UsageError } from '../exit.ts';
import { readHost, readKey } from '../identity-source.ts';
import type { Passwords } from '../password.ts';
import { pemOf } from '../pem-text.ts';
import { writeWhole } from '../write-file.ts';
import type { AuthorityPlace, HostPlace } from './place.ts';

/** WebCrypto, the machine's randomness and the time. */
export function issuingWith(now: Date, days: number): Issuing<webcrypto.CryptoKey> {
  return { subtle: webcrypto.subtle as never, random: (length) => new Uint8Array(randomBytes(length)), now, days };
}

/** The authority from its files. */
export async function readAuthority(place: AuthorityPlace, passwords: Passwords): Promise<Result<Authority>> {
  if (!existsSync(place.certificate) || !existsSync(place.key))
    throw new UsageError(`${place.certificate} and ${place.key} must be there: swanmesh authority init makes them`);
  const certificate = await readHost(place.certificate, passwords);
  const key = await readKey(place.key, passwords);
  const findings: Diagnostic[] = [...certificate.findings, ...key.findings];
  if (certificate.kind === 'failed' || key.kind === 'failed') return { kind: 'failed', findings };
  return { kind: 'ok', value: { certificate: certificate.value.certificate, key: key.value }, findings };
}

/** The key that stands there, else a new one, not yet written. */
export async function keyFor(
  { key: path }: Pick<HostPlace, 'key'>,
  kind: KeyKind,
  passwords: Passwords,
): Promise<{ readonly read: Result<PrivateKey>; readonly isNew: boolean }> {
  if (existsSync(path)) return { read: await readKey(path, passwords), isNew: false };
  const { newKey } = await import('../../pki/index.ts');
  return { read: await newKey(kind, webcrypto.subtle as never), isNew: true };
}

/** A new file that only its owner reads, from its first moment on. One that exists is never touched. */
export function writeKey(path: string, key: PrivateKey): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UsageError(`${path} exists, and a key is never overwritten`);
    throw error;
  }
  try {
    writeFileSync(file, pemOf('PRIVATE KEY', key.pkcs8.reveal()));
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** A certificate in PEM; `force` replaces an older one whole. */
export function writeCertificate(path: string, { der }: Certificate, force: boolean): void {
  writeWhole(path, pemOf('CERTIFICATE', der), { force });
}
