/** The files that an inventory names: their text in place of their paths. */
import { resolve } from 'node:path';
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { isMapping } from '../inventory/unknown-keys.ts';
import { readCertificate } from '../x509/read-certificate.ts';
import { largest, readRegularFile, UnfitInput } from './input.ts';
import { pemOf } from './pem-text.ts';
import { taintBytes } from './secrecy/taint.ts';
import { systemReason } from './system-reason.ts';

/** A file of another form, such as PKCS#12, and where its text belongs. */
export interface ClosedFile {
  readonly path: ValuePath;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Puts text in place of the path. */
  readonly put: (text: string) => void;
}

/** What came of the paths of an inventory. */
export interface NamedFiles {
  /** Files that are no plain PEM or DER; their paths still stand in the value. */
  readonly closed: readonly ClosedFile[];
  /** The paths that were read: these are no secrets. */
  readonly read: ReadonlySet<string>;
}

/** Reads the files that an inventory names and puts them into its value; what cannot be read is one of the findings. */
export function putNamedFiles(value: unknown, folder: string, findings: Diagnostic[]): NamedFiles {
  const reader = newFileReader(folder, findings);
  const closed: ClosedFile[] = [];
  putPemText(value, reader, closed);
  putMaster(value, reader);
  return { closed, read: reader.read };
}

/** The places of the inventory where a path to a PEM file may stand. */
function pemPlaces(value: unknown): ValuePath[] {
  const nodes = isMapping(value) && isMapping(value.nodes) ? Object.keys(value.nodes) : [];
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
  const crls = isMapping(value) ? value.crls : undefined;
  const path = isMapping(crls) ? ['crls', 'lists'] : ['crls'];
  const lists = isMapping(crls) ? crls.lists : crls;
  return Array.isArray(lists) ? lists.map((_, i) => [...path, i]) : [path];
}

/** Reads the files that an inventory names. */
interface FileReader {
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

/** Puts the text of each PEM file in place of its path. What cannot be read stays as it is, with a finding. */
function putPemText(value: unknown, reader: FileReader, closed: ClosedFile[]): void {
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
}

/** Puts the bytes of the master of the pre-shared keys, as `0x` and hexadecimal digits, in place of its path. */
function putMaster(value: unknown, reader: FileReader): void {
  replacePath(value, ['psk', 'master'], reader, (written) => {
    if (written.startsWith('0x')) return undefined;
    const bytes = reader.file(written);
    taintBytes(bytes);
    return `0x${bytes.toString('hex')}`;
  });
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
  if (!(isMapping(parent) || Array.isArray(parent)) || typeof written !== 'string') return;
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
  return isMapping(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[step] : undefined;
}
