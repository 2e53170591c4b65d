/**
 * PKCS#12 files that `pk12util -W ""` imports on every release of NSS that hosts have, in FIPS mode too: keys and
 * certificates encrypted with AES-256, all under the empty password.
 *
 * The empty password protects nothing: such a file is the private key. It exists because pk12util takes no key in any
 * other form.
 */

import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { append } from '../bytes/append.ts';
import { type Secret, secretOf } from '../bytes/secret.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Place, type Result, settle } from '../diagnostics/diagnostic.ts';
import { encryptAesCbc } from './aes.ts';
import type { Certificate } from './certificate.ts';
import { checkSerials } from './check-serials.ts';
import { tags } from './der.ts';
import { checkKey } from './key-match.ts';
import { emptyPasswordMacKey } from './pkcs12-key.ts';
import type { PrivateKey } from './private-key.ts';
import { unusableKey } from './usable-key.ts';
import { derInteger, derNull, derOctets, derOf, derOfAll, derOid, derSequence } from './write-der.ts';

/** What goes into the file. */
export interface Pkcs12Contents {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  /** Intermediate and root authorities; one that is there twice is written once. */
  readonly authorities?: readonly Certificate[];
  /**
   * The nickname that NSS gives the certificate, unless the database already holds one of the same subject; without it
   * NSS makes its own, see `predictNickname`.
   */
  readonly friendlyName?: string;
  /** Fresh random bytes, as many as asked for. The same bytes give the same file. */
  readonly random: (length: number) => Uint8Array;
  /** Rounds of key derivation, 1 to 1,000,000. With an empty password they slow down nobody; 2048 is what OpenSSL writes. */
  readonly iterations?: number;
}

const maxIterations = 1_000_000;

/**
 * The file, as a secret: who reveals it writes it with mode 0600.
 *
 * Fails with `x509/key-mismatch`, `x509/unusable-key`, `x509/reused-serial`, `x509/bad-friendly-name`, `x509/bad-iterations`; may add
 * `x509/key-not-checked`. Asks `random` for 72 bytes in five calls: salt and vector of the certificates, salt and vector of
 * the key, salt of the MAC.
 *
 * @example makePkcs12({ certificate, key, authorities: [ca], friendlyName: 'master-1', random })
 * @see RFC 7292, RFC 8018 §6.2 (PBES2)
 */
export function makePkcs12(contents: Pkcs12Contents, at: Place = contents.key.at): Result<Secret> {
  const { certificate, key, friendlyName, iterations = 2048 } = contents;
  const findings: Diagnostic[] = [...checkKey(certificate, key, at), ...unusableKey(certificate.publicKey, at)];
  append(
    findings,
    checkSerials([certificate, ...(contents.authorities ?? [])].map((one) => ({ certificate: one, at }))).flat(),
  );
  if (friendlyName !== undefined && !isFriendlyName(friendlyName)) {
    const message = `a friendly name must be 1 to 255 characters of the basic plane without controls, not ${shown(friendlyName)}`;
    findings.push(diagnostic('x509/bad-friendly-name', at, message));
  }
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > maxIterations) {
    const message = `the number of iterations must be a whole number from 1 to ${maxIterations}, not ${iterations}`;
    findings.push(diagnostic('x509/bad-iterations', at, message));
  }
  return settle(() => write(contents, iterations), findings);
}

function isFriendlyName(name: string): boolean {
  return name.length <= 255 && /^[^\p{Cc}\p{Cs}\u{10000}-\u{10FFFF}]+$/u.test(name);
}

const oids = {
  data: derOid('1.2.840.113549.1.7.1'),
  encryptedData: derOid('1.2.840.113549.1.7.6'),
  friendlyName: derOid('1.2.840.113549.1.9.20'),
  localKeyId: derOid('1.2.840.113549.1.9.21'),
  x509Certificate: derOid('1.2.840.113549.1.9.22.1'),
  shroudedKeyBag: derOid('1.2.840.113549.1.12.10.1.2'),
  certificateBag: derOid('1.2.840.113549.1.12.10.1.3'),
  pbes2: derOid('1.2.840.113549.1.5.13'),
  pbkdf2: derOid('1.2.840.113549.1.5.12'),
  hmacSha256: derOid('1.2.840.113549.2.9'),
  aes256Cbc: derOid('2.16.840.1.101.3.4.1.42'),
  sha256: derOid('2.16.840.1.101.3.4.2.1'),
} as const;

const explicit0 = (...parts: readonly Uint8Array[]): Uint8Array => derOfAll(0xa0, parts);
const setOf = (...parts: readonly Uint8Array[]): Uint8Array => derOfAll(tags.set, parts);

/** PFX: version 3, the authenticated safe, its MAC. @see RFC 7292 §4 */
function write(
  { certificate, key, authorities = [], friendlyName, random }: Pkcs12Contents,
  iterations: number,
): Secret {
  const attributes = bagAttributes(certificate, friendlyName);
  const written = new Set([certificate.fingerprintSha256]);
  const others = authorities.filter(
    ({ fingerprintSha256 }) => !written.has(fingerprintSha256) && written.add(fingerprintSha256),
  );
  const certificateBags = derOfAll(tags.sequence, [
    certificateBag(certificate, attributes),
    ...others.map((one) => certificateBag(one)),
  ]);

  const sealed = encrypt(certificateBags, random, iterations);
  const encryptedData = derSequence(derInteger(0), derSequence(oids.data, sealed.algorithm, derOf(0x80, sealed.bytes)));
  const shrouded = encrypt(key.pkcs8.reveal(), random, iterations);
  const keyBag = derSequence(
    oids.shroudedKeyBag,
    explicit0(derSequence(shrouded.algorithm, derOctets(shrouded.bytes))),
    attributes,
  );
  const safe = derSequence(
    derSequence(oids.encryptedData, explicit0(encryptedData)),
    derSequence(oids.data, explicit0(derOctets(derSequence(keyBag)))),
  );
  const macSalt = random(8);
  const mac = hmac(sha256, emptyPasswordMacKey(macSalt, iterations), safe);
  return secretOf(
    derSequence(
      derInteger(3),
      derSequence(oids.data, explicit0(derOctets(safe))),
      derSequence(
        derSequence(derSequence(oids.sha256, derNull()), derOctets(mac)),
        derOctets(macSalt),
        derInteger(iterations),
      ),
    ),
  );
}

/** NSS finds the certificate of a key by localKeyID: without it on both, it imports nothing (measured). */
function bagAttributes(certificate: Certificate, friendlyName: string | undefined): Uint8Array {
  const id = derSequence(oids.localKeyId, setOf(derOctets(sha1(certificate.der))));
  if (friendlyName === undefined) return setOf(id);
  const name = derSequence(oids.friendlyName, setOf(derOf(tags.bmpString, ucs2(friendlyName))));
  // DER sorts the members of a set by their bytes; what tells these two apart first is their length.
  return name.length <= id.length ? setOf(name, id) : setOf(id, name);
}

function certificateBag({ der }: Certificate, attributes?: Uint8Array): Uint8Array {
  const value = explicit0(derSequence(oids.x509Certificate, explicit0(derOctets(der))));
  return derSequence(oids.certificateBag, value, ...(attributes === undefined ? [] : [attributes]));
}

/** PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC under the empty password. */
function encrypt(
  plain: Uint8Array,
  random: Pkcs12Contents['random'],
  iterations: number,
): { bytes: Uint8Array; algorithm: Uint8Array } {
  const salt = random(16);
  const vector = random(16);
  const key = pbkdf2(sha256, new Uint8Array(0), salt, { c: iterations, dkLen: 32 });
  const derivation = derSequence(derOctets(salt), derInteger(iterations), derSequence(oids.hmacSha256, derNull()));
  return {
    bytes: encryptAesCbc(key, vector, plain),
    algorithm: derSequence(
      oids.pbes2,
      derSequence(derSequence(oids.pbkdf2, derivation), derSequence(oids.aes256Cbc, derOctets(vector))),
    ),
  };
}

function ucs2(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i += 1) {
    bytes[2 * i] = text.charCodeAt(i) >> 8;
    bytes[2 * i + 1] = text.charCodeAt(i);
  }
  return bytes;
}
