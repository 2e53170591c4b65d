/** A file that holds one JSON or YAML document of another tool. */
import { LineCounter, parseDocument } from 'yaml';
import { textAt } from '../diagnostics/diagnostic.ts';
import { secretLooks } from '../diagnostics/secret-looks.ts';
import { withOwnPaths } from '../inventory/defaults.ts';
import { notAnInventory } from '../inventory/read.ts';
import { UsageError } from './exit.ts';
import type { Source } from './findings.ts';
import { readInput } from './input.ts';
import { locateIn } from './locate.ts';
import { otherText } from './other-text.ts';
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

/** As {@link readInventoryValue}, with the paths of each node's own files where `defaults:` or a pattern says them. */
export function readInventoryPaths(path: string): ValueFile {
  const file = readInventoryValue(path);
  return { ...file, value: withOwnPaths(file.value) };
}

/** Whether the `key` of a node is the path of a file, and not a key. */
function isKeyFile(text: string): boolean {
  return /^[\w./{}-]{1,1024}\.(?:key|pem|p12|pfx|der)$/.test(text);
}

/** Reads an inventory whose parts are taken or changed by name. What is none ends the command. */
export function readInventoryValue(path: string): ValueFile {
  const file = readValueFile(path, isKeyFile);
  const none = notAnInventory(file.value);
  if (none === undefined) return file;
  const other = otherText(file.text);
  throw new UsageError(
    other === undefined
      ? `${file.name}: ${none.message}${none.hint === undefined ? '' : `; ${none.hint}`}`
      : `${file.name}: this must be an inventory of swanmesh, and is ${other.what}; ${other.hint}`,
  );
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
