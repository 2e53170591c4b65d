import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eitherMark, type Mark, markOf, markWithin } from '../../../src/firewall/verdict/mark.ts';

const bits = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0x4000, 0xffff, 0x80000000, 0xffffffff));

/** A mark, and a number that it may stand for. */
const possible = fc
  .tuple(bits, bits, bits)
  .map(([real, unknown, noise]): { readonly mark: Mark; readonly real: number } => ({
    mark: { bits: (real & ~unknown) >>> 0, unknown },
    real: ((real & ~unknown) | (noise & unknown)) >>> 0,
  }));

function stands({ bits: known, unknown }: Mark, real: number): boolean {
  return (real & ~unknown) >>> 0 === known;
}

describe('marks of which some bits are not known', () => {
  test('what is computed of them stands for what is computed of the real ones', () => {
    fc.assert(
      fc.property(possible, possible, bits, bits, bits, (packet, connection, a, b, value) => {
        const computed = markOf({ packet: a, connection: b, value }, packet.mark, connection.mark);
        expect(stands(computed, ((packet.real & a) ^ (connection.real & b) ^ value) >>> 0)).toBe(true);
      }),
    );
  });

  test('one of two stands for both', () => {
    fc.assert(
      fc.property(possible, possible, (one, other) => {
        const either = eitherMark(one.mark, other.mark);
        expect([stands(either, one.real), stands(either, other.real)]).toEqual([true, true]);
      }),
    );
  });

  test('whether one lies in a range is never said wrong, and is said where all bits that count are known', () => {
    fc.assert(
      fc.property(possible, bits, fc.array(fc.tuple(bits, bits), { maxLength: 3 }), ({ mark, real }, mask, pairs) => {
        const ranges = pairs.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
        const masked = (real & mask) >>> 0;
        const truth = ranges.some(([from, to]) => from <= masked && masked <= to);
        const told = markWithin(mark, mask, ranges);
        if (told !== undefined) expect(told).toBe(truth);
        if ((mark.unknown & mask) >>> 0 === 0) expect(told).toBe(truth);
      }),
    );
  });
});
