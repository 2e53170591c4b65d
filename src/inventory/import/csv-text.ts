/** Comma-separated values as RFC 4180 and spreadsheets write them. */
import { type Diagnostic, diagnostic, type TextPlace, textAt } from '../../diagnostics/diagnostic.ts';

/** One field, unquoted, and where it begins. */
export interface Field {
  readonly text: string;
  readonly at: TextPlace;
}

/**
 * The records of a table; empty lines are left out. The separator is a comma, or a semicolon or tab where the first line
 * has that and no comma. A quote that is not closed, or followed by text, is `import/csv`, and the record goes on as it can.
 *
 * @example readRecords('name,address\n"n, 1",10.0.0.1\n', 'hosts.csv', []) // [[name, address], [n, 1 | 10.0.0.1]]
 * @see RFC 4180 §2
 */
export function readRecords(input: string, file: string, findings: Diagnostic[]): readonly (readonly Field[])[] {
  const text = input.replace(/^\uFEFF/, '');
  const separator = separatorOf(text);
  const records: Field[][] = [];
  let record: Field[] = [];
  let [line, lineStart, i] = [1, 0, 0];
  const place = (offset: number): TextPlace => textAt(file, line, offset - lineStart + 1);
  const fault = (at: TextPlace, message: string): void => {
    findings.push(diagnostic('import/csv', at, message, { hint: 'a quote inside a quoted field is written twice' }));
  };
  while (i <= text.length) {
    const at = place(i);
    let value: string;
    if (text[i] === '"') {
      const end = closingQuote(text, i + 1);
      value = text.slice(i + 1, end).replaceAll('""', '"');
      if (end === text.length) fault(at, 'a quoted field must end with a quote');
      for (let n = text.indexOf('\n', i); n >= 0 && n < end; n = text.indexOf('\n', n + 1))
        [line, lineStart] = [line + 1, n + 1];
      i = end + 1;
      const rest = unquotedEnd(text, i, separator);
      if (rest > i && text.slice(i, rest).trim() !== '') fault(place(i), 'a quoted field must end at a separator');
      i = Math.max(rest, i);
    } else {
      const end = unquotedEnd(text, i, separator);
      value = text.slice(i, end).trim();
      i = end;
    }
    record.push({ text: value, at });
    if (text[i] === separator) {
      i += 1;
      continue;
    }
    if (record.length > 1 || record[0]?.text !== '') records.push(record);
    record = [];
    i += 1;
    [line, lineStart] = [line + 1, i];
  }
  return records;
}

function separatorOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  return [',', ';', '\t'].find((separator) => first.includes(separator)) ?? ',';
}

/** The offset of the quote that closes a field, or the end of the text. */
function closingQuote(text: string, from: number): number {
  for (let i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 2)) if (text[i + 1] !== '"') return i;
  return text.length;
}

function unquotedEnd(text: string, from: number, separator: string): number {
  let i = from;
  while (i < text.length && text[i] !== separator && text[i] !== '\n') i += 1;
  return i;
}
