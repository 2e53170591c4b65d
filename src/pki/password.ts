/** A password in the spellings in which files use it. */
import { fromLatin1 } from '../bytes/latin1.ts';
import type { Secret } from '../bytes/secret.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';

/** What the caller gives: text, or its bytes in UTF-8 as they came from a file or a terminal. */
export type Password = string | Secret;

/** One spelling of a password. */
export interface Spelling {
  /** What PBES2, PBES1 and OpenSSL's own keys hash. */
  readonly bytes: Uint8Array;
  /** What PKCS#12's own derivation hashes as UTF-16 with two zero bytes behind; `null` where there is no password at all. */
  readonly text: string | null;
}

/**
 * What to try, in this order. No password at all and the empty password are two things in PKCS#12 (no byte, or two zero
 * bytes), and programs write either where nothing was typed, so both are tried for either. One with characters beyond
 * ASCII may have been taken for Latin-1 on its way, as OpenSSL before 1.1.0 did.
 *
 * @see RFC 7292 appendix B.1
 */
export function spellingsOf(password: Password | undefined): readonly Spelling[] {
  const bytes = typeof password === 'string' ? toUtf8(password) : (password?.reveal() ?? new Uint8Array(0));
  if (bytes.length === 0)
    return [
      { bytes, text: '' },
      { bytes, text: null },
    ];
  const misread = fromLatin1(bytes);
  const text = fromUtf8(bytes);
  if (text === undefined || text === misread) return [{ bytes, text: misread }];
  const spellings: Spelling[] = [
    { bytes, text },
    { bytes, text: misread },
  ];
  const codes = [...text].map((character) => character.codePointAt(0) as number);
  if (codes.every((code) => code < 256)) spellings.push({ bytes: Uint8Array.from(codes), text });
  return spellings;
}
