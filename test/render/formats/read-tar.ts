/** A reader of tar archives by the book: ustar headers with checksums, pax headers, whole blocks. */
import type { Row } from './rendered-cluster.ts';

export interface TarMember {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly row: Row;
  readonly seconds: number;
}

export function readTar(archive: Buffer): readonly TarMember[] {
  const members: TarMember[] = [];
  let pax = new Map<string, string>();
  let at = 0;
  for (;;) {
    const header = archive.subarray(at, at + 512);
    if (header.length < 512) throw new Error('the archive has no end');
    if (header.every((byte) => byte === 0)) break;
    const text = (from: number, length: number): string =>
      header
        .subarray(from, from + length)
        .toString('latin1')
        .replace(/\0.*$/s, '');
    const octal = (from: number, length: number): number => Number.parseInt(text(from, length), 8);
    const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (octal(148, 8) !== sum) throw new Error(`checksum of the header at ${at}`);
    if (header.subarray(257, 265).toString('latin1') !== 'ustar\u000000') throw new Error('no ustar');
    const size = octal(124, 12);
    const content = archive.subarray(at + 512, at + 512 + size);
    const end = at + 512 + Math.ceil(size / 512) * 512;
    if (!archive.subarray(at + 512 + size, end).every((byte) => byte === 0)) throw new Error('padding');
    at = end;
    const type = text(156, 1);
    if (type === 'x') {
      pax = paxRecords(content);
      continue;
    }
    const prefix = text(345, 155);
    const path = pax.get('path') ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const seconds = Number(pax.get('mtime') ?? octal(136, 12));
    const owner = `${text(265, 32)}:${text(297, 32)}`;
    if (octal(108, 8) !== 0 || octal(116, 8) !== 0) throw new Error('not of root');
    const row = [`0${octal(100, 8).toString(8)}`, owner, content.toString('latin1')] as const;
    members.push({ path, kind: type === '5' ? 'folder' : 'file', row, seconds });
    pax = new Map();
  }
  if (!archive.subarray(at).every((byte) => byte === 0) || archive.length - at !== 1024) throw new Error('end');
  return members;
}

function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(' ', at);
    const length = Number(content.subarray(at, blank).toString());
    const [, keyword = '', value = ''] =
      /^([a-z]+)=(.*)\n$/s.exec(content.subarray(blank + 1, at + length).toString()) ?? [];
    records.set(keyword, value);
    at += length;
  }
  return records;
}
