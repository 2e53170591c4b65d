/**
 * How wide a text is at most, in whatever sans-serif or monospaced font a reader has: widths are those of the wider of
 * DejaVu Sans, Verdana and Arial, so that what fits here fits everywhere.
 */

import { pictureText } from './picture-text.ts';

/** How a text is set. */
export interface Typeface {
  /** Height of the font in units of the picture. */
  readonly size: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
}

/** Widths in thousandths of the font's height; the first group that has the character counts. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[iIjl.,:;'|!]/, 460],
  [/[frt()[\]/\\"` -]/, 480],
  [/[a-ln-vx-z0-9_*?$·§{}]/, 655],
  [/[A-LN-VX-Z+=<>~^&×–→←↔]/, 860],
  [/[mMwW%@#—…✓✕]/, 1090],
  [/[\u00a1-\u04ff]/, 1130],
];
const unknown = 1130;
const known = /[\u0020-\u04ff×–→←↔—…✓✕]/;
const monospaced = 615;

/** An upper bound of the width of a text, in units of the picture. Of scripts beyond Latin, Greek and Cyrillic it is a guess. */
export function textWidth(text: string, { size, bold = false, mono = false }: Typeface): number {
  let thousandths = 0;
  for (const character of text) {
    if (mono && character <= '~') thousandths += monospaced;
    else thousandths += widths.find(([pattern]) => pattern.test(character))?.[1] ?? unknown;
  }
  return (thousandths * size * (bold && !mono ? 1.18 : 1)) / 1000;
}

/** Whether the widths of all characters are known; else the printer tells the reader's program how wide the text has to be. */
export function isMeasured(text: string): boolean {
  for (const character of text) if (!known.test(character)) return false;
  return true;
}

/**
 * The text, cut so that it fits, with `…` at its end where something is missing.
 *
 * @example fitted('node-1.example.com', 60, { size: 12 }) // 'node-1…'
 */
export function fitted(text: string, width: number, face: Typeface): string {
  if (textWidth(text, face) <= width) return text;
  const left = width - textWidth('…', face);
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += textWidth(character, face);
    if (used > left) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines that fit, broken at spaces; the last one is cut where `most` lines are not enough. */
export function wrapped(text: string, width: number, face: Typeface, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = pictureText(text).split(' ');
  while (rest.length > 0 && lines.length < most - 1) {
    let count = 1;
    while (count < rest.length && textWidth(rest.slice(0, count + 1).join(' '), face) <= width) count += 1;
    lines.push(fitted(rest.slice(0, count).join(' '), width, face));
    rest = rest.slice(count);
  }
  if (rest.length > 0) lines.push(fitted(rest.join(' '), width, face));
  return lines;
}
