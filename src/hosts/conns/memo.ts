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

/**
 * One number for two, for the keys of a memo: packed where both fit, which is nearly always, else numbered. Packed keys are
 * not negative and numbered ones are, so that no two pairs ever share a key.
 *
 * @param room how many values the second number may have where it is packed; at most 2^26
 */
export function newPacking(room: number): Numbering {
  const others = newNumbering();
  const most = Math.floor(Number.MAX_SAFE_INTEGER / room) - 1;
  return {
    get: (a, b) => (a >= 0 && a <= most && b >= 0 && b < room ? a * room + b : -others.get(a, b)),
  };
}
