import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { checkKey } from './key-match.ts';
import type { PrivateKey } from './private-key.ts';
import type { SignatureVerifier } from './signature.ts';

/**
 * As {@link checkKey}, and where the file of an EC key does not hold its public half, the verifier computes it. What it can
 * not compute stays `x509/key-not-checked`.
 *
 * @example await verifyKey(certificate, key, webCryptoVerifier(crypto.subtle)) // []
 */
export async function verifyKey(
  certificate: Certificate,
  key: PrivateKey,
  verifier: SignatureVerifier,
  at: Place = key.at,
): Promise<readonly Diagnostic[]> {
  const spki = key.spki ?? (await verifier.publicKeyOf?.(key.pkcs8.reveal()));
  return checkKey(certificate, { ...key, spki }, at);
}
