/** What every picture has. */
import type { Drawing } from './drawing/drawing.ts';
import { printSvg, type SvgOptions } from './drawing/print-svg.ts';
import type { Graph } from './graph.ts';
import { printDot } from './print-dot.ts';
import { printMermaid } from './print-mermaid.ts';

/** A kind of picture: what it draws, and what it says as a graph. */
export interface Picture<Value> {
  readonly name: string;
  readonly drawing: (value: Value) => Drawing;
  readonly graph: (value: Value) => Graph;
}

/** The formats of pictures; `svg` is laid out here, the others by the program that reads them. */
export const pictureFormats: readonly ['svg', 'mermaid', 'dot'] = ['svg', 'mermaid', 'dot'];
export type PictureFormat = (typeof pictureFormats)[number];

/**
 * A picture as text.
 *
 * @example printPicture(pictures.matrix, pairsOfMesh(mesh), 'dot').startsWith('graph') // true
 */
export function printPicture<Value>(
  picture: Picture<Value>,
  value: Value,
  format: PictureFormat,
  options: SvgOptions = {},
): string {
  if (format === 'svg') return printSvg(picture.drawing(value), options);
  return format === 'dot' ? printDot(picture.graph(value)) : printMermaid(picture.graph(value));
}
