import { readInput } from './input.ts';

/** A text file as it is, a byte-order mark and line ends included. */
export function readText(path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readInput(path, 'inventory').bytes);
}
