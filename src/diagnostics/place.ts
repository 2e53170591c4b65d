/** Where findings and changes are. */

/** The way from the root of a value to a part of it: property names and array indices. */
export type ValuePath = readonly (string | number)[];

/** A part of a value that was handed in, such as `['nodes', 'master-1', 'address']` in an inventory. */
export interface ValuePlace {
  readonly kind: 'value';
  readonly path: ValuePath;
}

/** A position in a text; `line` and `column` count from 1, columns in UTF-16 code units. */
export interface TextPlace {
  readonly kind: 'text';
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a finding is. */
export type Place = ValuePlace | TextPlace;
