/**
 * Nicknames: the one that we choose for a host's certificate in its NSS database.
 *
 * @see NSS `PK11_FindCertFromNickname`, to which libreswan hands the value of `leftcert=` as it stands
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { shown } from '../bytes/shown.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { diagnostic, failed, ok, type Place, type Result } from '../diagnostic.ts';

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
export function readNickname(text: string, at: Place): Result<NssNickname> {
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
