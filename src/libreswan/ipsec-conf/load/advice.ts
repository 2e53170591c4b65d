/** What to write instead of a line: the words of the hint, and the change of the text. */
import type { DiagnosticExtras } from '../../../diagnostics/diagnostic.ts';
import { replaceAt, replaceLine } from '../../../diagnostics/fix.ts';
import type { Replacement } from '../../keyword/replacements.ts';
import type { SettingLine } from '../syntax/ast.ts';
import { placeOf } from './load.ts';

/** A hint, and its change where it names a text. */
export type Advice = Pick<DiagnosticExtras, 'hint' | 'fix'>;

/** Another value behind the same keyword. */
export function writeValueOf(file: string, line: SettingLine, value: string, safe: boolean): Advice {
  const hint = `write ${line.keyword}=${value}`;
  const length = writtenLength(line);
  return length === undefined ? { hint } : { hint, fix: replaceAt(placeOf(file, line.valueAt), length, value, safe) };
}

/** What a replacement of a whole setting says. */
export function replaceSetting(file: string, line: SettingLine, by: Replacement, safe: boolean): Advice {
  const at = placeOf(file, line.at);
  switch (by.kind) {
    case 'words':
      return { hint: by.hint };
    case 'nothing':
      return { hint: `take the line out${by.because}`, fix: replaceLine(at, undefined, safe && by.because[0] !== ',') };
    case 'keyword':
      return { hint: `write ${by.keyword}=`, fix: replaceAt(at, line.keyword.length, by.keyword, safe) };
    case 'setting': {
      const hint = `write ${by.keyword}=${by.value}`;
      if (by.value === line.value) return { hint, fix: replaceAt(at, line.keyword.length, by.keyword, safe) };
      const length = writtenLength(line);
      if (length === undefined) return { hint };
      const whole = line.valueAt.column + length - line.at.column;
      return { hint, fix: replaceAt(at, whole, `${by.keyword}=${by.value}`, safe) };
    }
  }
}

/** How many characters of its line the value takes with its quotes, where that is plain. */
function writtenLength({ text, at, value, valueAt, quotes }: SettingLine): number | undefined {
  if (at.line !== valueAt.line) return undefined;
  const raw = text.slice(valueAt.column - 1);
  if (quotes === 'none') return raw.startsWith(value) ? value.length : undefined;
  const end = raw.indexOf(quotes === 'double' ? '"' : '}', 1);
  return end < 0 ? undefined : end + 1;
}
