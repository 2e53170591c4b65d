/** A record: what stands before the colon has no `=`, so that no setting of an ipsec.conf is one. */
const record = /^[^#=\n]*:\s*"?(?:PSK|RSA|ECDSA|XAUTH|PPKS?|PIN)(?=[\s"'{]|$)/im;
/** Any colon that is a word's beginning, in a file without sections: also a record whose kind is misspelt. */
const colon = /^(?:[^#\n]*[\s"])?:/m;
const section = /^\uFEFF?(?:conn|config)\s/m;

/**
 * Whether a text is a secrets file rather than an ipsec.conf, or has a record of one in it: then none of its lines may be
 * shown. It judges by the shape alone, so that a malformed record counts as well.
 *
 * @example looksLikeSecrets(': PSK "x"\n') // true
 * @example looksLikeSecrets('conn a\n\tleftid="CN=a: PSK b"\n') // false
 * @see ipsec.secrets(5)
 */
export function looksLikeSecrets(text: string): boolean {
  return record.test(text) || (!section.test(text) && colon.test(text));
}
