/** Text that is safe to show: what comes from files must not move the cursor, colour the screen or reorder the line. */

const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu;

/** The text with control characters, bidirectional controls and the like written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Colours, or none. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly info: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const inColor = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

/** By `--color`, then `NO_COLOR`, then whether the stream is a terminal. */
export function paintFor(stream: NodeJS.WriteStream, color: 'auto' | 'always' | 'never'): Paint {
  const on = color === 'always' || (color === 'auto' && stream.isTTY === true && !process.env.NO_COLOR);
  return on
    ? { error: inColor(31), warning: inColor(33), info: inColor(36), strong: inColor(1), faint: inColor(2) }
    : { error: plain, warning: plain, info: plain, strong: plain, faint: plain };
}
