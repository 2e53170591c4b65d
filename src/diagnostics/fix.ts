/** What a hint says, as a change of the text that was read: an editor or a program can make it. */
import { lineStarts } from './line-starts.ts';
import type { TextPlace, ValuePath } from './place.ts';

/** A part of a text, up to and without its end. Both ends count from 1, columns in UTF-16 code units; empty where text is put in. */
export interface TextSpan extends TextPlace {
  readonly endLine: number;
  readonly endColumn: number;
}

/** A part of a value that was handed in: a key, the value behind it (which may not be there yet), or both. */
export interface ValueSpan {
  readonly kind: 'value';
  readonly path: ValuePath;
  readonly part: 'key' | 'value' | 'entry';
}

/** One change that takes a finding away. */
export interface Fix {
  readonly at: TextSpan | ValueSpan;
  /** What takes the place of `at`; nothing takes it out. Of a value it is JSON, which YAML reads too; of a key its bare name. */
  readonly text: string;
  /**
   * Whether the change only says what was plainly meant. Else it is one of several ways, changes what is protected, or needs
   * the other end to change with it: somebody has to choose.
   */
  readonly safe: boolean;
}

/** A change of a text. */
export interface TextFix extends Fix {
  readonly at: TextSpan;
}

/**
 * The value of a key of the input.
 *
 * @example writeValue(['ipsec', 'start'], 'ondemand', false).text // '"ondemand"'
 */
export function writeValue(path: ValuePath, value: unknown, safe: boolean): Fix {
  return { at: { kind: 'value', path, part: 'value' }, text: JSON.stringify(value), safe };
}

/** Another name for a key of the input; its value stays. */
export function renameKey(path: ValuePath, name: string, safe: boolean): Fix {
  return { at: { kind: 'value', path, part: 'key' }, text: name, safe };
}

/** A key of the input goes, with its value; of a list an item. */
export function removeEntry(path: ValuePath, safe: boolean): Fix {
  return { at: { kind: 'value', path, part: 'entry' }, text: '', safe };
}

/** Other text in the place of some characters of one line. */
export function replaceAt(at: TextPlace, length: number, text: string, safe: boolean): TextFix {
  return { at: { ...at, endLine: at.line, endColumn: at.column + length }, text, safe };
}

/**
 * Another line in the place of one, or none.
 *
 * @param at any place on the line
 * @param text the line with its indentation and without its break; absent: the line goes
 */
export function replaceLine({ file, line }: TextPlace, text: string | undefined, safe: boolean): TextFix {
  return {
    at: { kind: 'text', file, line, column: 1, endLine: line + 1, endColumn: 1 },
    text: text === undefined ? '' : `${text}\n`,
    safe,
  };
}

/** Another line behind one. */
export function lineAfter({ file, line }: TextPlace, text: string, safe: boolean): TextFix {
  return {
    at: { kind: 'text', file, line: line + 1, column: 1, endLine: line + 1, endColumn: 1 },
    text: `${text}\n`,
    safe,
  };
}

/** A text with changes, and which of them. */
export interface FixedText {
  readonly text: string;
  /** Those that were made: of two that meet, the first alone. */
  readonly made: readonly TextFix[];
}

/**
 * The text with the changes in it. Changes that reach beyond the text, or into one another, are left out.
 *
 * @example applyFixes('auto=ad\n', [replaceAt({ kind: 'text', file: 'a.conf', line: 1, column: 6 }, 2, 'add', true)]).text // 'auto=add\n'
 */
export function applyFixes(text: string, fixes: readonly TextFix[]): FixedText {
  const starts = lineStarts(text);
  const offset = (line: number, column: number): number =>
    line > starts.length && column === 1 ? text.length : (starts[line - 1] ?? Number.NaN) + column - 1;
  const placed = fixes
    .map((fix) => ({ fix, from: offset(fix.at.line, fix.at.column), to: offset(fix.at.endLine, fix.at.endColumn) }))
    .filter(({ from, to }) => from <= to && to <= text.length)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const parts: string[] = [];
  const made: TextFix[] = [];
  let done = 0;
  for (const [i, { fix, from, to }] of placed.entries()) {
    const before = placed[i - 1];
    if (from < done || (before?.from === from && before.to === to)) continue;
    // A line that is put behind the last one needs the break that the last one may lack.
    const lead = from === text.length && from > 0 && text[from - 1] !== '\n' && fix.at.column === 1 ? '\n' : '';
    parts.push(text.slice(done, from), lead, fix.text);
    made.push(fix);
    done = to;
  }
  return { text: parts.join('') + text.slice(done), made };
}
