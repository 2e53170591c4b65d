/** Text above, below and beside a picture. */
import { type CellsShape, type Shape, type TextStyle, type Tone, textShape } from './drawing.ts';

/** A column: its left edge, and what may be in it. */
export interface Column extends TextStyle {
  readonly title: string;
  readonly width: number;
}

/** A cell is a text, or a text with a tone of its own. */
export type TableCell = string | { readonly text: string; readonly tone: Tone };

export const rowHeight = 20;

/** The title of a picture, and a line that sums it up. */
export function headShapes(x: number, width: number, title: string, summary: string): readonly Shape[] {
  return [
    textShape(x, 36, width, title, { size: 18, bold: true }),
    textShape(x, 58, width, summary, { tone: 'faint' }),
  ];
}

/** The shapes of a table, and its height. */
export function tableShapes(
  x: number,
  y: number,
  columns: readonly Column[],
  rows: readonly (readonly TableCell[])[],
): { readonly shapes: readonly Shape[]; readonly height: number } {
  const shapes: Shape[] = [];
  const line = (cells: readonly TableCell[], row: number, isHead: boolean): void => {
    let left = x;
    columns.forEach(({ title: _, width, ...style }, i) => {
      const cell = cells[i] ?? '';
      const { text, tone } = typeof cell === 'string' ? { text: cell, tone: style.tone ?? 'plain' } : cell;
      const isRight = style.anchor === 'end';
      const set = isHead ? { anchor: style.anchor ?? 'start', tone: 'faint' as const } : { ...style, tone };
      if (text !== '')
        shapes.push(textShape(isRight ? left + width - 8 : left, y + row * rowHeight + 14, width - 8, text, set));
      left += width;
    });
  };
  const hasHead = columns.some(({ title }) => title !== '');
  if (hasHead)
    line(
      columns.map(({ title }) => title),
      0,
      true,
    );
  for (const [i, row] of rows.entries()) line(row, i + (hasHead ? 1 : 0), false);
  return { shapes, height: (rows.length + (hasHead ? 1 : 0)) * rowHeight };
}

/** One line that says what letters and patterns mean. */
export function legendShapes(
  x: number,
  y: number,
  entries: readonly { readonly tone: Tone; readonly text: string; readonly width: number }[],
): readonly Shape[] {
  let left = x;
  return entries.flatMap(({ tone, text, width }) => {
    const box: CellsShape = { kind: 'cells', x: left, y, cell: 16, tone, runs: [[0, 0, 1]] };
    const label = textShape(left + 22, y + 12, width - 30, text);
    left += width;
    return [box, label];
  });
}
