import { atLeast, type Release } from '../../release.ts';

/**
 * How the lexers of the releases differ. There are three: one up to 3.32, one from 4.0 to 4.15, one from 5.0.
 *
 * @see libreswan `lib/libipsecconf/parser.l` (3.x), `parser.lex` (4.0–5.2), `lib/libswan/ipsecconf/scanner.lex` (5.3 on)
 */
export interface Dialect {
  readonly release: Release;
  /** Up to 3.32: an empty value, or a `conn` without name, takes the next line for its value. */
  readonly emptyTakesNextLine: boolean;
  /** Up to 3.27: a double quote where none is expected is an error; later it is dropped. */
  readonly strayQuoteIsError: boolean;
  /** Up to 4.15: digits are a token of their own, a boolean is found in its own way, unknown keywords are no keywords. */
  readonly numbersAreTokens: boolean;
  /** From 4.0: between keyword and `=`, and up to 4.15 after the name of an include, anything is dropped. */
  readonly skipsBeforeEquals: boolean;
  /** From 5.0: what follows `include` and `version` is read like a value, with quotes and braces. */
  readonly headersTakeValues: boolean;
}

/** The dialect of a release. */
export function dialectOf(release: Release): Dialect {
  return {
    release,
    emptyTakesNextLine: !atLeast(release, '4.0'),
    strayQuoteIsError: !atLeast(release, '3.28'),
    numbersAreTokens: !atLeast(release, '5.0'),
    skipsBeforeEquals: atLeast(release, '4.0'),
    headersTakeValues: atLeast(release, '5.0'),
  };
}
