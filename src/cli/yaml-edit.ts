/**
 * Changes in a YAML or JSON text that leave everything else as it is, byte by byte: comments, order, quotes, layout. The
 * places come from the parser; whether the text then means what was wanted is asked of the parser again.
 */

import { isDeepStrictEqual } from 'node:util';
import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parse,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { append } from '../bytes/append.ts';
import type { ValuePath } from '../diagnostics/diagnostic.ts';
import { pairOf } from './locate.ts';

/** One value to write: in place of what is there, or as the last key of its mapping. */
export interface YamlEdit {
  readonly path: ValuePath;
  readonly to: unknown;
}

/** Other text in the place of some. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const readOptions = { uniqueKeys: false, prettyErrors: false, merge: false } as const;

/**
 * The text with the edits in it. Where the layout is one that cannot be edited in place (an alias, a tag), the parser
 * prints the whole document instead: its comments stay, its spacing may not. `undefined` where that fails too.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string | undefined {
  const wanted: unknown = edits.reduce((value, { path, to }) => withPart(value, path, to), documentValue(text));
  const edited = spliced(text, edits);
  if (edited !== undefined && isDeepStrictEqual(documentValue(edited), wanted)) return edited;
  try {
    const document = parseDocument(text, readOptions);
    for (const { path, to } of edits) document.setIn(path, document.createNode(to));
    const printed = document.toString({ lineWidth: 0 });
    return isDeepStrictEqual(documentValue(printed), wanted) ? printed : undefined;
  } catch {
    return undefined;
  }
}

function documentValue(text: string): unknown {
  const document = parseDocument(text, readOptions);
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
}

function withPart(value: unknown, [step, ...rest]: ValuePath, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((part, i) => (i === Number(step) ? withPart(part, rest, to) : part));
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  const known = entries.some(([key]) => key === String(step));
  return Object.fromEntries(
    known
      ? entries.map(([key, part]) => [key, key === String(step) ? withPart(part, rest, to) : part])
      : [...entries, [String(step), withPart(undefined, rest, to)]],
  );
}

function spliced(text: string, edits: readonly YamlEdit[]): string | undefined {
  const document = parseDocument(text, readOptions);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const splices: Splice[] = [];
  for (const edit of edits) {
    const made = splicesOf(text, document.contents, edit);
    if (made === undefined) return undefined;
    append(splices, made);
  }
  return splices
    .map((splice, i) => ({ ...splice, i }))
    .sort((a, b) => b.from - a.from || b.i - a.i)
    .reduce(
      (result, { from, to, text: put }) => result.slice(0, from) + put.replaceAll('\n', newline) + result.slice(to),
      text,
    );
}

/** What an edit changes in the text, or `undefined` where it cannot be made in place. */
export function splicesOf(text: string, contents: unknown, { path, to }: YamlEdit): readonly Splice[] | undefined {
  let node = contents;
  for (const [depth, step] of path.entries()) {
    if (!isMap(node)) return undefined;
    const pair = pairOf(node, step);
    if (pair === undefined) {
      const rest = path.slice(depth + 1).reduceRight<unknown>((value, key) => ({ [String(key)]: value }), to);
      return addition(text, node, String(step), rest);
    }
    node = pair.value;
  }
  return replacement(text, node, to);
}

function replacement(text: string, node: unknown, to: unknown): readonly Splice[] | undefined {
  if (isSeq(node) && Array.isArray(to)) return listSplices(text, node, to);
  if (!(isScalar(node) || isSeq(node)) || node.range == null || node.tag !== undefined || node.anchor !== undefined)
    return undefined;
  const [from, end] = node.range;
  return [{ from, to: end, text: flow(to, isJson(text)) }];
}

/** Items that differ are replaced one by one, further ones put behind the last: comments beside items stay. */
function listSplices(text: string, list: YAMLSeq, to: readonly unknown[]): readonly Splice[] | undefined {
  const items = list.items as Node[];
  const json = isJson(text);
  const last = items.at(-1);
  if (items.length > to.length || last?.range == null || !items.every((item) => isScalar(item) && item.range))
    return undefined;
  const changed = items.flatMap((item, i): Splice[] =>
    isScalar(item) && item.value === to[i]
      ? []
      : [{ from: item.range?.[0] ?? 0, to: item.range?.[1] ?? 0, text: flow(to[i], json) }],
  );
  const more = to.slice(items.length);
  if (more.length === 0) return changed;
  const end = last.range[1];
  if (list.flow)
    return [...changed, { from: end, to: end, text: more.map((value) => `, ${flow(value, json)}`).join('') }];
  const dash = text.lastIndexOf('-', (last.range[0] ?? 1) - 1);
  return [
    ...changed,
    below(
      text,
      end,
      columnOf(text, dash),
      more.map((value) => `- ${flow(value, json)}`),
    ),
  ];
}

function addition(text: string, map: YAMLMap, key: string, value: unknown): readonly Splice[] | undefined {
  const [first] = map.items as Pair<Node, Node | null>[];
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined;
  if (first?.key.range == null || last === undefined) return undefined;
  const end = endOf(last);
  const json = isJson(text);
  if (map.flow) return [{ from: end, to: end, text: `, ${flow(key, json)}: ${flow(value, json)}` }];
  return [below(text, end, columnOf(text, first.key.range[0]), block(key, value))];
}

/** Lines of their own after the line of an offset. */
function below(text: string, offset: number, column: number, rows: readonly string[]): Splice {
  const put = rows.map((row) => ' '.repeat(column) + row).join('\n');
  if (text[offset - 1] === '\n') return { from: offset, to: offset, text: `${put}\n` };
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
  return { from: end, to: end, text: `\n${put}` };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Where the text of an entry ends, without comments behind it. */
function endOf({ key, value }: Pair<Node, Node | null>): number {
  if (isCollection(value) && !value.flow && value.items.length > 0) {
    const last = value.items.at(-1);
    return isMap(value) ? endOf(last as Pair<Node, Node | null>) : ((last as Node).range?.[1] ?? 0);
  }
  return (value?.range ?? key.range)?.[1] ?? 0;
}

/** Whether keys are quoted, as JSON wants them. */
function isJson(text: string): boolean {
  return /^\s*\{\s*"/.test(text);
}

/** A value on one line. */
export function flow(value: unknown, json = false): string {
  if (json) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((part) => flow(part)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${flow(key)}: ${flow(part)}`)
      .join(', ')} }`;
  const isPlain = typeof value === 'string' && /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/.test(value) && parse(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

/** A key and its value as lines: mappings below their key, all else behind it. */
export function block(key: string, value: unknown): readonly string[] {
  const isMapping =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isMapping) return [`${flow(key)}: ${flow(value)}`];
  return [
    `${flow(key)}:`,
    ...Object.entries(value).flatMap(([name, part]) => block(name, part).map((row) => `  ${row}`)),
  ];
}
