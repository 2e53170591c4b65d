/** What `leftcert=` calls a certificate, and how NSS names the token that it looks in. */

/** The token of NSS's own database, as it stands before a nickname outside FIPS mode. */
export const token = 'NSS Certificate DB:';

/**
 * The nickname that a value of `leftcert=` stands for; `undefined` where a PKCS#11 URI names none.
 *
 * @example nicknameOf('pkcs11:token=x;object=system%3Anode%3Aa') // 'system:node:a'
 * @see RFC 7512 §2.3
 */
export function nicknameOf(value: string): string | undefined {
  if (!value.startsWith('pkcs11:')) return value.startsWith(token) ? value.slice(token.length) : value;
  const object = /[:;]object=([^;?]*)/.exec(value)?.[1];
  return object === undefined ? undefined : percentDecoded(object);
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
