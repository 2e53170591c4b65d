/**
 * The bytes of rendered files, in chunks: what files of many hosts have in common is encoded once, and a host's file is
 * slices of it. Whoever writes files takes these; `content` is the same as text.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { RenderedFile } from './rendered-file.ts';

/** A text that many files have a part of. */
export interface SharedText {
  readonly text: string;
  /** The bytes of a part, not copied. */
  readonly bytes: (from: number, to: number) => Uint8Array;
}

/** Encodes a text once, when the first part of it is asked for. */
export function sharedText(text: string): SharedText {
  let encoded: Uint8Array | undefined;
  return {
    text,
    bytes: (from, to) => {
      encoded ??= encode(text);
      // Positions in text and bytes are the same in ASCII, which all is that we print.
      return encoded.length === text.length ? encoded.subarray(from, to) : encode(text.slice(from, to));
    },
  };
}

/** The chunks of files that are made of shared texts, as long as the files live. */
const chunksOfFiles = new WeakMap<RenderedFile, () => readonly Uint8Array[]>();

/** A file whose bytes are known in chunks; together they must be its content. */
export function withChunks<T extends RenderedFile>(file: T, chunks: () => readonly Uint8Array[]): T {
  chunksOfFiles.set(file, chunks);
  return file;
}

/**
 * The content of a rendered file as bytes, in chunks that follow one another. They are shared between the files of many
 * hosts: read them, do not change them.
 *
 * @example
 * const files = renderHost(rendering, node);
 * if (files.kind === 'ok') for (const file of files.value) writevSync(descriptor, chunksOf(file));
 */
export function chunksOf(file: RenderedFile): readonly Uint8Array[] {
  const known = chunksOfFiles.get(file);
  if (known !== undefined) return known();
  const chunks = [encode(file.content)];
  chunksOfFiles.set(file, () => chunks);
  return chunks;
}

/** UTF-8, the fast way for ASCII. */
export function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 127) return toUtf8(text);
    bytes[i] = code;
  }
  return bytes;
}
