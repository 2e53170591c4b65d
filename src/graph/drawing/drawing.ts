/** A picture as data: shapes with places, no format. Units are those of CSS pixels at the size that the picture asks for. */
import { pictureText } from './picture-text.ts';
import type { Typeface } from './text-width.ts';

/**
 * What a shape means. `good`, `bad`, `half` and `open` are told apart by letter and pattern as well as by colour; `plain` and
 * `faint` mean nothing.
 */
export type Tone = 'good' | 'bad' | 'half' | 'open' | 'plain' | 'faint';

/** A text on one line. */
export interface TextShape extends Typeface {
  readonly kind: 'text';
  readonly x: number;
  /** The base line. */
  readonly y: number;
  readonly text: string;
  readonly tone: Tone;
  readonly anchor: 'start' | 'middle' | 'end';
  /** What fits; a longer text is cut, and read out whole. */
  readonly width: number;
  /** Written upwards. */
  readonly turned: boolean;
}

/** A rectangle; `tone` fills it, and its pattern with it where `hatched`. */
export interface BoxShape {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: Tone;
  readonly hatched?: boolean;
  readonly rounded?: boolean;
  /** Read out, and shown when somebody points at it. */
  readonly title?: string;
}

/** A line through points; broken in the way of its tone, so that it is told from others without colour. */
export interface LineShape {
  readonly kind: 'line';
  readonly points: readonly (readonly [number, number])[];
  readonly tone: Tone;
  readonly arrow?: boolean;
  readonly title?: string;
}

/** Runs of cells in a grid, each filled with the pattern of its tone. */
export interface CellsShape {
  readonly kind: 'cells';
  readonly x: number;
  readonly y: number;
  /** Side of a cell. */
  readonly cell: number;
  readonly tone: Tone;
  /** `[column, row, length]`. */
  readonly runs: readonly (readonly [number, number, number])[];
  readonly title?: string;
}

export type Shape = TextShape | BoxShape | LineShape | CellsShape;

/** A picture. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the picture says, for those who do not see it. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** How a text is set, where it is not the usual. */
export interface TextStyle extends Partial<Typeface> {
  readonly tone?: Tone;
  readonly anchor?: TextShape['anchor'];
  readonly turned?: boolean;
}

/** A text in a place that is `width` wide; 12 units high if nothing else is said. */
export function textShape(x: number, y: number, width: number, text: string, style: TextStyle = {}): TextShape {
  const { size = 12, tone = 'plain', anchor = 'start', turned = false, ...face } = style;
  return { kind: 'text', x, y, width, text: pictureText(text), size, tone, anchor, turned, ...face };
}
