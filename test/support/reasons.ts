import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * The reasons that are given for what other golden files record, each with its first example: a wording changes here alone.
 * `vitest --update` writes the file, from `test/golden`.
 */
export function testReasons(
  what: string,
  file: string,
  given: () => Iterable<readonly [example: string, reason: string]>,
): void {
  test(what, async () => {
    const first = new Map<string, string>();
    for (const [example, reason] of given()) if (!first.has(reason)) first.set(reason, example);
    const text = [...first].map(([reason, example]) => `${reason}\n  ${example}\n`).join('');
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`../golden/${file}`, import.meta.url)));
  });
}
