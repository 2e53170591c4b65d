/**
 * Bytes that must not be seen: pre-shared keys, the master that they come from, the text of a secrets file.
 *
 * A secret is not a string, so that it fits into no message, and it is opaque to `JSON.stringify` and to consoles. The
 * only way to its bytes is the call that says so.
 */

/** Secret bytes; {@link Secret.reveal} gives a copy of them. */
export interface Secret {
  readonly kind: 'secret';
  /** The bytes. Whoever calls this answers for where they go: a file marked secret, never a finding. */
  readonly reveal: () => Uint8Array;
}

/** A secret of these bytes, which are copied. */
export function secretOf(bytes: Uint8Array): Secret {
  const kept = bytes.slice();
  return { kind: 'secret', reveal: () => kept.slice() };
}

/** Whether two secrets are the same bytes. Not in constant time: no attacker measures a configuration tool. */
export function sameSecret(a: Secret, b: Secret): boolean {
  const [x, y] = [a.reveal(), b.reveal()];
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}
