/** Writes DER: what keys and PKCS#12 files are made of. */
import { tags } from './der.ts';

/** A value: tag, length in the shortest form, the parts one behind the other. */
export function derOf(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return derOfAll(tag, parts);
}

/** The same of a list, which may be long. */
export function derOfAll(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag, ...lengthOctets(size)];
  const bytes = new Uint8Array(head.length + size);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function lengthOctets(size: number): readonly number[] {
  if (size < 0x80) return [size];
  const octets: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return derOfAll(tags.sequence, parts);
}

export function derOctets(bytes: Uint8Array): Uint8Array {
  return derOf(tags.octetString, bytes);
}

/** A non-negative integer below 2^53. */
export function derInteger(value: number): Uint8Array {
  const octets: number[] = [];
  for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return derOf(tags.integer, Uint8Array.from((octets[0] as number) >= 0x80 ? [0, ...octets] : octets));
}

export function derNull(): Uint8Array {
  return derOf(tags.null);
}

/** An object identifier whose arcs are below 2^28, as those of our tables are. */
export function derOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return derOf(tags.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): readonly number[] {
  const octets = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return octets;
}
