/** Lines of a text for people, without what may be secret. */
import { lineStarts } from './line-starts.ts';
import type { Span } from './secret-looks.ts';

/** A piece of a line, in two parts: the place is where the second begins. */
export interface Excerpt {
  readonly before: string;
  readonly after: string;
}

/** Gives the excerpt around a place, both numbers counted from 1; `undefined` beyond the text. */
export type Excerpts = (line: number, column: number) => Excerpt | undefined;

const most = { before: 60, after: 60 };

/** The excerpts of a text of which `secret` is not shown. */
export function excerptsOf(text: string, secret: readonly Span[]): Excerpts {
  const hidden = merged(secret);
  let starts: readonly number[] | undefined;
  return (line, column) => {
    starts ??= lineStarts(text);
    const start = starts[line - 1];
    if (start === undefined) return undefined;
    const next = starts[line] ?? text.length + 1;
    const end = start + text.slice(start, next - 1).replace(/\r$/, '').length;
    const place = Math.min(start + column - 1, end);
    const [around] = overlapping(hidden, place, place + 1);
    const from = Math.max(start, place - most.before);
    return {
      before: shownPart(text, from, around?.[0] ?? place, hidden),
      after: shownPart(text, around?.[0] ?? place, Math.min(end, place + most.after), hidden),
    };
  };
}

const gap = '(not shown)';

function shownPart(text: string, from: number, to: number, hidden: readonly Span[]): string {
  const parts: string[] = [];
  let at = from;
  for (const [begin, end] of overlapping(hidden, from, to)) {
    if (begin > at) parts.push(text.slice(at, begin));
    parts.push(gap);
    at = end;
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts.join('').replaceAll('\t', ' ');
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) result.push([from, to]);
  }
  return result;
}

/** The spans that reach into a range, found by halving. */
function overlapping(spans: readonly Span[], from: number, to: number): readonly Span[] {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.[1] ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  const found: Span[] = [];
  for (let i = low; i < spans.length; i += 1) {
    const span = spans[i];
    if (span === undefined || span[0] >= to) break;
    found.push(span);
  }
  return found;
}
