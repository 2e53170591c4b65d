/** One conn as the checks see it: local and remote instead of left and right, values with what stands for what is not written. */
import { type TextPlace, textAt } from '../diagnostics/diagnostic.ts';
import type { ConnTable } from '../hosts/conns/conn-table.ts';
import { noOthers, type Origin } from '../hosts/conns/host-conn.ts';
import type { Layouts } from '../hosts/conns/keyword-positions.ts';
import type { Vocabulary, Word, WordList } from '../hosts/conns/line-table.ts';
import { placeIn } from '../hosts/conns/place-in.ts';
import { findKeyword } from '../libreswan/keyword/keyword.ts';
import { judgeValue } from '../libreswan/keyword/value/judge-value.ts';
import { holdsAt } from '../libreswan/spans.ts';
import type { Host } from './host.ts';

export type Side = 'left' | 'right';

/** A conn of a host, seen from the host. */
export interface Conn {
  readonly host: Host;
  readonly name: string;
  /** Which side of the file is the host's own. */
  readonly side: Side;
  /** As written, addresses canonical; empty where nothing is written. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly local: WordList;
  readonly remote: WordList;
  readonly both: WordList;
  /** What the plan has of what both ends have in common; -1 where there is no plan for it. */
  readonly plan: WordList | -1;
  /** Where the conn begins. */
  readonly at: TextPlace;
  /** The line of a keyword that both ends have, aliases by their first name. */
  readonly written: (name: string) => Word | undefined;
  /** The line of a keyword of one end, such as `id` for `leftid` on the left; the empty name is the address itself. */
  readonly writtenFor: (end: 'local' | 'remote', name: string) => Word | undefined;
  /** The keywords of the lines that both ends have. */
  readonly names: () => readonly string[];
  /** All lines of one end, by keyword without its side. */
  readonly linesFor: (end: 'local' | 'remote') => ReadonlyMap<string, Word>;
  /** What pluto takes for a keyword: as written, else the release's default. */
  readonly meaning: (name: string) => string | undefined;
  /** Where the keyword stands, or else the conn. `name` with its side. */
  readonly placeOf: (name: string) => TextPlace;
  /** Where a keyword of one end stands, or else the conn. */
  readonly placeFor: (end: 'local' | 'remote', name: string) => TextPlace;
}

/** What a view of a row takes. */
export interface ConnSource {
  readonly table: ConnTable;
  readonly vocabulary: Vocabulary;
  readonly layouts: Layouts;
  readonly hosts: readonly Host[];
  readonly origins: readonly (readonly Origin[])[];
}

const sideOf = { local: { left: 'left', right: 'right' }, remote: { left: 'right', right: 'left' } } as const;

/** The view of a row. */
export function connOf(source: ConnSource, row: number, side: Side, plan: WordList | -1): Conn {
  const { table, vocabulary, layouts } = source;
  const host = source.hosts[table.get(row, 'host')] as Host;
  const file = vocabulary.textOf(table.get(row, 'file'));
  const line = table.get(row, 'line');
  const lists = { left: table.get(row, 'left'), right: table.get(row, 'right') };
  const both = table.get(row, 'both');
  const other = sideOf.remote[side];
  const address = (of: Side): string =>
    vocabulary.textOf(table.get(row, of === 'left' ? 'leftAddress' : 'rightAddress'));
  const at = textAt(file, line, 1);
  const written = (name: string): Word | undefined => vocabulary.find(both, name);
  const own: Origin = { file, line, layout: table.get(row, 'layout') };
  const others = source.origins[table.get(row, 'others')] ?? noOthers;
  const placeOf = (name: string): TextPlace => placeIn(own, others, layouts, vocabulary.text(name));
  return {
    host,
    name: vocabulary.textOf(table.get(row, 'name')),
    side,
    localAddress: address(side),
    remoteAddress: address(other),
    local: lists[side],
    remote: lists[other],
    both,
    plan,
    at,
    written,
    writtenFor: (end, name) => vocabulary.find(lists[sideOf[end][side]], `${sideOf[end][side]}${name}`),
    names: () => vocabulary.wordsOf(both).map(({ name: keyword }) => keyword),
    linesFor: (end) => {
      const of = sideOf[end][side];
      return new Map(vocabulary.wordsOf(lists[of]).map((word) => [word.name.slice(of.length), word]));
    },
    meaning: (name) => {
      const word = written(name);
      return word === undefined ? initialOf(name, host) : word.meaning;
    },
    placeOf,
    placeFor: (end, name) => placeOf(`${sideOf[end][side]}${name}`),
  };
}

/** What the host's release takes where a keyword is not written. */
export function initialOf(name: string, { release }: Pick<Host, 'release'>): string | undefined {
  const row = findKeyword('conn', name)?.row;
  if (row?.initial === undefined) return undefined;
  const value = holdsAt(row.initial, release);
  const judged = judgeValue(row, { value, quotes: 'none' }, release);
  return judged.kind === 'taken' ? judged.meaning : value;
}
