/** Private keys, read from every form that OpenSSL writes, and brought into one: PKCS#8. */
import type { Secret } from '../bytes/secret.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import type { PublicKey } from './certificate.ts';
import { maxDerBytes, readDer, tags } from './der.ts';
import { readPkcs1, readPkcs8, readSec1 } from './key-forms.ts';
import { pemText, readPem } from './pem.ts';

/** A private key as read. The key itself is a secret; the rest is public. */
export interface PrivateKey {
  readonly algorithm: PublicKey['algorithm'];
  /** Dotted object identifier of the algorithm. */
  readonly oid: string;
  /** PKCS#8 in DER, whatever the form it was read from. */
  readonly pkcs8: Secret;
  /** The public half as SubjectPublicKeyInfo; `undefined` where the file does not hold it, as the one of an EC key may not. */
  readonly spki: Uint8Array | undefined;
  /** Where it was read. */
  readonly at: Place;
}

/**
 * Reads one private key: PEM or DER, in PKCS#8, PKCS#1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`) form. Encrypted
 * keys are refused: there is nobody to ask for a password. Blocks that are no private keys are set aside.
 *
 * Fails with `x509/no-private-key`, `x509/several-keys`, `x509/encrypted-key`, `x509/malformed-key`, `x509/too-large`,
 * `x509/pem-malformed`, `x509/pem-base64`. No finding holds any of the key.
 *
 * `form` is the label of the PEM block that DER came from, `any` where it has to be found out.
 *
 * @example readPrivateKey(pem) // ok: { algorithm: 'ec', spki: …, … }
 * @see RFC 5958 (PKCS#8), RFC 8017 appendix A.1.2 (PKCS#1), RFC 5915 (SEC 1), RFC 7468 §10 and §11
 */
export function readPrivateKey(input: Uint8Array | string, at: Place = valueAt(), form = 'any'): Result<PrivateKey> {
  if (input.length > 4 * maxDerBytes) {
    return failed(
      diagnostic('x509/too-large', at, `a file with a key must not be larger than ${4 * maxDerBytes} bytes`),
    );
  }
  const text = pemText(input);
  if (typeof input !== 'string' && input[0] === tags.sequence && !text.includes('-----BEGIN')) {
    return readKey(new Uint8Array(input), form, at);
  }
  const { value: blocks, findings } = readPem(text, at);
  if (findings.length > 0) return { kind: 'failed', findings };
  const [key, second] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (key === undefined) {
    const labels = blocks.map(({ label }) => shown(label, 40)).join(', ');
    const message = 'a private key must be given as PEM (-----BEGIN PRIVATE KEY-----) or DER';
    return failed(
      diagnostic('x509/no-private-key', blocks[0]?.at ?? at, labels ? `${message}, not as ${labels}` : message),
    );
  }
  if (second !== undefined) {
    return failed(diagnostic('x509/several-keys', second.at, 'expected one private key, found several'));
  }
  if (key.headers || key.label === 'ENCRYPTED PRIVATE KEY') return failed(encrypted(key.at));
  return readKey(key.bytes, key.label, key.at);
}

/** `label` is that of PEM; `any` where the form has to be found out from the DER itself. */
function readKey(bytes: Uint8Array, label: string, at: Place): Result<PrivateKey> {
  const read = readDer(bytes);
  if (read.kind === 'fault') return failed(malformed(at, `it must be DER: ${read.problem}`));
  const { node } = read;
  const [first, second, third] = node.children.map(({ tag }) => tag);
  // EncryptedPrivateKeyInfo (RFC 5958 §3): an algorithm and an octet string.
  if (node.children.length === 2 && first === tags.sequence && second === tags.octetString)
    return failed(encrypted(at));
  const may = (form: string): boolean => label === 'any' || label === form;
  const form =
    may('PRIVATE KEY') && second === tags.sequence && third === tags.octetString
      ? readPkcs8(node)
      : may('RSA PRIVATE KEY') && second === tags.integer
        ? readPkcs1(node)
        : may('EC PRIVATE KEY') && second === tags.octetString
          ? readSec1(node)
          : {
              kind: 'fault' as const,
              problem: 'it must be of the form PKCS#8, PKCS#1 or SEC 1, and of the one that its label names',
            };
  if (form.kind === 'fault') return failed(malformed(at, form.problem));
  const { kind: _, ...fields } = form;
  return { kind: 'ok', value: { ...fields, at }, findings: [] };
}

function encrypted(at: Place): Diagnostic {
  return diagnostic('x509/encrypted-key', at, 'a private key must not be encrypted', {
    hint: 'decrypt it first, with umask 077: openssl pkey -in OLD -out NEW',
  });
}

function malformed(at: Place, what: string): Diagnostic {
  return diagnostic('x509/malformed-key', at, `a private key must be readable: ${what}`);
}
