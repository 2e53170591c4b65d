/** Changes of a value as changes of the YAML or JSON that it was read from. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ValuePath } from '../diagnostics/diagnostic.ts';
import type { Fix, TextFix } from '../diagnostics/fix.ts';
import { releases } from '../libreswan/release.ts';
import { pairOf } from './locate.ts';
import { type Splice, splicesOf } from './yaml-edit.ts';

/** Places of offsets in the text. */
export interface TextLines {
  readonly name: string;
  readonly linePos: (offset: number) => { readonly line: number; readonly col: number };
}

/** The change in the text, or `undefined` where what it is about is not there as it should be (an alias, a tag). */
export function valueFix(text: string, contents: Node | null, fix: Fix, lines: TextLines): TextFix | undefined {
  const { at } = fix;
  if (at.kind === 'text') return { ...fix, at };
  const node = nodeAt(contents, at.path);
  if (at.part === 'value' && isScalar(node) && isUnquotedRelease(node.value, node.source, fix.text))
    return onText({ from: node.range?.[0] ?? 0, to: node.range?.[1] ?? 0, text: JSON.stringify(node.source) }, true);
  const splice =
    at.part === 'key'
      ? keySplice(contents, at.path, fix.text)
      : at.part === 'entry'
        ? removal(text, contents, at.path)
        : valueSplice(text, contents, at.path, JSON.parse(fix.text));
  return splice === undefined ? undefined : onText(splice, fix.safe);

  function onText({ from, to, text: put }: Splice, safe: boolean): TextFix {
    const [start, end] = [lines.linePos(from), lines.linePos(to)];
    return {
      at: {
        kind: 'text',
        file: lines.name,
        line: start.line,
        column: start.col,
        endLine: end.line,
        endColumn: end.col,
      },
      text: put,
      safe,
    };
  }
}

/** The library knows a number; what was written tells 4.10 from 4.1. */
function isUnquotedRelease(value: unknown, source: string | undefined, text: string): boolean {
  if (typeof value !== 'number' || source === undefined || !text.startsWith('"')) return false;
  return Number(JSON.parse(text)) === value && (releases as readonly string[]).includes(source);
}

function nodeAt(contents: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>((node, step) => {
    if (isMap(node)) return pairOf(node, step)?.value;
    return isSeq(node) ? node.items[Number(step)] : undefined;
  }, contents);
}

function keySplice(contents: unknown, path: ValuePath, name: string): Splice | undefined {
  const map = nodeAt(contents, path.slice(0, -1));
  const key = isMap(map) ? pairOf(map, path.at(-1) ?? '')?.key : undefined;
  if (!isScalar(key) || key.range == null) return undefined;
  const quoted = key.type === 'QUOTE_DOUBLE' || key.type === 'QUOTE_SINGLE';
  return { from: key.range[0], to: key.range[1], text: quoted ? JSON.stringify(name) : name };
}

function valueSplice(text: string, contents: Node | null, path: ValuePath, to: unknown): Splice | undefined {
  const last = path.at(-1);
  const list = nodeAt(contents, path.slice(0, -1));
  if (typeof last !== 'number') return only(splicesOf(text, contents, { path, to }));
  if (isSeq(list)) {
    const item = list.items[last] as Node | undefined;
    if (item !== undefined)
      // A bare fd00:: is a mapping of one key.
      return (isScalar(item) || (isMap(item) && item.items.length === 1)) && item.range != null
        ? { from: item.range[0], to: item.range[1], text: JSON.stringify(to) }
        : undefined;
    if (list.flow === true && list.items.length === 0 && list.range != null)
      return { from: list.range[0], to: list.range[1], text: `[${JSON.stringify(to)}]` };
    const items = list.items.map((each) => (isScalar(each) ? each.value : undefined));
    return only(splicesOf(text, contents, { path: path.slice(0, -1), to: [...items, to] }));
  }
  return list === undefined || list === null
    ? only(splicesOf(text, contents, { path: path.slice(0, -1), to: [to] }))
    : undefined;
}

function only(splices: readonly Splice[] | undefined): Splice | undefined {
  return splices?.length === 1 ? splices[0] : undefined;
}

/** An entry of a mapping or list with what separates it from the next. */
function removal(text: string, contents: unknown, path: ValuePath): Splice | undefined {
  const parent = nodeAt(contents, path.slice(0, -1));
  if (!isMap(parent) && !isSeq(parent)) return undefined;
  const items = parent.items as readonly (Node | Pair<Node, Node | null>)[];
  const last = path.at(-1) ?? '';
  const pair = isMap(parent) ? pairOf(parent, last) : undefined;
  const i = isMap(parent) ? (pair === undefined ? -1 : items.indexOf(pair)) : Number(last);
  const own = rangeOf(items[i]);
  // A collection in block form cannot be empty.
  if (own === undefined || (items.length === 1 && parent.flow !== true)) return undefined;
  const [from, to] = own;
  if (parent.flow !== true) return blockRemoval(text, parent, from, to);
  const [next, before] = [rangeOf(items[i + 1]), rangeOf(items[i - 1])];
  if (next !== undefined) return { from, to: next[0], text: '' };
  return { from: before?.[1] ?? from, to, text: '' };
}

function rangeOf(item: Node | Pair<Node, Node | null> | undefined): readonly [number, number] | undefined {
  if (item === undefined) return undefined;
  if (!('key' in item)) return item.range == null ? undefined : [item.range[0], item.range[1]];
  const from = item.key.range?.[0];
  const to = item.value?.range?.[1] ?? item.key.range?.[1];
  return from === undefined || to === undefined ? undefined : [from, to];
}

/** The lines of an entry; what shares its first line with something else stays. */
function blockRemoval(text: string, parent: YAMLMap | YAMLSeq, from: number, to: number): Splice | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lead = text.slice(start, from);
  if (!(isSeq(parent) ? /^\s*-\s+$/ : /^\s*$/).test(lead)) return undefined;
  if (text[to - 1] === '\n') return { from: start, to, text: '' };
  const end = text.indexOf('\n', to);
  return { from: start, to: end < 0 ? text.length : end + 1, text: '' };
}
