/** The inventory as a file: YAML or JSON to a value, PEM files to their text, and places in the value to places in the file. */
import { dirname, resolve } from 'node:path';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import {
  type Diagnostic,
  diagnostic,
  type TextPlace,
  textAt,
  type ValuePath,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import type { Fix, TextFix } from '../diagnostics/fix.ts';
import { readCertificate } from '../x509/read-certificate.ts';
import { UsageError } from './exit.ts';
import { largest, readInput, readRegularFile, UnfitInput } from './input.ts';
import { locateIn } from './locate.ts';
import { pemOf } from './pem-text.ts';
import { type Excerpts, excerptsOf, noExcerpts } from './secrecy/excerpt.ts';
import { findInventorySecrets, taintInventoryValues } from './secrecy/inventory-taint.ts';
import { taintBytes } from './secrecy/taint.ts';
import { systemReason } from './system-reason.ts';
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

/** A file of another form, such as PKCS#12, and where its text belongs. */
export interface ClosedFile {
  readonly path: ValuePath;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Puts text in place of the path. */
  readonly put: (text: string) => void;
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
  let value: unknown;
  if (document.errors.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: aliasLimit(document) });
    } catch {
      findings.push(
        diagnostic('inventory/syntax', place(0), `the inventory must be YAML with at most ${maxAliases} aliases`),
      );
    }
  }
  const reader = newFileReader(name === '<stdin>' ? '.' : dirname(path), findings);
  const closed: ClosedFile[] = [];
  const read = withMaster(withPemText(value, reader, closed), reader);
  taintInventoryValues(secrets, reader.read);
  return {
    name,
    value: read,
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

/** The places of the inventory where a path to a PEM file may stand. */
function pemPlaces(value: unknown): ValuePath[] {
  const nodes = isRecord(value) && isRecord(value.nodes) ? Object.keys(value.nodes) : [];
  return [
    ['authority'],
    ...crlPlaces(value),
    ...nodes.flatMap((node) => [
      ['nodes', node, 'certificate'],
      ['nodes', node, 'key'],
    ]),
  ];
}

/** `crls:` is a path, a list of paths, or a mapping with either under `lists`. */
function crlPlaces(value: unknown): ValuePath[] {
  const crls = isRecord(value) ? value.crls : undefined;
  const path = isRecord(crls) ? ['crls', 'lists'] : ['crls'];
  const lists = isRecord(crls) ? crls.lists : crls;
  return Array.isArray(lists) ? lists.map((_, i) => [...path, i]) : [path];
}

/** Reads the files that an inventory names. */
interface FileReader {
  /** The paths that were read: these are no secrets. */
  readonly read: Set<string>;
  readonly file: (path: string) => Buffer;
  readonly findings: Diagnostic[];
}

function newFileReader(folder: string, findings: Diagnostic[]): FileReader {
  const read = new Set<string>();
  return {
    read,
    findings,
    file: (path) => {
      const bytes = readRegularFile(resolve(folder, path), largest.key);
      read.add(path);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}

/** The value with the text of each PEM file in place of its path. What cannot be read stays as it is, with a finding. */
function withPemText(value: unknown, reader: FileReader, closed: ClosedFile[]): unknown {
  for (const path of pemPlaces(value)) {
    replacePath(value, path, reader, (written, put) => {
      if (written.includes('-----BEGIN')) return undefined;
      const bytes = reader.file(written);
      if (path.at(-1) === 'key' || bytes.includes('PRIVATE KEY')) taintBytes(bytes);
      const text = path[0] === 'crls' ? crlText(bytes) : plainText(bytes, path.at(-1) === 'key');
      if (text === undefined) closed.push({ path, name: written, bytes: new Uint8Array(bytes), put });
      return text;
    });
  }
  return value;
}

/** The value with the bytes of the master of the pre-shared keys, as `0x` and hexadecimal digits, in place of its path. */
function withMaster(value: unknown, reader: FileReader): unknown {
  replacePath(value, ['psk', 'master'], reader, (written) => {
    if (written.startsWith('0x')) return undefined;
    const bytes = reader.file(written);
    taintBytes(bytes);
    return `0x${bytes.toString('hex')}`;
  });
  return value;
}

/** Puts in place of a path what `read` makes of it; where that is nothing, the path is none. */
function replacePath(
  value: unknown,
  path: ValuePath,
  { findings }: FileReader,
  read: (written: string, put: (text: string) => void) => string | undefined,
): void {
  const parent = path.slice(0, -1).reduce<unknown>(partOf, value);
  const key = String(path.at(-1));
  const written = partOf(parent, key);
  if (!(isRecord(parent) || Array.isArray(parent)) || typeof written !== 'string') return;
  const put = (text: string): void => {
    (parent as Record<string, unknown>)[key] = text;
  };
  try {
    put(read(written, put) ?? written);
  } catch (error) {
    const reason = error instanceof UnfitInput ? error.message : systemReason(error);
    // The value may be the key itself, where its path was meant.
    const file =
      key === 'key' || key === 'master'
        ? `the file that ${key} names`
        : `the file ${JSON.stringify(written.slice(0, 200))}`;
    findings.push(
      diagnostic('inventory/file-unreadable', valueAt(...path), `${file} cannot be read: ${reason}`, {
        hint: "paths are relative to the inventory's own folder",
      }),
    );
  }
}

/** The text of a PEM file with what is wanted, or of a certificate in DER; `undefined` where it is something else. */
function plainText(bytes: Buffer, wantsKey: boolean): string | undefined {
  const text = bytes.toString('latin1');
  const wanted = wantsKey
    ? /-----BEGIN (RSA |EC )?PRIVATE KEY-----(?!\s*Proc-Type)/
    : /-----BEGIN (X509 )?CERTIFICATE-----/;
  if (wanted.test(text)) return text;
  if (wantsKey || bytes[0] !== 0x30 || readCertificate(new Uint8Array(bytes)).kind === 'failed') return undefined;
  return pemOf('CERTIFICATE', bytes);
}

/** A revocation list in PEM, or in DER put into PEM; what it is worth is judged later. */
function crlText(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.includes('-----BEGIN') ? text : pemOf('X509 CRL', bytes);
}

function partOf(value: unknown, step: string | number): unknown {
  return isRecord(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[step] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
