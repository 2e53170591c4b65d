/** How a value stands in a file, and what may become of it. */

/** How a value stands in the file: bare, between double quotes, or between braces. */
export type Quotes = 'none' | 'double' | 'braces';

/** A value as it stands in a file. */
export interface WrittenValue {
  /** Without the quotes. */
  readonly value: string;
  readonly quotes: Quotes;
}

/**
 * What becomes of a value. `taken`: pluto gets `meaning`, the canonical spelling (milliseconds for times). `changed`: the
 * release takes something else without a word, `meaning`, or garbage where that is absent. `ignored`: as if the line were
 * not there. `conn-lost`, `file-lost`: this conn, or the whole file with all its conns, is not loaded.
 */
export type ValueFate =
  | { readonly kind: 'taken'; readonly meaning: string }
  | { readonly kind: 'changed'; readonly meaning?: string; readonly because: string }
  | { readonly kind: 'ignored' | 'conn-lost' | 'file-lost'; readonly because: string };

/** The value is taken, and this is its meaning. */
export function taken(meaning: string): ValueFate {
  return { kind: 'taken', meaning };
}
