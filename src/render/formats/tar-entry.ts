/**
 * Entries of a tar archive: the ustar header of POSIX, and before it a pax header for what that has no room for.
 *
 * @see IEEE Std 1003.1-2017, pax, "ustar Interchange Format" and "pax Header Block"
 */
import { toUtf8 } from '../../bytes/utf8.ts';

const block = 512;

/** A file or folder of an archive. Its owner is root. */
export interface TarEntry {
  /** From the archive's root, without a slash in front; that of a folder ends in a slash. */
  readonly path: string;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  /** Last change, in whole seconds since 1970. */
  readonly seconds: number;
}

/** The blocks of a file: headers, its content, and zeros up to a whole block. */
export function* tarFile(entry: TarEntry, content: readonly Uint8Array[]): Generator<Uint8Array> {
  const size = content.reduce((sum, { length }) => sum + length, 0);
  yield* headers(entry, size, '0');
  yield* content;
  yield zeros(size);
}

/** The block of a folder. */
export function* tarFolder(entry: TarEntry): Generator<Uint8Array> {
  yield* headers(entry, 0, '5');
}

/** What an archive ends with. */
export const tarEnd: Uint8Array = new Uint8Array(2 * block);

/** What fills the last block of so many bytes. */
function zeros(size: number): Uint8Array {
  return new Uint8Array((block - (size % block)) % block);
}

/** The largest number of eleven octal digits. */
const largest = 0o77777777777;

function* headers(entry: TarEntry, size: number, type: '0' | '5'): Generator<Uint8Array> {
  const name = ustarName(entry.path);
  const seconds = entry.seconds >= 0 && entry.seconds <= largest ? entry.seconds : undefined;
  const records = [
    ...(name === undefined ? [record('path', entry.path)] : []),
    ...(seconds === undefined ? [record('mtime', String(entry.seconds))] : []),
    ...(size > largest ? [record('size', String(size))] : []),
  ];
  if (records.length > 0) {
    const bytes = toUtf8(records.join(''));
    yield header({ name: 'pax', prefix: '' }, { mode: 0o644, seconds: 0 }, bytes.length, 'x');
    yield bytes;
    yield zeros(bytes.length);
  }
  yield header(name ?? { name: 'pax', prefix: '' }, { mode: entry.mode, seconds: seconds ?? 0 }, size, type);
}

/** A path in the two fields of a header; `undefined` where it does not fit, or is not ASCII. */
function ustarName(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= 100) return { name: path, prefix: '' };
  for (let slash = path.indexOf('/'); slash > 0 && slash <= 155; slash = path.indexOf('/', slash + 1)) {
    const name = path.slice(slash + 1);
    if (name !== '' && name.length <= 100) return { name, prefix: path.slice(0, slash) };
  }
  return undefined;
}

/** A record of a pax header: its length, which counts its own digits, a keyword and a value. */
function record(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`;
  const length = toUtf8(rest).length;
  let digits = String(length).length;
  if (String(length + digits).length > digits) digits += 1;
  return `${length + digits}${rest}`;
}

function header(
  { name, prefix }: { readonly name: string; readonly prefix: string },
  { mode, seconds }: Pick<TarEntry, 'mode' | 'seconds'>,
  size: number,
  type: '0' | '5' | 'x',
): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i += 1) bytes[at + i] = text.charCodeAt(i);
  };
  const octal = (at: number, digits: number, value: number): void =>
    put(at, (value > largest ? 0 : value).toString(8).padStart(digits, '0'));
  put(0, name);
  octal(100, 7, mode);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, size);
  octal(136, 11, seconds);
  // The sum is made with blanks in its own field.
  put(148, '        ');
  put(156, type);
  put(257, 'ustar\u000000root');
  put(297, 'root');
  octal(329, 7, 0);
  octal(337, 7, 0);
  put(345, prefix);
  octal(
    148,
    6,
    bytes.reduce((sum, byte) => sum + byte, 0),
  );
  bytes[154] = 0;
  return bytes;
}
