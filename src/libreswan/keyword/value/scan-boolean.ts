/** Booleans as the lexer up to 4.15 finds them. */

/** A boolean found by {@link scanBoolean}. */
export interface ScannedBoolean {
  readonly value: boolean;
  /** The offset after the word. */
  readonly end: number;
}

const booleanWord = /yes|y|true|on|no|n|false|off/y;

/**
 * Finds a boolean as the lexer of 3.15 to 4.15 does: whatever begins no boolean is skipped character by character, so
 * `xyes` and `"no"` are booleans and `maybe` is `y` with `be` left over. Ends at the line's end.
 */
export function scanBoolean(text: string, start: number): ScannedBoolean | undefined {
  for (let i = start; i < text.length && text.charCodeAt(i) !== 10; i += 1) {
    booleanWord.lastIndex = i;
    const match = booleanWord.exec(text);
    if (match !== null) return { value: /^[yto](?!ff)/.test(match[0]), end: i + match[0].length };
  }
  return undefined;
}
