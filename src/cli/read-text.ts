import { readBytes } from './read-bytes.ts';

/** A text file as it is, a byte-order mark and line ends included. */
export function readText(path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readBytes(path).bytes);
}
