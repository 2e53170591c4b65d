/** The inventory as a file: YAML or JSON to a value, and places in the value to places in the file. */
import { dirname } from 'node:path';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type Diagnostic, diagnostic, type TextPlace, textAt, type ValuePath } from '../diagnostics/diagnostic.ts';
import type { Fix, TextFix } from '../diagnostics/fix.ts';
import { withOwnPaths } from '../inventory/defaults.ts';
import { isMapping } from '../inventory/unknown-keys.ts';
import { UsageError } from './exit.ts';
import { readInput } from './input.ts';
import { locateIn } from './locate.ts';
import { type ClosedFile, putNamedFiles } from './named-files.ts';
import { type OtherText, otherText } from './other-text.ts';
import { type Excerpts, excerptsOf, noExcerpts } from './secrecy/excerpt.ts';
import { findInventorySecrets, taintInventoryValues } from './secrecy/inventory-taint.ts';
import { readUtf8, refuseRecords } from './text-input.ts';
import { valueFix } from './value-fix.ts';
import { yamlFault } from './yaml-fault.ts';

/** An inventory that was read from a file. */
export interface InventoryFile {
  /** The name to show; `<stdin>` for standard input. */
  readonly name: string;
  /** What `readCluster` takes: the value with the text of PEM files where their paths stood. */
  readonly value: unknown;
  /** Faults of the file itself and of the files that it names. */
  readonly findings: readonly Diagnostic[];
  /** Where a part of the value stands; the nearest that exists. */
  readonly locate: (path: ValuePath) => TextPlace;
  /** A change of the value as one of the text, where it can be made in place. */
  readonly textFix: (fix: Fix) => TextFix | undefined;
  readonly text: string;
  /** The byte order mark before the text, or nothing. */
  readonly mark: string;
  /** The lines for people, without what may be secret. */
  readonly excerpt: Excerpts;
  /** Files that are no plain PEM or DER; their paths still stand in the value, see `openClosedFiles`. */
  readonly closed: readonly ClosedFile[];
}

/** Aliases expand to at most this many nodes, so that no small file becomes a large value. */
const maxAliases = 100;

/**
 * Reads an inventory; `-` is standard input, `edited` what an editor has in place of the file. A file that cannot be opened is a usage error, everything else findings.
 */
export function readInventoryFile(path: string, edited?: Uint8Array): InventoryFile {
  const { name, bytes } = edited === undefined ? readInput(path, 'inventory') : { name: path, bytes: edited };
  const text = readInventoryText(name, bytes);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    merge: true,
    // Its warnings quote the file.
    logLevel: 'silent',
  });
  const place = (offset: number): TextPlace => {
    const { line, col } = lines.linePos(offset);
    return textAt(name, line, col);
  };
  keepNames(document.contents);
  const isInventory = isMap(document.contents);
  const secrets = findInventorySecrets(text, document);
  const findings: Diagnostic[] = document.errors.map((error) =>
    diagnostic('inventory/syntax', place(error.pos[0]), `the inventory must be YAML or JSON: ${yamlFault(error.code)}`),
  );
  for (const finding of duplicateKeys(document, place)) findings.push(finding);
  let written: unknown;
  const other = isInventory ? undefined : otherText(text);
  if (other !== undefined) findings.splice(0, findings.length, otherDocument(name, other));
  else if (document.errors.length === 0) {
    try {
      written = document.toJS({ maxAliasCount: aliasLimit(document) });
    } catch {
      findings.push(
        diagnostic('inventory/syntax', place(0), `the inventory must be YAML with at most ${maxAliases} aliases`),
      );
    }
  }
  const value = withOwnPaths(written);
  const { closed, read } = putNamedFiles(value, name === '<stdin>' ? '.' : dirname(path), findings);
  // A pattern of paths is no secret where a path that came of it was read.
  const ofPaths = read.size === 0 ? [] : keyPatterns(written);
  taintInventoryValues(secrets, new Set([...read, ...ofPaths]));
  return {
    name,
    value,
    findings,
    closed,
    locate: (path) => place(locateIn(document.contents, path)),
    textFix: (fix) =>
      document.errors.length > 0
        ? undefined
        : valueFix(text, document.contents, fix, { name, linePos: (offset) => lines.linePos(offset) }),
    text,
    mark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\uFEFF' : '',
    // What is no mapping is no inventory, and may be anything: a passphrase, a key of a kind that nobody knows here.
    excerpt: isInventory ? excerptsOf(text, secrets.spans) : noExcerpts,
  };
}

/** The one finding about a text that is something else: what YAML makes of it is of no interest. */
function otherDocument(name: string, { what, hint }: OtherText): Diagnostic {
  return diagnostic('inventory/foreign', textAt(name, 1, 1), `this must be an inventory of swanmesh, and is ${what}`, {
    hint,
  });
}

/** What is written for the paths of keys with `{name}` in it, under `defaults:` or at a node. */
function keyPatterns(value: unknown): readonly string[] {
  if (!isMapping(value)) return [];
  const holders = [value.defaults, ...(isMapping(value.nodes) ? Object.values(value.nodes) : [])];
  const keys = holders.flatMap((holder) => (isMapping(holder) && typeof holder.key === 'string' ? [holder.key] : []));
  return [...new Set(keys)].filter((key) => /^[^\s"']{0,200}\{name\}[^\s"']{0,50}$/.test(key));
}

/** More than any generator writes; the YAML parser takes 15 seconds and 900 MB for 16 MiB of nothing but line breaks. */
const mostLines = 1_000_000;

function readInventoryText(name: string, bytes: Uint8Array): string {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  if (lines > mostLines) throw new UsageError(`cannot read ${name}: it has more than ${mostLines} lines`);
  const text = readUtf8(name, bytes).replace(/^\uFEFF/, '');
  if (!/(?:^|[\s"'{,])(?:nodes|version|authority)["']?[ \t]*:/.test(text)) refuseRecords(name, text);
  return text;
}

/** Aliases of mappings without mappings in them, as merge keys have them, may be one a node: they cannot grow in one another. */
const mostMerged = 1_000_000;

function aliasLimit(document: Document): number {
  const sizes = new Map<string, number>();
  let merged = 0;
  visit(document, {
    Alias: (_, { source }) => {
      merged += sizes.get(source) ?? Number.POSITIVE_INFINITY;
    },
    Map: (_, map) => {
      const isFlat = map.items.every(({ value }) => isScalar(value));
      if (map.anchor !== undefined) sizes.set(map.anchor, isFlat ? map.items.length : Number.POSITIVE_INFINITY);
    },
  });
  return merged <= mostMerged ? -1 : maxAliases;
}

/** Names of nodes as they are written: YAML makes the numbers 7, 31 and 1000 of 007, 0x1f and 1e3. */
function keepNames(contents: Node | null): void {
  if (!isMap(contents)) return;
  const keep = (node: unknown): void => {
    if (isScalar(node) && typeof node.value !== 'string' && node.source !== undefined && node.source !== '')
      node.value = node.source;
  };
  const [nodes, links] = [contents.get('nodes', true), contents.get('links', true)];
  if (isMap(nodes)) for (const { key } of nodes.items) keep(key);
  if (links !== undefined) visit(links as Node, { Scalar: (_, node) => keep(node) });
}

/** Every key that a mapping has twice; the parser's own check takes quadratic time. */
function duplicateKeys(document: Document.Parsed, place: (offset: number) => TextPlace): Diagnostic[] {
  const findings: Diagnostic[] = [];
  visit(document.contents, {
    Map: (_, map) => {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        const scalar = isAlias(key) ? key.resolve(document) : key;
        if (!isScalar(scalar)) continue;
        const name = String(scalar.value);
        const [offset] = (isAlias(key) ? key : scalar).range ?? [0];
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else
          findings.push(
            diagnostic(
              'inventory/duplicate-key',
              place(offset),
              `key ${JSON.stringify(name.slice(0, 80))} must be written once`,
              {
                related: [{ at: place(first), message: 'the first time' }],
              },
            ),
          );
      }
    },
  });
  return findings;
}
