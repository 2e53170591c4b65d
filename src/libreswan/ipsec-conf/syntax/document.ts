/** What an ipsec.conf says, without its layout: what the printer takes and what a parsed tree boils down to. */

/** One line of a section: a keyword and its plain value, no quotes. */
export interface Setting {
  readonly keyword: string;
  readonly value: string;
}

/** `config setup`. */
export interface SetupSection {
  readonly kind: 'setup';
  readonly settings: readonly Setting[];
}

/** `conn NAME`. The name `%default` holds settings for every other conn. */
export interface ConnSection {
  readonly kind: 'conn';
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** `include PATTERN`: other files, by a shell pattern. */
export interface Include {
  readonly kind: 'include';
  readonly pattern: string;
}

/** A comment on a line of its own between sections; the text without the `#`. */
export interface Comment {
  readonly kind: 'comment';
  readonly text: string;
}

/** A part of an ipsec.conf. */
export type ConfItem = SetupSection | ConnSection | Include | Comment;

/** The parts of an ipsec.conf in their order. */
export type ConfDocument = readonly ConfItem[];
