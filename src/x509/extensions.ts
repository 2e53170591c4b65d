/** The extensions that decide what a certificate may be used for. Whatever is wrong with one of them is a finding. */
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import { readAltName } from './alt-names.ts';
import type { Extension, SubjectAltName } from './certificate.ts';
import { contentsOf, type DerNode, readDer, tags } from './der.ts';
import { readBoolean, readFlags, readOid, readSmallInteger } from './der-values.ts';
import { extensionNames, keyUsageNames, purposeNames } from './oid-names.ts';

/** What the extensions say, with the values of RFC 5280 where one is absent. */
export interface ExtensionFields {
  subjectAltNames: readonly SubjectAltName[];
  isCa: boolean;
  pathLength?: number;
  keyUsage: readonly string[];
  extendedKeyUsage: readonly string[];
}

/** The name of an extension for a sentence: `subjectAltName`, else the dotted identifier. */
export function extensionName(oid: string): string {
  return extensionNames.get(oid) ?? oid;
}

/**
 * One entry of the list of extensions, or `undefined` where it is none. DER leaves out a `critical` that is false, many
 * authorities write it, and every reader takes it: so do we.
 */
export function readExtension(node: DerNode): Extension | undefined {
  const [id, second, third] = node.children;
  const oid = readOid(id);
  const flag = third === undefined ? undefined : readBoolean(second);
  const value = third ?? second;
  if (node.tag !== tags.sequence || node.children.length > 3 || oid === undefined) return undefined;
  if (value?.tag !== tags.octetString || (third !== undefined && flag === undefined)) return undefined;
  return { oid, critical: flag ?? false, value: contentsOf(value) };
}

/** Reads the extensions that matter here and adds a finding for each that is there twice or cannot be read. */
export function readExtensionFields(
  extensions: readonly Extension[],
  at: Place,
  findings: Diagnostic[],
): ExtensionFields {
  const fields: ExtensionFields = { subjectAltNames: [], isCa: false, keyUsage: [], extendedKeyUsage: [] };
  const seen = new Set<string>();
  for (const extension of extensions) {
    const name = extensionName(extension.oid);
    if (seen.has(extension.oid)) {
      findings.push(
        diagnostic('x509/duplicate-extension', at, `an extension must be there once, but ${name} is there again`, {
          hint: 'programs differ in which of the two they believe; have the certificate reissued',
        }),
      );
      continue;
    }
    seen.add(extension.oid);
    const reader = readers.get(extension.oid);
    const problem = reader?.(extension.value, fields) ?? undefined;
    if (problem !== undefined) {
      findings.push(diagnostic('x509/unparsable-extension', at, `extension ${name} must be readable: ${problem}`));
    }
  }
  return fields;
}

/** Puts what it reads into the fields, or gives what is required. */
type Reader = (value: Uint8Array, fields: ExtensionFields) => string | undefined;

const readers: ReadonlyMap<string, Reader> = new Map([
  ['2.5.29.17', subjectAltNames],
  ['2.5.29.19', basicConstraints],
  ['2.5.29.15', keyUsage],
  ['2.5.29.37', extendedKeyUsage],
  ...[...extensionNames.keys()]
    .filter((oid) => !['2.5.29.17', '2.5.29.19', '2.5.29.15', '2.5.29.37'].includes(oid))
    .map((oid): [string, Reader] => [oid, onlyDer]),
]);

/** Those that are carried along, not interpreted, must at least be DER: NSS reads them. */
function onlyDer(value: Uint8Array): string | undefined {
  const read = readDer(value);
  return read.kind === 'fault' ? read.problem : undefined;
}

function subjectAltNames(value: Uint8Array, fields: ExtensionFields): string | undefined {
  const read = readDer(value);
  if (read.kind === 'fault') return read.problem;
  if (read.node.tag !== tags.sequence || read.node.children.length === 0)
    return 'it must be a list of at least one name';
  const names: SubjectAltName[] = [];
  for (const [i, child] of read.node.children.entries()) {
    const one = readAltName(child);
    if (one.kind === 'fault') return `entry ${i + 1}: ${one.problem}`;
    names.push(one.entry);
  }
  fields.subjectAltNames = names;
  return undefined;
}

function basicConstraints(value: Uint8Array, fields: ExtensionFields): string | undefined {
  const read = readDer(value);
  if (read.kind === 'fault') return read.problem;
  const { tag, children } = read.node;
  const flag = children[0]?.tag === tags.boolean ? readBoolean(children[0]) : false;
  const rest = children[0]?.tag === tags.boolean ? children.slice(1) : children;
  const length = rest[0] === undefined ? undefined : readSmallInteger(rest[0]);
  if (tag !== tags.sequence || flag === undefined || rest.length > 1 || (rest.length === 1 && length === undefined)) {
    return 'it must be a truth value and, where it is limited, a path length';
  }
  fields.isCa = flag;
  if (length !== undefined) fields.pathLength = length;
  return undefined;
}

function keyUsage(value: Uint8Array, fields: ExtensionFields): string | undefined {
  const read = readDer(value);
  if (read.kind === 'fault') return read.problem;
  const flags = readFlags(read.node);
  const names = flags?.map((flag) => keyUsageNames[flag]);
  if (names === undefined || names.length === 0 || names.includes(undefined)) {
    return 'it must be a bit string with at least one of the nine usages';
  }
  fields.keyUsage = names.filter((name) => name !== undefined);
  return undefined;
}

function extendedKeyUsage(value: Uint8Array, fields: ExtensionFields): string | undefined {
  const read = readDer(value);
  if (read.kind === 'fault') return read.problem;
  const oids = read.node.children.map(readOid).filter((oid) => oid !== undefined);
  if (read.node.tag !== tags.sequence || oids.length === 0 || oids.length !== read.node.children.length) {
    return 'it must be a list of at least one object identifier';
  }
  fields.extendedKeyUsage = oids.map((oid) => purposeNames.get(oid) ?? oid);
  return undefined;
}
