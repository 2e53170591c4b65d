/** What the pictures of a mesh say below themselves: what the marks mean, and where to look first. */
import type { Shape } from '../drawing/drawing.ts';
import { legendShapes, type TableCell, tableShapes } from '../drawing/table.ts';
import {
  faultStates,
  firstFaults,
  type PairsValue,
  type PairTable,
  statesOf,
  stateTones,
  worstHosts,
} from '../pairs.ts';

const most = 12;

/** The marks that occur. */
export function stateLegend(x: number, y: number, table: PairTable): readonly Shape[] {
  return legendShapes(
    x,
    y,
    statesOf(table).map((state) => ({ tone: stateTones[state], text: state, width: 118 })),
  );
}

interface Placed {
  readonly shapes: readonly Shape[];
  readonly height: number;
}

/** The pairs that somebody has to look at; of many the first. */
export function faultRows(x: number, y: number, width: number, value: PairsValue, table: PairTable): Placed {
  const rows = firstFaults(table, most).map(({ a, b, state, reason }): readonly TableCell[] => [
    { text: state, tone: stateTones[state] },
    value.hosts[a]?.name ?? '',
    value.hosts[b]?.name ?? '',
    reason,
  ]);
  const more = table.faultCount - rows.length;
  const name = Math.floor((width - 90) * 0.33);
  const columns = [
    { title: 'pair', width: 90, bold: true },
    { title: '', width: name },
    { title: '', width: name },
    { title: 'because', width: width - 90 - 2 * name, tone: 'faint' as const },
  ];
  return rows.length === 0
    ? { shapes: [], height: 0 }
    : tableShapes(x, y, columns, more > 0 ? [...rows, ['', `and ${more} more`]] : rows);
}

/** The hosts with the most such pairs. */
export function worstHostRows(x: number, y: number, width: number, value: PairsValue, table: PairTable): Placed {
  const hosts = worstHosts(table);
  const rows = hosts
    .slice(0, most)
    .map((host) => [value.hosts[host]?.name ?? '', ...faultStates.map((state) => `${table.countOf(host, state)}`)]);
  const more = hosts.length - rows.length;
  const columns = [
    { title: 'hosts to look at first', width: width - 300 },
    ...faultStates.map((title) => ({ title, width: 100, anchor: 'end' as const })),
  ];
  return rows.length === 0
    ? { shapes: [], height: 0 }
    : tableShapes(x, y, columns, more > 0 ? [...rows, [`and ${more} more`]] : rows);
}
