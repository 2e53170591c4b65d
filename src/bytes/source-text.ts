import { fromUtf8, toUtf8 } from './utf8.ts';

/** How the bytes of a file and its text belong together; `latin-1` gives every byte one character of its own. */
export type Encoding = 'utf-8' | 'latin-1';

/** A file's text, and how to get its bytes back. */
export interface SourceText {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * The text of a file: UTF-8 where the bytes are strict UTF-8, else Latin-1, so that no byte is lost. A string is taken as it
 * is.
 *
 * @example readSourceText(Uint8Array.of(0x23, 0xff)) // { text: '#ÿ', encoding: 'latin-1' }
 */
export function readSourceText(input: Uint8Array | string): SourceText {
  if (typeof input === 'string') return { text: input, encoding: 'utf-8' };
  const text = fromUtf8(input);
  return text === undefined ? { text: latin1(input), encoding: 'latin-1' } : { text, encoding: 'utf-8' };
}

/** The bytes of a text in its encoding; the bytes that {@link readSourceText} was given. */
export function sourceBytes({ text, encoding }: SourceText): Uint8Array {
  return encoding === 'utf-8' ? toUtf8(text) : Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096) pieces.push(String.fromCharCode(...bytes.subarray(i, i + 4096)));
  return pieces.join('');
}
