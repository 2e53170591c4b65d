/**
 * Reads ipsec.conf as a release reads it. The tree holds every byte; what the release cannot read, reads as something
 * else, or drops is a finding. Time and memory are linear in the size of the input.
 */
import { fromLossless, toLossless } from '../../../bytes/lossless-utf8.ts';
import type { Reading } from '../../../diagnostics/diagnostic.ts';
import type { Release } from '../../release.ts';
import { type IpsecConf, sourceOf } from './ast.ts';
import { dialectOf } from './dialect.ts';
import { newLineMemo } from './line-memo.ts';
import { readHeader } from './parse-header.ts';
import { readIndented } from './parse-setting.ts';
import { put, type State, syntaxError, takeTo } from './parser-state.ts';
import { endOfLine, isComment, skipBlanks } from './scan.ts';

/**
 * The tree of an ipsec.conf, for any input, and what the release's lexer and grammar say of it, in the order of the file: an
 * error means that the release loads nothing of the file. Bytes that are no UTF-8 come back unchanged from {@link bytesOf}.
 *
 * Codes: `libreswan/syntax-error` (error: the whole file is lost), `libreswan/lost-text` (warning: text that the release
 * drops, or takes for something else).
 *
 * @example parseConf('conn a\n\tauto=add #x\n', '4.10', 'a.conf').findings // libreswan/syntax-error at 2:11
 * @see libreswan `lib/libipsecconf/parser.lex` and `parser.y`
 */
export function parseConf(input: Uint8Array | string, release: Release, file = 'ipsec.conf'): Reading<IpsecConf> {
  const state: State = {
    text: typeof input === 'string' ? input : toLossless(input),
    dialect: dialectOf(release),
    file,
    nodes: [],
    findings: [],
    body: undefined,
    section: 'conn',
    at: 0,
    line: 1,
    lineEnd: 0,
    versionAllowed: true,
    known: newLineMemo(),
  };
  while (state.at < state.text.length) readLine(state);
  return { value: { kind: 'ipsec-conf', file, release, nodes: state.nodes }, findings: state.findings };
}

/** The bytes of the file that a tree was made of. */
export function bytesOf(conf: IpsecConf): Uint8Array {
  return fromLossless(sourceOf(conf));
}

function readLine(state: State): void {
  const { text, at, line } = state;
  const end = endOfLine(text, at);
  state.lineEnd = end;
  const first = skipBlanks(text, at, end);
  const indented = first > at;
  if (first === end) {
    if (end === text.length && state.body === undefined)
      syntaxError(state, at, 'the last line must not be blanks alone outside a section');
    put(state, { kind: 'blank', text: takeTo(state, end), line });
  } else if (text.charCodeAt(first) === 35 && (end < text.length || isComment(text, first, end))) {
    if (end === text.length && indented && state.body === undefined)
      syntaxError(state, at, 'a setting must stand in a section');
    put(state, { kind: 'comment', text: takeTo(state, end), line });
  } else if (indented) readIndented(state, first, end);
  else readHeader(state, first, end);
}
