/** Where in a section each keyword stands: few different arrangements for many conns, so each is a number too. */

import { newMemo } from './memo.ts';

/** An arrangement of keywords in a section; 0 is the empty one. */
export type Layout = number;

/** Where a keyword stands. */
export interface LayoutEntry {
  readonly nameId: number;
  /** Lines below the header. */
  readonly below: number;
  readonly column: number;
}

export interface Layouts {
  /** The arrangement with one more keyword. */
  readonly append: (layout: Layout, nameId: number, below: number, column: number) => Layout;
  /** The arrangement with those of another below it, so many lines further down. */
  readonly join: (layout: Layout, other: Layout, below: number) => Layout;
  /** Whether a keyword stands there twice. */
  readonly repeats: (layout: Layout) => boolean;
  /** Where the keyword stands first. */
  readonly find: (layout: Layout, nameId: number) => LayoutEntry | undefined;
}

/** Beyond these a place is given as the last that fits; a section of a thousand lines is nobody's. */
const mostLines = 1023;
const mostColumns = 63;

export function newLayouts(): Layouts {
  const parents: number[] = [0];
  const entries: (LayoutEntry | undefined)[] = [undefined];
  const repeated: boolean[] = [false];
  const children = newMemo<Layout>();
  const joined = newMemo<Layout>();
  const layouts: Layouts = {
    append: (layout, nameId, below, column) => {
      const [line, place] = [Math.min(below, mostLines), Math.min(column, mostColumns)];
      return children.get(layout, (nameId * (mostLines + 1) + line) * (mostColumns + 1) + place, () => {
        parents.push(layout);
        entries.push({ nameId, below: line, column: place });
        repeated.push(repeated[layout] === true || layouts.find(layout, nameId) !== undefined);
        return parents.length - 1;
      });
    },
    join: (layout, other, below) => {
      if (other === 0) return layout;
      return joined.get(layout * (mostLines + 1) + Math.min(below, mostLines), other, () => {
        const list: LayoutEntry[] = [];
        for (let i = other; i !== 0; i = parents[i] as number) list.push(entries[i] as LayoutEntry);
        return list
          .reverse()
          .reduce((all, entry) => layouts.append(all, entry.nameId, entry.below + below, entry.column), layout);
      });
    },
    repeats: (layout) => repeated[layout] === true,
    find: (layout, nameId) => {
      let first: LayoutEntry | undefined;
      for (let i = layout; i !== 0; i = parents[i] as number) if (entries[i]?.nameId === nameId) first = entries[i];
      return first;
    },
  };
  return layouts;
}
