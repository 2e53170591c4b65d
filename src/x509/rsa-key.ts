import { toHex } from '../bytes/hex.ts';

/** Far above every key that is used: 16,384 bits. */
const maxNumberBytes = 2048;

/**
 * Whether the numbers of an RSA private key are of one key. Takes modulus, public exponent, private exponent, two primes,
 * two exponents and a coefficient, big-endian. Without it, a file whose public half was exchanged would pass for the key
 * of any certificate.
 *
 * @see RFC 8017 §3.2 and appendix A.1.2
 */
export function isSoundRsaKey(numbers: readonly Uint8Array[]): boolean {
  if (numbers.some(({ length }) => length === 0 || length > maxNumberBytes)) return false;
  const [n, e, d, p, q, dp, dq, qi] = numbers.map((bytes) => BigInt(`0x${toHex(bytes)}`));
  if (n === undefined || e === undefined || d === undefined || p === undefined || q === undefined) return false;
  if (dp === undefined || dq === undefined || qi === undefined || p <= 2n || q <= 2n) return false;
  const inverts = (exponent: bigint, prime: bigint): boolean => (e * exponent) % (prime - 1n) === 1n;
  return p * q === n && inverts(d, p) && inverts(d, q) && inverts(dp, p) && inverts(dq, q) && (qi * q) % p === 1n;
}
