/** A drawing as SVG: self-contained, light and dark, on paper in light; no script, no link, nothing from elsewhere. */
import type { BoxShape, CellsShape, Drawing, LineShape, Shape, TextShape, Tone } from './drawing.ts';
import { xmlText } from './picture-text.ts';
import { glyphs, pictureStyle } from './style.ts';
import { fitted, isMeasured, textWidth } from './text-width.ts';

/** Where the SVG goes. */
export interface SvgOptions {
  /** In a page that has {@link pictureStyle} once: the SVG has no style of its own, and its ids begin with this. */
  readonly inline?: string;
}

/**
 * Prints a drawing.
 *
 * @example printSvg(pictures.mesh.drawing(pairsOfMesh(mesh))).includes('<svg') // true
 * @see https://www.w3.org/TR/SVG2/
 */
export function printSvg(drawing: Drawing, { inline }: SvgOptions = {}): string {
  const { width, height, title, description, shapes } = drawing;
  const id = (name: string): string => `${inline ?? 'sm'}-${name}`;
  const size = `width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}"`;
  const parts = [
    ...(inline === undefined ? ['<?xml version="1.0" encoding="UTF-8"?>'] : []),
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="${id('title')} ${id('desc')}">`,
    `<title id="${id('title')}">${xmlText(title)}</title>`,
    `<desc id="${id('desc')}">${xmlText(description)}</desc>`,
    ...(inline === undefined ? [`<style>${pictureStyle}</style>`] : []),
    ...definitions(shapes, id),
    `<rect class="sm-page" width="100%" height="100%"/>`,
    ...shapes.map((shape) => printShape(shape, id)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

type Id = (name: string) => string;

/** The patterns and arrow heads that the shapes ask for. */
function definitions(shapes: readonly Shape[], id: Id): readonly string[] {
  const wanted = new Map<string, string>();
  for (const shape of shapes) {
    if (shape.kind === 'cells') wanted.set(cellName(shape.tone, shape.cell), pattern(shape.tone, shape.cell, id));
    if (shape.kind === 'box' && isHatched(shape)) wanted.set(cellName(shape.tone, 8), pattern(shape.tone, 8, id));
    if (shape.kind === 'line' && shape.arrow === true) wanted.set(`arrow-${shape.tone}`, arrow(shape.tone, id));
  }
  return wanted.size === 0 ? [] : ['<defs>', ...wanted.values(), '</defs>'];
}

function cellName(tone: Tone, cell: number): string {
  return `${tone}-${String(cell).replace('.', '_')}`;
}

function pattern(tone: Tone, cell: number, id: Id): string {
  const glyph = glyphs[tone];
  const edge = cell >= 12 ? cell - 1 : cell - 0.5;
  const mark =
    glyph === ''
      ? ''
      : `<path class="sm-glyph sm-l-${tone}" vector-effect="non-scaling-stroke" transform="scale(${number(edge)})" d="${glyph}"/>`;
  return `<pattern id="${id(cellName(tone, cell))}" patternUnits="userSpaceOnUse" width="${number(cell)}" height="${number(cell)}"><rect class="sm-b-${tone}" width="${number(edge)}" height="${number(edge)}"/>${mark}</pattern>`;
}

function arrow(tone: Tone, id: Id): string {
  return `<marker id="${id(`arrow-${tone}`)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="sm-t-${tone}" d="M0 0L8 4L0 8z"/></marker>`;
}

function printShape(shape: Shape, id: Id): string {
  switch (shape.kind) {
    case 'text':
      return printText(shape);
    case 'box':
      return printBox(shape, id);
    case 'line':
      return printLine(shape, id);
    case 'cells':
      return printCells(shape, id);
  }
}

function printText({ x, y, text, width, tone, anchor, turned, ...face }: TextShape): string {
  const shown = fitted(text, width, face);
  const place = turned
    ? `transform="translate(${number(x)} ${number(y)}) rotate(-90)"`
    : `x="${number(x)}" y="${number(y)}"`;
  const classes = `sm-t-${tone} ${face.mono === true ? 'sm-m' : 'sm-s'}${face.bold === true ? ' sm-bold' : ''}`;
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const forced = isMeasured(shown)
    ? ''
    : ` textLength="${number(Math.min(width, textWidth(shown, face)))}" lengthAdjust="spacingAndGlyphs"`;
  const whole = shown === text ? '' : `<title>${xmlText(text)}</title>`;
  return `<text class="${classes}" ${place} font-size="${face.size}"${anchored}${forced}>${whole}${xmlText(shown)}</text>`;
}

function titled(element: string, attributes: string, title: string | undefined): string {
  return title === undefined
    ? `<${element} ${attributes}/>`
    : `<${element} ${attributes}><title>${xmlText(title)}</title></${element}>`;
}

/** A tone that is told by its fill alone has no pattern. */
function isHatched({ hatched, tone }: BoxShape): boolean {
  return hatched === true && glyphs[tone] !== '';
}

function printBox(shape: BoxShape, id: Id): string {
  const { x, y, width, height, tone, rounded, title } = shape;
  const radius = rounded === true ? ' rx="4"' : '';
  const rect = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"${radius}`;
  const edge = `sm-edge sm-l-${tone}`;
  if (!isHatched(shape)) return titled('rect', `class="sm-b-${tone} ${edge}" ${rect}`, title);
  return titled('rect', `class="${edge}" fill="url(#${id(cellName(tone, 8))})" ${rect}`, title);
}

function printLine({ points, tone, arrow: hasArrow, title }: LineShape, id: Id): string {
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`).join('');
  const head = hasArrow === true ? ` marker-end="url(#${id(`arrow-${tone}`)})"` : '';
  return titled('path', `class="sm-line sm-l-${tone}"${head} d="${path}"`, title);
}

function printCells({ x, y, cell, tone, runs, title }: CellsShape, id: Id): string {
  const path = runs.map(
    ([column, row, length]) =>
      `M${number(column * cell)} ${number(row * cell)}h${number(length * cell)}v${number(cell)}h${number(-length * cell)}z`,
  );
  const fill = `fill="url(#${id(cellName(tone, cell))})"`;
  return titled('path', `${fill} transform="translate(${number(x)} ${number(y)})" d="${path.join('')}"`, title);
}

/** At most two decimals. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}
