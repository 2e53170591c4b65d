/** The table that a run ends with. */
import type { Row } from './case.ts';

export interface Line extends Row {
  readonly name: string;
  readonly releases: string;
}

/** Columns as wide as they must be; the mark is `ok`, `NOT` or, where nothing was predicted, empty. */
export function formatTable(lines: readonly Line[]): string {
  const cells = [
    ['case', 'libreswan', 'pair', 'predicted', 'measured', ''],
    ...lines.map(({ name, releases, pair, predicted, measured, holds }) => [
      name,
      releases,
      pair,
      predicted,
      measured,
      holds === undefined ? '' : holds ? 'ok' : 'NOT',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
