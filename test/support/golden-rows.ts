import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lazy } from './lazy.ts';

interface GoldenRows<Row> {
  /** The golden file, from `test/golden`. */
  readonly file: string;
  readonly rows: readonly Row[];
  /** The first line of a row, which no other row has. */
  readonly title: (row: Row) => string;
  /** What follows it. */
  readonly told: (row: Row) => string;
}

/**
 * One golden file of many rows, a blank line between them. It is one test, so that `vitest --update` writes the file; against
 * mutants of ours it is a test for each row, so that a mutant is tried by the rows alone that meet it.
 */
export function testGoldenRows<Row>(what: string, { file, rows, title, told }: GoldenRows<Row>): void {
  const path = fileURLToPath(new URL(`../golden/${file}`, import.meta.url));
  const sectionOf = (row: Row): string => `${title(row)}\n${told(row)}\n`;
  if (process.env.SWANMESH_MUTANTS === undefined) {
    test(what, async () => {
      await expect(rows.map(sectionOf).join('\n')).toMatchFileSnapshot(path);
    });
  } else {
    const golden = lazy(() => `\n${readFileSync(path, 'utf8')}\n`);
    rows.forEach((row, i) => {
      test(`${what}: ${title(row)}`, () => {
        const next = rows[i + 1];
        const start = golden().indexOf(`\n${title(row)}\n`) + 1;
        const end = next === undefined ? -1 : golden().indexOf(`\n${title(next)}\n`, start);
        expect(sectionOf(row)).toBe(golden().slice(start, end));
      });
    });
  }
}
