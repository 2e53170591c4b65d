/** All conns of all hosts as rows of numbers: a million of them take some 50 MB. */

/** What a row holds. Texts, lists and layouts by their numbers; 0 where there is none. */
export interface ConnRow {
  readonly host: number;
  readonly name: number;
  readonly file: number;
  readonly line: number;
  readonly layout: number;
  readonly others: number;
  readonly leftAddress: number;
  readonly rightAddress: number;
  readonly left: number;
  readonly right: number;
  readonly both: number;
  readonly lost: number;
}

const columns = [
  'host',
  'name',
  'file',
  'line',
  'layout',
  'others',
  'leftAddress',
  'rightAddress',
  'left',
  'right',
  'both',
  'lost',
] as const satisfies readonly (keyof ConnRow)[];

const width = columns.length;

export interface ConnTable {
  readonly add: (row: ConnRow) => number;
  readonly get: (index: number, column: keyof ConnRow) => number;
  readonly size: () => number;
}

const position: Readonly<Record<keyof ConnRow, number>> = Object.fromEntries(
  columns.map((column, i) => [column, i]),
) as Record<keyof ConnRow, number>;

export function newConnTable(): ConnTable {
  let cells = new Int32Array(width * 1024);
  let size = 0;
  return {
    add: (row) => {
      if ((size + 1) * width > cells.length) {
        const larger = new Int32Array(cells.length * 2);
        larger.set(cells);
        cells = larger;
      }
      const at = size * width;
      cells[at] = row.host;
      cells[at + 1] = row.name;
      cells[at + 2] = row.file;
      cells[at + 3] = row.line;
      cells[at + 4] = row.layout;
      cells[at + 5] = row.others;
      cells[at + 6] = row.leftAddress;
      cells[at + 7] = row.rightAddress;
      cells[at + 8] = row.left;
      cells[at + 9] = row.right;
      cells[at + 10] = row.both;
      cells[at + 11] = row.lost;
      size += 1;
      return size - 1;
    },
    get: (index, column) => cells[index * width + position[column]] as number,
    size: () => size,
  };
}

/** From two numbers below 2²⁶ to a row, without an object a pair. */
export interface PairIndex {
  /** The row, or -1. */
  readonly get: (a: number, b: number) => number;
  /** Keeps the first row of a pair. Gives the row that is kept. */
  readonly put: (a: number, b: number, row: number) => number;
}

/** @param most how many pairs there can be */
export function newPairIndex(most: number): PairIndex {
  let size = 16;
  while (size < most * 2) size *= 2;
  const mask = size - 1;
  const keys = new Int32Array(size * 2);
  const rows = new Int32Array(size).fill(-1);
  const slotOf = (a: number, b: number): number => {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b)) & mask;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (rows[slot] !== -1 && (keys[slot * 2] !== a || keys[slot * 2 + 1] !== b)) slot = (slot + 1) & mask;
    return slot;
  };
  return {
    get: (a, b) => rows[slotOf(a, b)] as number,
    put: (a, b, row) => {
      const slot = slotOf(a, b);
      if (rows[slot] === -1) {
        keys[slot * 2] = a;
        keys[slot * 2 + 1] = b;
        rows[slot] = row;
      }
      return rows[slot] as number;
    },
  };
}
