/** Every host against every other. Beyond fifty hosts a cell is a block of pairs and shows the worst of them. */
import { append } from '../../bytes/append.ts';
import type { CellsShape, Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { pictureText } from '../drawing/picture-text.ts';
import { headShapes } from '../drawing/table.ts';
import { textWidth } from '../drawing/text-width.ts';
import type { Graph } from '../graph.ts';
import {
  countsText,
  firstFaults,
  isFault,
  type PairState,
  type PairsValue,
  type PairTable,
  pairTable,
  shortNames,
  stateTones,
  worse,
} from '../pairs.ts';
import type { Picture } from '../picture.ts';
import { faultRows, stateLegend, worstHostRows } from './fault-tables.ts';

const mostBlocks = 50;
/** Cells with a sentence of their own; a picture with more would be slow to open. */
const mostSentences = 300;
const mostNodes = 100;
const mostEdges = 1000;

const margin = 24;
const mostLabel = 170;
const labelFace = { size: 11 };

/** The matrix of a mesh. */
export const matrixPicture: Picture<PairsValue> = { name: 'matrix', drawing: matrixDrawing, graph: matrixGraph };

interface Blocks {
  /** Hosts in a block, in the order of the mesh. */
  readonly each: number;
  readonly count: number;
  readonly cell: number;
  readonly stateAt: (row: number, column: number) => PairState | undefined;
}

function blocksOf(table: PairTable): Blocks {
  const each = Math.max(1, Math.ceil(table.size / mostBlocks));
  const count = Math.ceil(table.size / each);
  const worst = Array.from({ length: count * count }, (): PairState | undefined => undefined);
  for (let a = 0; a < table.size; a += 1)
    for (let b = 0; b < table.size; b += 1) {
      if (a === b) continue;
      const place = Math.floor(a / each) * count + Math.floor(b / each);
      const known = worst[place];
      const state = table.stateAt(a, b);
      worst[place] = known === undefined ? state : worse(known, state);
    }
  return { each, count, cell: count <= 24 ? 22 : 16, stateAt: (row, column) => worst[row * count + column] };
}

function matrixDrawing(value: PairsValue): Drawing {
  const table = pairTable(value);
  const blocks = blocksOf(table);
  const side = blocks.count * blocks.cell;
  const names = blockNames(value, blocks);
  const label = Math.min(mostLabel, 8 + names.reduce((most, name) => Math.max(most, textWidth(name, labelFace)), 40));
  const width = Math.max(760, 2 * margin + label + side + 10);
  const [left, top] = [margin + label, 78 + label];
  const shapes: Shape[] = [
    ...headShapes(margin, width - 2 * margin, value.title, summaryText(table, blocks)),
    ...nameShapes(names, blocks, left, top, label - 8),
    ...cellShapes(value, table, blocks, left, top),
  ];
  let y = top + side + 20;
  append(shapes, stateLegend(margin, y, table));
  y += 36;
  for (const rows of [worstHostRows, faultRows]) {
    const { shapes: some, height } = rows(margin, y, width - 2 * margin, value, table);
    append(shapes, some);
    if (height > 0) y += height + 16;
  }
  return { width, height: y + 4, title: value.title, description: descriptionOf(value, table), shapes };
}

function summaryText(table: PairTable, { each }: Blocks): string {
  const blocks = each === 1 ? '' : `; a cell is ${each} × ${each} hosts and shows the worst pair in it`;
  return `${table.size} hosts; pairs: ${countsText(table)}${blocks}`;
}

/** A host's name, or the first of a block and how many come behind it. */
function blockNames({ hosts }: PairsValue, { each, count }: Blocks): readonly string[] {
  const names = shortNames(hosts);
  return Array.from({ length: count }, (_, i) => {
    const more = Math.min(hosts.length, (i + 1) * each) - i * each - 1;
    return pictureText(more === 0 ? (names[i] ?? '') : `${names[i * each] ?? ''} +${more}`);
  });
}

function nameShapes(
  names: readonly string[],
  { cell }: Blocks,
  left: number,
  top: number,
  width: number,
): readonly Shape[] {
  return names.flatMap((name, i) => {
    const middle = i * cell + cell / 2 + 4;
    return [
      textShape(left - 8, top + middle, width, name, { ...labelFace, anchor: 'end' }),
      textShape(left + middle, top - 8, width, name, { ...labelFace, turned: true }),
    ];
  });
}

function cellShapes(value: PairsValue, table: PairTable, blocks: Blocks, x: number, y: number): readonly Shape[] {
  const { count, cell, each } = blocks;
  const hasSentences = each === 1 && table.faultCount <= mostSentences;
  const runs = new Map<Tone, [number, number, number][]>();
  for (let row = 0; row < count; row += 1)
    for (let column = 0; column < count; column += 1) {
      const state = blocks.stateAt(row, column);
      if (state === undefined || (hasSentences && table.faultCount > 0 && isFault(state))) continue;
      const list = runs.get(stateTones[state]) ?? [];
      runs.set(stateTones[state], list);
      const last = list.at(-1);
      if (last !== undefined && last[1] === row && last[0] + last[2] === column) last[2] += 1;
      else list.push([column, row, 1]);
    }
  const told: CellsShape[] = hasSentences
    ? [...table.faults()].map(({ a, b, state, reason }) => ({
        kind: 'cells',
        x,
        y,
        cell,
        tone: stateTones[state],
        runs: [
          [a, b, 1],
          [b, a, 1],
        ],
        title: `${value.hosts[a]?.name ?? ''} and ${value.hosts[b]?.name ?? ''}: ${state}, ${reason}`,
      }))
    : [];
  return [...[...runs].map(([tone, some]): CellsShape => ({ kind: 'cells', x, y, cell, tone, runs: some })), ...told];
}

function descriptionOf({ hosts }: PairsValue, table: PairTable): string {
  const some = firstFaults(table, 20).map(
    ({ a, b, state, reason }) => `${hosts[a]?.name ?? ''} and ${hosts[b]?.name ?? ''} are ${state} (${reason})`,
  );
  const more = table.faultCount - some.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `${table.size} hosts. Pairs: ${countsText(table)}.${some.length === 0 ? '' : ` ${some.join('; ')}${rest}.`}`;
}

/** The hosts and pairs to look at; the others are one node. */
function matrixGraph(value: PairsValue): Graph {
  const table = pairTable(value);
  const drawn = new Set<number>();
  const faults = firstFaults(table, mostEdges).filter(({ a, b }) => {
    const isKnown = drawn.has(a) && drawn.has(b);
    if (!isKnown && drawn.size + 2 > mostNodes) return false;
    drawn.add(a).add(b);
    return true;
  });
  const others = table.size - drawn.size;
  return {
    title: `${value.title}: ${countsText(table)}`,
    directed: false,
    direction: 'LR',
    clusters: [],
    nodes: [
      ...[...drawn].map((host) => ({
        id: `h${host}`,
        lines: [value.hosts[host]?.name ?? ''],
        tone: 'plain' as const,
      })),
      ...(others > 0
        ? [{ id: 'rest', lines: [`${others} ${drawn.size > 0 ? 'other ' : ''}hosts`], tone: 'good' as const }]
        : []),
    ],
    edges: faults.map(({ a, b, state, reason }) => ({
      from: `h${a}`,
      to: `h${b}`,
      label: `${state}: ${reason}`,
      tone: stateTones[state],
    })),
  };
}
