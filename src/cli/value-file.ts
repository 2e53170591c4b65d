/** A file that holds one JSON or YAML document of another tool. */
import { LineCounter, parseDocument } from 'yaml';
import { textAt } from '../diagnostics/diagnostic.ts';
import { UsageError } from './exit.ts';
import type { Source } from './findings.ts';
import { locateIn } from './locate.ts';
import { readBytes } from './read-bytes.ts';

/** A document as a value, and what shows places in it. */
export interface ValueFile {
  readonly name: string;
  readonly value: unknown;
  /** `undefined` where finding places would take longer than anybody waits; findings then name the path. */
  readonly source: Source | undefined;
}

/** The list of 5,000 nodes with their images is 60 MB, which JSON.parse reads in a second and no YAML parser in a minute. */
const mostLocated = 2 * 1024 * 1024;

/** Reads a document; `-` is standard input. What is neither JSON nor YAML ends the command. */
export function readValueFile(path: string): ValueFile {
  const { name, bytes } = readBytes(path);
  const text = new TextDecoder().decode(bytes);
  if (text.includes('\0')) throw new UsageError(`${name} must be JSON or YAML, and is binary`);
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument> | undefined;
  const parsed = (): ReturnType<typeof parseDocument> => {
    document ??= parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false });
    return document;
  };
  const rows = text.length > mostLocated ? [] : text.split('\n');
  const source: Source = {
    name,
    locate: (path) => {
      const { line, col } = lines.linePos(locateIn(parsed().contents, path));
      return textAt(name, line, col);
    },
    line: (number) => rows[number - 1]?.replace(/\r$/, ''),
  };
  return { name, value: documentValue(text, name, parsed), source: text.length > mostLocated ? undefined : source };
}

function documentValue(text: string, name: string, parsed: () => ReturnType<typeof parseDocument>): unknown {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML's flow style begins alike.
    }
  }
  const document = parsed();
  const [first] = document.errors;
  if (first !== undefined) throw new UsageError(`${name} must be JSON or YAML: ${first.message}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(
      `${name} must be JSON or YAML with few aliases: ${error instanceof Error ? error.message : error}`,
    );
  }
}
