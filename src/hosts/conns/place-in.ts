import { type TextPlace, textAt } from '../../diagnostics/diagnostic.ts';
import type { Origin } from './host-conn.ts';
import type { Layouts } from './keyword-positions.ts';

/** Where a keyword stands in the first of the sections that has it; where none has it, the beginning of the first. */
export function placeIn(own: Origin, others: readonly Origin[], layouts: Layouts, nameId: number): TextPlace {
  for (const { file, line, layout } of [own, ...others]) {
    const found = layouts.find(layout, nameId);
    if (found !== undefined) return textAt(file, line + found.below, found.column);
  }
  return textAt(own.file, own.line, 1);
}
