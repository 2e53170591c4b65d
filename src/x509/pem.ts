/**
 * PEM (RFC 7468): every block of a text, strictly. A byte order mark, CRLF, indentation and text around the blocks are
 * accepted; a block that is cut, ends under another label or is not exact base64 is a finding at its line.
 */
import { decodeBase64 } from '../bytes/base64.ts';
import { fromLatin1 } from '../bytes/latin1.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Place, type Reading, valueAt } from '../diagnostics/diagnostic.ts';
import { maxDerBytes } from './der.ts';

/** One block. */
export interface PemBlock {
  /** What stands between the dashes, such as `CERTIFICATE`. */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Place of the opening line in a text; the caller's place where that was part of a value. */
  readonly at: Place;
  /** Whether headers (RFC 1421) stand before the base64, as in a key encrypted the old way; `bytes` is what follows them. */
  readonly headers: boolean;
  /** The lines of the headers, such as `Proc-Type: 4,ENCRYPTED`. */
  readonly fields?: readonly string[];
}

/** The greatest length of the base64 of a block, in characters: four times that of the largest value that is read. */
const maxBlockSize = 4 * maxDerBytes;

/** The text of a PEM file: only its ASCII matters, what stands around the blocks may be in any encoding. */
export function pemText(input: Uint8Array | string): string {
  if (typeof input === 'string') return input;
  const marked = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf;
  return fromLatin1(marked ? input.subarray(3) : input);
}

interface Line {
  /** Index of the first dash. */
  readonly start: number;
  /** Index behind the line's last character. */
  readonly end: number;
  readonly edge: 'BEGIN' | 'END' | 'other';
  /** `undefined` where the line does not end in five dashes or something stands before it. */
  readonly label: string | undefined;
}

/**
 * Every block that can be read, and what is wrong with the others. With a text place, findings and blocks have their own line,
 * counted on from that place; with a value place they all have that place.
 *
 * Codes: `x509/pem-malformed`, `x509/pem-base64`, `x509/too-large`.
 *
 * @example readPem(text).value.map(({ label }) => label) // ['CERTIFICATE', 'CERTIFICATE']
 * @see RFC 7468 §2 and §3
 */
export function readPem(text: string, at: Place = valueAt()): Reading<readonly PemBlock[]> {
  const blocks: PemBlock[] = [];
  const findings: Diagnostic[] = [];
  const placeOf = placer(text, at);
  const malformed = (index: number, message: string, hint?: string): void => {
    findings.push(diagnostic('x509/pem-malformed', placeOf(index), message, hint === undefined ? {} : { hint }));
  };
  let open: { readonly line: Line; readonly label: string; readonly at: Place } | undefined;
  for (let from = 0; ; ) {
    const line = nextLine(text, from);
    if (line === undefined) break;
    from = line.end;
    if (line.edge === 'other') continue;
    if (line.label === undefined) {
      malformed(line.start, `a line with -----${line.edge} must hold nothing but -----${line.edge} LABEL-----`);
      if (line.edge === 'BEGIN') open = undefined;
      continue;
    }
    if (line.edge === 'BEGIN') {
      if (open !== undefined) malformed(open.line.start, `a block must end with -----END ${open.label}-----`);
      open = { line, label: line.label, at: placeOf(line.start) };
      continue;
    }
    if (open === undefined) {
      malformed(line.start, `-----END ${line.label}----- must close a block that was opened`);
      continue;
    }
    const { label } = open;
    if (label !== line.label) {
      malformed(
        line.start,
        `the block must end with -----END ${label}-----, not with the label ${shown(line.label, 40)}`,
      );
    } else {
      const bodyStart = open.line.end;
      if (line.start - bodyStart > maxBlockSize) {
        const message = `a block must not be longer than ${maxBlockSize} characters`;
        findings.push(diagnostic('x509/too-large', open.at, message));
        open = undefined;
        continue;
      }
      const headers = hasHeaders(text, bodyStart, line.start);
      const fields = headers ? readFields(text.slice(bodyStart, line.start)) : undefined;
      const body = decodeBase64(text, bodyStart + (fields?.length ?? 0), line.start);
      if (body.kind === 'fault') {
        const escaped = text.charAt(body.index) === '\\' && text.charAt(body.index + 1) === 'n';
        findings.push(
          diagnostic('x509/pem-base64', placeOf(body.index), `a block must be base64: ${body.problem}`, {
            ...(escaped && { hint: 'the line ends stand there as a backslash and an n; write real line ends' }),
          }),
        );
      } else {
        blocks.push({ label, bytes: body.bytes, at: open.at, headers, ...(fields && { fields: fields.lines }) });
      }
    }
    open = undefined;
  }
  if (open !== undefined) malformed(open.line.start, `a block must end with -----END ${open.label}-----`);
  return { value: blocks, findings };
}

// One pass: every call goes on behind the line that the last one gave.
function nextLine(text: string, from: number): Line | undefined {
  const start = text.indexOf('-----', from);
  if (start === -1) return undefined;
  const feed = text.indexOf('\n', start);
  const lineEnd = feed === -1 ? text.length : feed;
  const edge = text.startsWith('BEGIN ', start + 5) ? 'BEGIN' : text.startsWith('END ', start + 5) ? 'END' : 'other';
  if (edge === 'other') return { start, end: lineEnd, edge, label: undefined };
  const match =
    lineEnd - start > 200
      ? null
      : /^-----(?:BEGIN|END) ([!-,.-~]+(?:[ -][!-,.-~]+)*)-----\s*$/.exec(text.slice(start, lineEnd));
  return { start, end: lineEnd, edge, label: startsLine(text, start) ? match?.[1] : undefined };
}

function startsLine(text: string, index: number): boolean {
  let i = index - 1;
  while (i >= 0 && (text[i] === ' ' || text[i] === '\t' || text[i] === '\uFEFF')) i -= 1;
  return i < 0 || text[i] === '\n' || text[i] === '\r';
}

function hasHeaders(text: string, from: number, to: number): boolean {
  const firstEnd = text.indexOf('\n', from + 1);
  const first = text.slice(from, firstEnd === -1 || firstEnd > to ? to : firstEnd);
  return /^\s*[A-Za-z][A-Za-z0-9-]*:/.test(first);
}

/** The headers of a block, up to the blank line that ends them, and how many characters they take. @see RFC 1421 §4.4 */
function readFields(block: string): { readonly lines: readonly string[]; readonly length: number } {
  const lines: string[] = [];
  let from = block.indexOf('\n') + 1;
  for (;;) {
    const feed = block.indexOf('\n', from);
    const line = block.slice(from, feed === -1 ? block.length : feed).trim();
    from = feed === -1 ? block.length : feed + 1;
    if (line === '' || feed === -1) return { lines, length: from };
    lines.push(line);
  }
}

/** A function from index to place; the indices must not descend by much, for it counts lines on from the last one. */
function placer(text: string, at: Place): (index: number) => Place {
  if (at.kind === 'value') return () => at;
  let line = 0;
  let lineStart = 0;
  return (index) => {
    if (index < lineStart) {
      line = 0;
      lineStart = 0;
    }
    for (let feed = text.indexOf('\n', lineStart); feed !== -1 && feed < index; feed = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = feed + 1;
    }
    const column = index - lineStart + (line === 0 ? at.column : 1);
    return { kind: 'text', file: at.file, line: at.line + line, column };
  };
}
