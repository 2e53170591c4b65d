import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Line, linesOf } from '../../../src/cli/filter/lines.ts';

async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function linesIn(
  text: string,
  sizes: readonly number[],
  limit: number,
): Promise<readonly (string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const line of linesOf(chunksOf(text, sizes), limit)) lines.push(textOf(line));
  return lines;
}

const textOf = (line: Line): string | undefined => (line === undefined ? undefined : Buffer.from(line).toString());

test('lines are the same however the stream is cut, and one that is too long is none', async () => {
  const text = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'ü', '\r', ' '), maxLength: 12 }))
    .map((all) => all.join('\n'));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 9 })), async (whole, sizes) => {
      const split = whole.split('\n');
      // What ends with a line break has no line behind it.
      if (split.at(-1) === '') split.pop();
      const expected = split.map((line) => (Buffer.byteLength(line) > 10 ? undefined : line));
      expect(await linesIn(whole, sizes, 10)).toEqual(expected);
    }),
  );
});
