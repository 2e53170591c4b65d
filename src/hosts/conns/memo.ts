/** A table from two numbers to an answer, without a text a key. */
export interface Memo<T> {
  readonly get: (a: number, b: number, make: () => T) => T;
}

export function newMemo<T>(): Memo<T> {
  const rows = new Map<number, Map<number, T>>();
  return {
    get: (a, b, make) => {
      let row = rows.get(a);
      if (row === undefined) {
        row = new Map();
        rows.set(a, row);
      }
      const known = row.get(b);
      if (known !== undefined) return known;
      const made = make();
      row.set(b, made);
      return made;
    },
  };
}

/** A number for each pair of numbers, counted from 1. */
export interface Numbering {
  readonly get: (a: number, b: number) => number;
}

export function newNumbering(): Numbering {
  const memo = newMemo<number>();
  let last = 0;
  const next = (): number => {
    last += 1;
    return last;
  };
  return { get: (a, b) => memo.get(a, b, next) };
}
