/** What can be computed of a mesh before it runs: how long its numbers last, what it costs, where its defaults are too small. */
import { findKeyword } from '../libreswan/keyword/keyword.ts';
import { judgeValue } from '../libreswan/keyword/value/judge-value.ts';
import { newest, oldest, type Release } from '../libreswan/release.ts';
import { holdsAt } from '../libreswan/spans.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { MeshMtu, MtuClass } from '../mesh/mtu.ts';
import { countPairs, countPeerings } from '../mesh/peerings.ts';
import type { Advice } from './advice.ts';
import { goodput, oneCore } from './goodput.ts';
import { plutoMemory, rekeys, socketBuffer } from './mass-start.ts';
import { replayWindow } from './replay-window.ts';
import { sequenceNumbers } from './sequence-numbers.ts';

/**
 * Everything that can be advised. What depends on the speed of the link is there where the mesh has one.
 *
 * @example adviseMesh(mesh, meshMtu(mesh)).map(({ topic }) => topic) // ['goodput', 'rekeys', 'socket-buffer', 'memory']
 */
export function adviseMesh(mesh: Mesh, mtu: MeshMtu): readonly Advice[] {
  const { linkSpeed, nodes, mode } = mesh;
  const conns = nodes.reduce((most, node) => Math.max(most, countPeerings(mesh, node)), 0);
  const { pairs } = countPairs(mesh);
  const [first] = nodes;
  if (first === undefined) return [];
  const ends = [...new Set<Release>(nodes.flatMap(({ releases }) => [oldest(releases), newest(releases)]))];
  // Of each kind the first, which has the smallest packets in the tunnel.
  const kindOf = ({ linkMtu, transform }: MtuClass): string => `${linkMtu} ${transform}`;
  const kinds = mtu.classes.map(kindOf);
  const classes = mtu.classes.filter((one, i) => kinds.indexOf(kindOf(one)) === i);
  const [smallest] = classes;
  return [
    ...classes.map(goodput),
    ...(linkSpeed === undefined || smallest === undefined
      ? []
      : [
          oneCore({ ...smallest, linkSpeed, peers: conns }),
          ...ends.flatMap((release) => ofRelease(mesh, release, linkSpeed, smallest.linkMtu)),
        ]),
    rekeys({
      peers: conns,
      pairs,
      ike: seconds(mesh, 'ikelifetime', ends),
      child: seconds(mesh, 'salifetime', ends),
      margin: seconds(mesh, 'rekeymargin', ends),
      fuzz: Number.parseInt(meaningOf(mesh, 'rekeyfuzz', ends[0] ?? newest(first.releases)) ?? '100', 10),
    }),
    socketBuffer({ peers: conns }),
    ...(mode === 'explicit' ? [plutoMemory({ conns })] : []),
  ];
}

function ofRelease(mesh: Mesh, release: Release, linkSpeed: number, packet: number): readonly Advice[] {
  const window = Number(meaningOf(mesh, 'replay-window', release) ?? 32);
  const lifetime = seconds(mesh, 'salifetime', [release]);
  const hasEsn = meaningOf(mesh, 'esn', release) !== 'no';
  return [
    ...(hasEsn ? [] : [sequenceNumbers({ linkSpeed, packet, lifetime, release })]),
    replayWindow({ linkSpeed, packet, window, release }),
  ];
}

/** The shortest of a time on some releases, in seconds. */
function seconds(mesh: Mesh, name: string, releases: readonly Release[]): number {
  const times = releases.map((release) => Number(meaningOf(mesh, name, release) ?? 0) / 1000);
  return times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
}

/** What a release makes of a keyword: as the inventory writes it, else its default. */
function meaningOf({ ipsec }: Mesh, name: string, release: Release): string | undefined {
  const row = findKeyword('conn', name)?.row;
  if (row?.initial === undefined) return undefined;
  const written = ipsec.options.find(({ keyword }) => {
    const other = findKeyword('conn', keyword)?.row;
    return (other?.alias ?? other?.name) === row.name;
  })?.value;
  const value = written ?? holdsAt(row.initial, release);
  const judged = judgeValue(row, { value, quotes: 'none' }, release);
  return judged.kind === 'taken' ? judged.meaning : value;
}
