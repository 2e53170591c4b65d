/** The inventory as a file: YAML or JSON to a value, PEM files to their text, and places in the value to places in the file. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import {
  type Diagnostic,
  diagnostic,
  type TextPlace,
  textAt,
  type ValuePath,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import { UsageError } from './exit.ts';
import { locateIn } from './locate.ts';

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
  /** The text of a line, counted from 1. */
  readonly line: (number: number) => string | undefined;
}

/** Aliases expand to at most this many nodes, so that no small file becomes a large value. */
const maxAliases = 100;
const maxFileSize = 64 * 1024 * 1024;
const maxPemSize = 1024 * 1024;

/** Reads an inventory; `-` is standard input. A file that cannot be opened is a usage error, everything else findings. */
export function readInventoryFile(path: string): InventoryFile {
  const name = path === '-' ? '<stdin>' : path;
  const text = readText(path, name);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false });
  const place = (offset: number): TextPlace => {
    const { line, col } = lines.linePos(offset);
    return textAt(name, line, col);
  };
  const findings: Diagnostic[] = document.errors.map((error) =>
    diagnostic('inventory/syntax', place(error.pos[0]), `the inventory must be YAML or JSON: ${error.message}`),
  );
  findings.push(...duplicateKeys(document.contents, place));
  let value: unknown;
  if (document.errors.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: maxAliases });
    } catch (error) {
      findings.push(
        diagnostic('inventory/syntax', place(0), `the inventory must be YAML with few aliases: ${messageOf(error)}`),
      );
    }
  }
  const rows = text.split('\n');
  const folder = path === '-' ? '.' : dirname(path);
  return {
    name,
    value: withMaster(withPemText(value, folder, findings), folder, findings),
    findings,
    locate: (path) => place(locateIn(document.contents, path)),
    line: (number) => rows[number - 1]?.replace(/\r$/, ''),
  };
}

function readText(path: string, name: string): string {
  try {
    if (path !== '-' && statSync(path).size > maxFileSize) throw new Error('the file is larger than 64 MB');
    return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`can not read ${name}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Every key that a mapping has twice; the parser's own check takes quadratic time. */
function duplicateKeys(contents: Node | null, place: (offset: number) => TextPlace): Diagnostic[] {
  const findings: Diagnostic[] = [];
  visit(contents, {
    Map: (_, map) => {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const [offset] = key.range ?? [0];
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

/** The places of the inventory where a path to a PEM file may stand. */
function pemPlaces(value: unknown): ValuePath[] {
  const nodes = isRecord(value) && isRecord(value.nodes) ? Object.keys(value.nodes) : [];
  return [
    ['authority'],
    ...nodes.flatMap((node) => [
      ['nodes', node, 'certificate'],
      ['nodes', node, 'key'],
    ]),
  ];
}

/** The value with the text of each PEM file in place of its path. What cannot be read stays as it is, with a finding. */
function withPemText(value: unknown, folder: string, findings: Diagnostic[]): unknown {
  for (const path of pemPlaces(value)) {
    replacePath(value, path, findings, (written) =>
      written.includes('-----BEGIN') ? undefined : readPem(resolve(folder, written)),
    );
  }
  return value;
}

/** The value with the bytes of the master of the pre-shared keys, as `0x` and hexadecimal digits, in place of its path. */
function withMaster(value: unknown, folder: string, findings: Diagnostic[]): unknown {
  replacePath(value, ['psk', 'master'], findings, (written) =>
    written.startsWith('0x') ? undefined : `0x${readSmall(resolve(folder, written)).toString('hex')}`,
  );
  return value;
}

/** Puts in place of a path what `read` makes of it; where that is nothing, the path is none. */
function replacePath(
  value: unknown,
  path: ValuePath,
  findings: Diagnostic[],
  read: (written: string) => string | undefined,
): void {
  const parent = path.slice(0, -1).reduce<unknown>((part, step) => (isRecord(part) ? part[step] : undefined), value);
  const key = String(path.at(-1));
  const written = isRecord(parent) ? parent[key] : undefined;
  if (!isRecord(parent) || typeof written !== 'string') return;
  try {
    parent[key] = read(written) ?? written;
  } catch (error) {
    findings.push(
      diagnostic(
        'inventory/file-unreadable',
        valueAt(...path),
        `the file ${JSON.stringify(written.slice(0, 200))} must be one that can be read: ${messageOf(error)}`,
        {
          hint: "paths are relative to the inventory's own folder",
        },
      ),
    );
  }
}

/** A PEM file as it stands, or a DER certificate put into PEM. */
function readPem(path: string): string {
  const bytes = readSmall(path);
  const text = bytes.toString('latin1');
  if (text.includes('-----BEGIN')) return text;
  if (bytes[0] !== 0x30) throw new Error('it is neither PEM nor DER');
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function readSmall(path: string): Buffer {
  const { size } = statSync(path);
  if (size > maxPemSize) throw new Error(`it is larger than ${maxPemSize} bytes`);
  return readFileSync(path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
