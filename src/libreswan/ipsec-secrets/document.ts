/** A secrets file as a tree: every character of it in one of the entries, and what pluto makes of each. */

import type { Secret } from '../../bytes/secret.ts';
import type { Encoding } from '../../bytes/source-text.ts';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import type { Release } from '../release.ts';

/** A secrets file as one release reads it. Its text is in the entries, which are secret: comments often hold old keys. */
export interface SecretsFile {
  readonly kind: 'secrets-file';
  readonly file: string;
  readonly release: Release;
  readonly encoding: Encoding;
  readonly entries: readonly SecretsEntry[];
}

/** One part of a secrets file; the sources of all entries together are the file. */
export type SecretsEntry = SecretsTrivia | StrayTokens | SecretsInclude | KeyRecord;

/** Blank lines and comments. */
export interface SecretsTrivia {
  readonly kind: 'trivia';
  readonly source: Secret;
}

/** Indented lines before the first record; pluto sets them aside. */
export interface StrayTokens {
  readonly kind: 'stray';
  readonly at: TextPlace;
  readonly source: Secret;
}

/** `include PATTERN`: further files, by shell pattern, relative to the folder of this one. */
export interface SecretsInclude {
  readonly kind: 'include';
  readonly at: TextPlace;
  readonly source: Secret;
  readonly pattern: string | undefined;
  readonly fault: SecretsFault | undefined;
  /** Where the rest of a line begins that was too long for libreswan's buffer. */
  readonly overflow: TextPlace | undefined;
}

/** Who may use a key: an ID, or anybody. */
export interface Selector {
  /** Empty where it follows a `PSK` that lost its colon: there it may be the key. */
  readonly text: string;
  readonly quoted: boolean;
  readonly at: TextPlace;
}

/** The kinds of key that a release reads, and `other` for what it does not. */
export type KeyType = 'psk' | 'xauth' | 'ppk' | 'rsa' | 'other';

/** The words for the kinds of key that any release knew, or that people are known to write. */
export type SecretsKeyword = 'PSK' | 'XAUTH' | 'PPKS' | 'RSA' | 'ECDSA' | 'PIN';

/** A record that describes a key. */
export interface KeyRecord {
  readonly kind: 'key';
  readonly at: TextPlace;
  readonly source: Secret;
  /** Who may use the key; without one it is for anybody. Not kept where the `:` is missing: one of the words may be the key. */
  readonly selectors: readonly Selector[];
  /** The word behind the `:`, in capitals; any other word is not kept, as it may well be the key. */
  readonly keyword: SecretsKeyword | undefined;
  readonly type: KeyType | undefined;
  /** The certificate's nickname (RSA), or the key's name (PPKS). */
  readonly name: string | undefined;
  /** The key, when pluto installs it. */
  readonly key: Secret | undefined;
  /** How the key is written; a quoted one may not hold its quote, an unquoted one no blank. */
  readonly spelling: 'quoted' | 'data' | undefined;
  /** Why pluto does not install the key, or installs another than is meant. */
  readonly fault: SecretsFault | undefined;
  /** Where the rest of a line begins that was too long for libreswan's buffer. */
  readonly overflow: TextPlace | undefined;
}

/** What is wrong with a record, and where. */
export interface SecretsFault {
  readonly kind:
    | 'no-pattern'
    | 'no-separator'
    | 'no-keyword'
    | 'no-value'
    | 'malformed'
    | 'unterminated'
    | 'unquoted-name'
    | 'trailing';
  readonly at: TextPlace;
  /** More of the matter, for `malformed`; nothing secret. */
  readonly reason?: string;
}
