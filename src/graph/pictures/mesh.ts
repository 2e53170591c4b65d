/** Hosts on a ring and the links between them. Of more than twenty hosts, those to look at are drawn and the rest by role. */
import { append } from '../../bytes/append.ts';
import type { Drawing, Shape } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { headShapes } from '../drawing/table.ts';
import type { Graph } from '../graph.ts';
import {
  countsText,
  isFault,
  type PairState,
  type PairsValue,
  type PairTable,
  pairTable,
  statesOf,
  stateTones,
  worse,
  worstHosts,
} from '../pairs.ts';
import type { Picture } from '../picture.ts';
import { faultRows, stateLegend } from './fault-tables.ts';

const mostHosts = 20;
const mostAlone = 8;
const mostRoles = 10;
const margin = 24;
const labelWidth = 200;
/** Two lines of text and the gap to the next. */
const labelHeight = 36;

/** The links of a mesh. */
export const meshPicture: Picture<PairsValue> = { name: 'mesh', drawing: meshDrawing, graph: meshGraph };

/** One host, or the hosts of a role. */
interface Member {
  readonly lines: readonly [string, string];
  readonly hosts: readonly number[];
}

type Point = readonly [x: number, y: number];

interface Link {
  readonly from: number;
  readonly to: number;
  readonly state: PairState;
  readonly pairs: number;
}

function membersOf({ hosts }: PairsValue, table: PairTable): readonly Member[] {
  const alone = (host: number): Member => ({
    lines: [hosts[host]?.name ?? '', (hosts[host]?.addresses ?? []).join(', ')],
    hosts: [host],
  });
  if (hosts.length <= mostHosts) return hosts.map((_, i) => alone(i));
  const first = worstHosts(table).slice(0, mostAlone);
  const roles = new Map<string, number[]>();
  hosts.forEach(({ role = 'host' }, i) => {
    if (first.includes(i)) return;
    const key = roles.has(role) || roles.size < mostRoles - 1 ? role : 'other roles';
    roles.set(key, [...(roles.get(key) ?? []), i]);
  });
  const groups = [...roles].map(([role, members]): Member => {
    const [only] = members;
    if (only !== undefined && members.length === 1) return alone(only);
    return { lines: [role, `${members.length} hosts`], hosts: members };
  });
  return [...groups, ...first.map(alone)];
}

function linksOf(members: readonly Member[], table: PairTable): readonly Link[] {
  const links: Link[] = [];
  members.forEach((from, i) => {
    members.slice(i + 1).forEach((to, j) => {
      let state: PairState = 'not-linked';
      let pairs = 0;
      for (const a of from.hosts)
        for (const b of to.hosts) {
          const own = table.stateAt(a, b);
          state = worse(state, own);
          if (own !== 'not-linked') pairs += 1;
        }
      if (pairs > 0) links.push({ from: i, to: i + 1 + j, state, pairs });
    });
  });
  return links;
}

/** The worst of its hosts' pairs. */
function stateOf(member: Member, table: PairTable): PairState {
  return statesOf(table).find((state) => member.hosts.some((host) => table.countOf(host, state) > 0)) ?? 'not-linked';
}

/** The radius at which neighbours on one side are a line of text apart, also near the top. */
function radiusOf(count: number): number {
  const step = (2 * Math.PI) / Math.max(count, 2);
  const nearest = Math.cos(step / 2) - Math.cos((3 * step) / 2);
  return count <= 4 ? 110 : Math.max(110, labelHeight / nearest);
}

function meshDrawing(value: PairsValue): Drawing {
  const table = pairTable(value);
  const members = membersOf(value, table);
  // An even number of places: none is straight below the centre, where labels would meet.
  const slots = members.length + (members.length % 2);
  const radius = radiusOf(slots);
  const width = Math.max(760, 2 * (margin + labelWidth + radius + 20));
  const [centreX, centreY] = [width / 2, 92 + radius];
  const places = members.map((_, i): Point => {
    const angle = ((i + 0.5) / slots) * 2 * Math.PI;
    return [centreX + radius * Math.sin(angle), centreY - radius * Math.cos(angle)];
  });
  const shapes: Shape[] = [
    ...headShapes(margin, width - 2 * margin, value.title, `${table.size} hosts; pairs: ${countsText(table)}`),
  ];
  const links = [...linksOf(members, table)].sort((a, b) => Number(isFault(a.state)) - Number(isFault(b.state)));
  for (const { from, to, state, pairs } of links) {
    const [start, end] = [places[from], places[to]];
    if (start === undefined || end === undefined) continue;
    const names = `${members[from]?.lines[0] ?? ''} and ${members[to]?.lines[0] ?? ''}`;
    const title = `${names}: ${pairs === 1 ? state : `${pairs} pairs, the worst ${state}`}`;
    shapes.push({ kind: 'line', points: [start, end], tone: stateTones[state], title });
  }
  members.forEach((member, i) => {
    append(shapes, memberShapes(member, places[i] ?? [0, 0], [centreX, centreY], stateOf(member, table)));
  });
  let y = centreY + radius + 44;
  append(shapes, stateLegend(margin, y, table));
  y += 36;
  const faults = faultRows(margin, y, width - 2 * margin, value, table);
  append(shapes, faults.shapes);
  const description = `${table.size} hosts: ${members.map(({ lines }) => lines.filter((line) => line !== '').join(' ')).join('; ')}. Pairs: ${countsText(table)}.`;
  return { width, height: y + faults.height + 12, title: value.title, description, shapes };
}

/** The label lies outside of the ring, above or below the middle of its host, where no link goes. */
function memberShapes({ lines, hosts }: Member, [x, y]: Point, [centreX, centreY]: Point, state: PairState): Shape[] {
  const side = hosts.length > 1 ? 22 : 16;
  const isRight = x >= centreX;
  const anchor = isRight ? 'start' : 'end';
  const left = isRight ? x + side / 2 + 6 : x - side / 2 - 6;
  const [name, below] = lines;
  const base = y > centreY + 1 ? y + 12 : below === '' ? y - 4 : y - 18;
  const box = { kind: 'box', x: x - side / 2, y: y - side / 2, width: side, height: side, rounded: true } as const;
  return [
    { ...box, tone: stateTones[state] },
    textShape(left, base, labelWidth, name, { anchor, bold: true }),
    ...(below === '' ? [] : [textShape(left, base + 14, labelWidth, below, { anchor, size: 11, tone: 'faint' })]),
  ];
}

function meshGraph(value: PairsValue): Graph {
  const table = pairTable(value);
  const members = membersOf(value, table);
  return {
    title: `${value.title}: ${countsText(table)}`,
    directed: false,
    direction: 'LR',
    clusters: [],
    nodes: members.map((member, i) => ({
      id: `m${i}`,
      lines: member.lines.filter((line) => line !== ''),
      tone: stateTones[stateOf(member, table)],
    })),
    edges: linksOf(members, table).map(({ from, to, state, pairs }) => ({
      from: `m${from}`,
      to: `m${to}`,
      ...(pairs === 1 ? (isFault(state) ? { label: state } : {}) : { label: `${pairs} pairs, ${state}` }),
      tone: stateTones[state],
    })),
  };
}
