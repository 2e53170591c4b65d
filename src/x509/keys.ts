import type { PrivateKey } from './private-key.ts';
import type { SignatureVerifier } from './signature.ts';

/**
 * The key with its public half. Where its file does not hold that, as the one of an EC key may not, the verifier computes it;
 * what it cannot compute stays `x509/key-not-checked`.
 *
 * @example await withPublicHalf(key, webCryptoVerifier(crypto.subtle))
 */
export async function withPublicHalf(key: PrivateKey, verifier: SignatureVerifier): Promise<PrivateKey> {
  if (key.spki !== undefined) return key;
  return { ...key, spki: await verifier.publicKeyOf?.(key.pkcs8.reveal()) };
}
