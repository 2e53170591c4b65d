/**
 * Nicknames: the one that we choose for a host's certificate in its NSS database, and what `leftcert=` makes of any.
 *
 * @see NSS `PK11_FindCertFromNickname`, to which libreswan hands the value of `leftcert=` as it stands
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import { shown } from '../../bytes/shown.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { diagnostic, failed, ok, type Place, type Result, valueAt } from '../../diagnostics/diagnostic.ts';

import { atLeast, oldest, type ReleaseRange } from '../release.ts';

declare const brand: unique symbol;

/** A nickname that needs no quoting anywhere: 1 to 64 of the characters `A-Z a-z 0-9 . _ -`. */
export type NssNickname = string & { readonly [brand]: 'NssNickname' };

const longest = 64;

/**
 * The nickname that we choose for a node's certificate, from the node's name alone, so that a renewed certificate keeps
 * it and nobody has to ask the host. It is the name itself where that is a nickname that needs no quoting; else the name
 * with what is not allowed replaced by `-` and the rest cut off, and 8 hexadecimal digits of its SHA-256.
 *
 * @example nicknameFor('master-1.example.com') // 'master-1.example.com'
 */
export function nicknameFor(nodeName: string): NssNickname {
  if (isNickname(nodeName)) return nodeName;
  const kept = nodeName.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]*/, '');
  const digest = toHex(sha256(toUtf8(nodeName)).subarray(0, 4));
  return `${kept.slice(0, longest - 1 - digest.length) || 'node'}-${digest}` as NssNickname;
}

/**
 * Reads a nickname that somebody chose.
 *
 * Fails with `libreswan/bad-nickname`.
 */
export function readNickname(text: string, at: Place = valueAt()): Result<NssNickname> {
  if (isNickname(text)) return ok(text);
  return failed(
    diagnostic(
      'libreswan/bad-nickname',
      at,
      `a nickname must be 1 to ${longest} of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit, not ${shown(text)}`,
      { hint: 'import the certificate under such a nickname: import-certificate.sh does' },
    ),
  );
}

function isNickname(text: string): text is NssNickname {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}

/** How a certificate is named in `leftcert=`. */
export interface LeftcertForm {
  /**
   * `plain`: the nickname as it stands. `quoted`: the nickname in double quotes. `pkcs11`: a PKCS#11 URI, because NSS
   * would take part of the nickname for the name of a token, or nothing can quote it.
   */
  readonly form: 'plain' | 'quoted' | 'pkcs11';
  /** The value, without quotes. */
  readonly value: string;
}

/**
 * The value of `leftcert=` that finds a certificate under a nickname that others chose, in any token and also in FIPS mode
 * (where a token prefix such as `NSS Certificate DB:` fails, because the token has another name).
 *
 * Fails with `libreswan/unusable-nickname`.
 *
 * @example leftcertForm('host1 - Example Org', releases, at) // ok: { form: 'quoted', value: 'host1 - Example Org' }
 * @example leftcertForm('system:node:a', releases, at) // ok: { form: 'pkcs11', value: 'pkcs11:object=system%3Anode%3Aa' }
 *
 * @see RFC 7512 §2.3; NSS 3.31 release notes, from which on nicknames may be such URIs
 */
export function leftcertForm(nickname: string, releases: ReleaseRange, at: Place = valueAt()): Result<LeftcertForm> {
  if (/^[A-Za-z0-9._-]+$/.test(nickname) && !/^[0-9]+$/.test(nickname)) return ok({ form: 'plain', value: nickname });
  // A number sign, a percent sign and what is beyond ASCII would do without quotes, and are no worse for them.
  if (nickname !== '' && !/[:"\p{Cc}]/u.test(nickname)) return ok({ form: 'quoted', value: nickname });
  if (nickname !== '' && atLeast(oldest(releases), '3.23')) {
    return ok({ form: 'pkcs11', value: `pkcs11:object=${percentEncoded(nickname)}` });
  }
  const must =
    nickname === ''
      ? 'must not be empty'
      : `must have neither a colon, a double quote nor control characters on ${oldest(releases)}, unlike ${shown(nickname)}`;
  return failed(
    diagnostic('libreswan/unusable-nickname', at, `a nickname for leftcert ${must}`, {
      hint: 'import the certificate under another nickname: import-certificate.sh does',
    }),
  );
}

/** UTF-8 with everything but the unreserved characters of RFC 3986 as `%XX`. */
function percentEncoded(text: string): string {
  return [...toUtf8(text)]
    .map((octet) => {
      const character = String.fromCharCode(octet);
      return /[A-Za-z0-9._~-]/.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** The token of NSS's own database, as it stands before a nickname outside FIPS mode. */
export const nssToken = 'NSS Certificate DB:';

/** A nickname without the token of NSS's own database. */
export function plainNickname(nickname: string): string {
  return nickname.startsWith(nssToken) ? nickname.slice(nssToken.length) : nickname;
}

/**
 * The nickname that a value of `leftcert=` stands for; `undefined` where a PKCS#11 URI names none.
 *
 * @example nicknameOf('pkcs11:token=x;object=system%3Anode%3Aa') // 'system:node:a'
 * @see RFC 7512 §2.3
 */
export function nicknameOf(value: string): string | undefined {
  if (!value.startsWith('pkcs11:')) return plainNickname(value);
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
