/** A file that holds one JSON or YAML document. */
import { LineCounter, parseDocument } from 'yaml';
import { textAt } from '../diagnostics/diagnostic.ts';
import { secretLooks } from '../diagnostics/secret-looks.ts';
import { UsageError } from './exit.ts';
import type { Source } from './findings.ts';
import { readInput } from './input.ts';
import { locateIn } from './locate.ts';
import { excerptsOf } from './secrecy/excerpt.ts';
import { taintNamed } from './secrecy/taint-named.ts';
import { yamlFault } from './yaml-fault.ts';

/** A document as a value, and what shows places in it. */
export interface ValueFile {
  readonly name: string;
  readonly value: unknown;
  readonly text: string;
  /** `undefined` where finding places would take longer than anybody waits; findings then name the path. */
  readonly source: Source | undefined;
}

/** The list of 5,000 nodes with their images is 60 MB, which JSON.parse reads in a second and no YAML parser in a minute. */
const mostLocated = 2 * 1024 * 1024;

/**
 * Reads a document; `-` is standard input. What is neither JSON nor YAML ends the command.
 *
 * @param isShown texts that are no secrets, whatever their key is called
 */
export function readValueFile(path: string, isShown?: (text: string) => boolean): ValueFile {
  const { name, bytes } = readInput(path, 'source');
  const text = new TextDecoder().decode(bytes);
  if (text.includes('\0')) throw new UsageError(`${name} must be JSON or YAML, and is binary`);
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument> | undefined;
  const parsed = (): ReturnType<typeof parseDocument> => {
    document ??= parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      merge: false,
      logLevel: 'silent',
    });
    return document;
  };
  const value = documentValue(text, name, parsed);
  taintNamed(value, isShown);
  const spans = text.length > mostLocated ? [] : secretLooks(text).map(({ span }) => span);
  const source: Source = {
    name,
    locate: (path) => {
      const { line, col } = lines.linePos(locateIn(parsed().contents, path));
      return textAt(name, line, col);
    },
    excerpt: excerptsOf(text, spans),
  };
  return { name, value, text, source: text.length > mostLocated ? undefined : source };
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
  if (first !== undefined) throw new UsageError(`${name} must be JSON or YAML: ${yamlFault(first.code)}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new UsageError(`${name} must be JSON or YAML with at most 100 aliases`);
  }
}
