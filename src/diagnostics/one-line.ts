/** Text from elsewhere on a line of ours. */

// Line and paragraph separators, controls, format characters (bidirectional controls among them), and halves of surrogate pairs.
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]|\p{Cs}/gu;

/** The text with everything that moves a cursor, reorders or ends a line written as `\u{…}`. */
export function oneLine(text: string): string {
  return text.replace(unsafe, escapedCharacter);
}

/** A character as `\u{…}`. */
export function escapedCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
