/** Marks: 32 bits of which each may be known or not. */

/** Bits that are `unknown` count nothing in `bits`, where they are 0. */
export interface Mark {
  readonly bits: number;
  readonly unknown: number;
}

/** The mark of a packet that nobody marked. */
export const noMark: Mark = { bits: 0, unknown: 0 };

/** A mark of which nothing is known. */
export const anyMark: Mark = { bits: 0, unknown: 0xffffffff };

/** `(packet & a) ^ (connection & b) ^ value`, which every combination of and, or and xor with constants comes to. */
export interface MarkTerm {
  readonly packet: number;
  readonly connection: number;
  readonly value: number;
}

/** The value of a term. */
export function markOf({ packet: a, connection: b, value }: MarkTerm, packet: Mark, connection: Mark): Mark {
  const unknown = ((packet.unknown & a) | (connection.unknown & b)) >>> 0;
  const bits = (packet.bits & a) ^ (connection.bits & b) ^ value;
  return { bits: (bits & ~unknown) >>> 0, unknown };
}

/** What is known of a mark that is one or the other. */
export function eitherMark(a: Mark, b: Mark): Mark {
  const unknown = (a.unknown | b.unknown | (a.bits ^ b.bits)) >>> 0;
  return { bits: (a.bits & ~unknown) >>> 0, unknown };
}

/** Whether the mark after `mask` lies in one of the ranges; `undefined` where that hangs on bits that are not known. */
export function markWithin(
  { bits, unknown }: Mark,
  mask: number,
  ranges: readonly (readonly [number, number])[],
): boolean | undefined {
  const doubt = (unknown & mask) >>> 0;
  const least = (bits & mask) >>> 0;
  if (doubt === 0) return ranges.some(([from, to]) => from <= least && least <= to);
  const most = (least | doubt) >>> 0;
  if (ranges.some(([from, to]) => from <= least && most <= to)) return true;
  const possible = ranges.some(([from, to]) =>
    // One value can be told bit by bit, a range only by its ends.
    from === to ? ((from ^ least) & ~doubt) >>> 0 === 0 : from <= most && least <= to,
  );
  return possible ? undefined : false;
}
