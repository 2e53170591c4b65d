/** The table that a run ends with. */
import type { Row } from './case.ts';

export interface Line extends Row {
  readonly name: string;
  readonly releases: string;
}

const legend = `What crossed the wire between real hosts, one line for each pair of hosts (from → to) of each case.

  esp           every echo was answered, ESP went both ways, nothing readable was on the wire
  clear         answered, and nothing was encrypted
  closed        not answered, and nothing readable was on the wire
  kept out      not answered, and nothing readable came back
  6+6 ESP       frames of ESP there and back; "plain": readable frames there and back
  libreswan     the release of Debian on all hosts; mixed: 4.3, 4.10 and 5.2 in turn
  last column   ok: as predicted; NOT: not as predicted; empty: nothing is predicted, only measured`;

/** The legend, the table with columns as wide as they must be, and how many lines came out as predicted. */
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
  const table = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const predicted = lines.filter(({ holds }) => holds !== undefined);
  const right = predicted.filter(({ holds }) => holds).length;
  const sum = `${right} of ${predicted.length} predictions right, ${lines.length - predicted.length} lines only measured`;
  return [legend, '', ...table, '', sum].join('\n');
}
