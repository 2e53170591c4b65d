/** One door for every form in which people have certificates and keys. */
import { append } from '../bytes/append.ts';
import { type Place, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { checkKey, isSameKey } from '../x509/key-match.ts';
import { pemText } from '../x509/pem.ts';
import { maxContainerBytes } from './ber.ts';
import { readDerForm } from './der-form.ts';
import { type DerivingSubtle, deriveWith } from './derive.ts';
import { refuseForeign } from './foreign-forms.ts';
import type { Found, HeldCertificate, HeldKey, Identity, IdentityFile } from './found.ts';
import type { Password } from './password.ts';
import { readPemForms } from './pem-forms.ts';
import { type Reading, refuse } from './reading.ts';
import { newPurse } from './rounds.ts';

/** With what a file is read. */
export interface IdentityOptions<Key> {
  /** The password; left out where there is none. An empty one is a password: what `-W ""` and `-passout pass:` mean. */
  readonly password?: Password;
  /** Where findings are placed; with a text place, those of PEM have the line of their block. */
  readonly at?: Place;
  /** WebCrypto, for speed; without it passwords are hashed by @noble/hashes, with the same outcome. */
  readonly subtle?: DerivingSubtle<Key>;
  /** Whether private keys are wanted: true when omitted. Where they are not, encrypted ones need no password. */
  readonly keys?: boolean;
}

/**
 * Reads certificates, private keys and certificate requests out of whatever holds them: PKCS#12 (PBES2, PBMAC1 and the
 * older schemes with triple DES and RC2), PKCS#7 bundles, PEM with any number of blocks, encrypted PKCS#8, OpenSSL's
 * `Proc-Type` keys, PKCS#1, SEC 1, and the DER of each. What is inside passes the same strict readers as everything else.
 *
 * Time and memory are bounded: 1 MB, depth and number of values, ten million rounds of password hashing for a file.
 *
 * Fails with `pki/password-needed`, `pki/wrong-password`, `pki/too-costly`, `pki/unsupported-encryption`, `pki/malformed`,
 * `pki/foreign-form`, `x509/too-large`, `x509/key-mismatch`, and what the readers of certificates and keys give. May add
 * `pki/no-integrity`. No finding holds any of a password or key.
 *
 * @example await readIdentityFile(p12, { password: '' }) // ok: { identities: [{ certificate: …, key: …, friendlyName: 'node-1', … }], … }
 * @see RFC 7292, RFC 8018, RFC 9579, RFC 5652, RFC 5958, RFC 1421, RFC 8017, RFC 5915, RFC 2986
 */
export async function readIdentityFile<Key = unknown>(
  input: Uint8Array | string,
  options: IdentityOptions<Key> = {},
): Promise<Result<IdentityFile>> {
  const { password, at = valueAt(), subtle, keys = true } = options;
  const reading: Reading = { password, derive: deriveWith(subtle), purse: newPurse(), findings: [], keys };
  const found = await read(input, at, reading);
  return settle(() => fileOf(found as Found), found === undefined ? reading.findings : withPairs(found, reading));
}

async function read(input: Uint8Array | string, at: Place, reading: Reading): Promise<Found | undefined> {
  if (input.length > maxContainerBytes) {
    return refuse(reading, 'x509/too-large', at, `the file must not be larger than ${maxContainerBytes} bytes`);
  }
  const isDer = typeof input !== 'string' && input[0] === 0x30;
  const text = isDer && (input[1] ?? 0) >= 0x80 ? '' : pemText(input);
  if (text.includes('-----BEGIN')) return readPemForms(text, at, reading);
  if (isDer) return readDerForm(new Uint8Array(input), at, reading);
  return refuseForeign(input, text, at, reading);
}

/** Pairs keys with certificates before the outcome is settled, so that a pair that lies about itself is an error. */
function withPairs(found: Found, reading: Reading): Reading['findings'] {
  for (const { key, localKeyId } of found.keys) {
    const named =
      localKeyId === undefined ? undefined : found.certificates.find((one) => one.localKeyId === localKeyId);
    if (named !== undefined && key.spki !== undefined) append(reading.findings, checkKey(named.certificate, key));
  }
  return reading.findings;
}

function fileOf(found: Found): IdentityFile {
  const identities: Identity[] = [];
  const paired = new Set<string>();
  for (const held of found.keys) {
    const match = certificateOf(held, found.certificates);
    if (match === undefined) continue;
    const friendlyName = match.friendlyName ?? held.friendlyName;
    identities.push({
      certificate: match.certificate,
      key: held.key,
      ...(friendlyName !== undefined && { friendlyName }),
    });
    paired.add(match.certificate.fingerprintSha256);
  }
  const others = found.certificates
    .map(({ certificate }) => certificate)
    .filter(({ fingerprintSha256 }) => !paired.has(fingerprintSha256));
  return { ...found, identities, others };
}

function certificateOf(held: HeldKey, certificates: readonly HeldCertificate[]): HeldCertificate | undefined {
  const { spki } = held.key;
  const named = certificates.find(({ localKeyId }) => localKeyId !== undefined && localKeyId === held.localKeyId);
  if (named !== undefined || spki === undefined) return named;
  return certificates.find(({ certificate }) => isSameKey(spki, certificate.publicKey.spki));
}
