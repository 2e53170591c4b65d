import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted, orderedPairs, pairRow, plainFrom } from '../judge.ts';
import { markOf, spanOf } from '../measure.ts';
import type { Seen, Step, Way } from '../scenario.ts';
import { flush, load, meet, start, startPluto, stopPluto, waysAmong } from '../story.ts';
import { patient, three } from './cluster-of.ts';

const forEver = Number.POSITIVE_INFINITY;

const kill: readonly Step[] = [{ do: 'kill', host: 'gamma', process: 'pluto', signal: 'SIGKILL' }, ...flush('gamma')];

/** gamma's pluto ends and comes back; what the others send to it, and how long until it arrives again. */
export const failureCases: readonly RealCase[] = [
  {
    group: 'failures',
    name: 'pluto is killed and comes back, all send',
    nodes: three,
    inventory: { ipsec: patient },
    story: (mesh) => returns(mesh, kill, waysAmong(mesh.members), 90),
    judge: (mesh, seen) => healed(mesh, seen, 'by itself'),
  },
  {
    // gamma says nothing of its own: only a probe can find that it has forgotten the SAs.
    group: 'failures',
    name: 'pluto is killed and comes back, only the others send, liveness 15s',
    nodes: three,
    inventory: { ipsec: { liveness: '15s' } },
    waits: 90,
    story: (mesh) => returns(mesh, kill, toGamma(mesh), 180),
    judge: (mesh, seen) => healed(mesh, seen, 'by itself'),
  },
  {
    group: 'failures',
    name: 'pluto is killed and comes back, only the others send, liveness off',
    nodes: three,
    inventory: { ipsec: { liveness: 'off' } },
    waits: 30,
    story: (mesh) => returns(mesh, kill, toGamma(mesh), 30),
    judge: (mesh, seen) => healed(mesh, seen, 'when gamma sends'),
  },
  {
    group: 'failures',
    name: 'ipsec restart, only the others send',
    nodes: three,
    waits: 20,
    // The kernel asks for an SA 15 s after the old one went. Where gamma is not back by then, a retransmission or the next attempt
    // (64 s) finds it.
    story: (mesh) => returns(mesh, stopPluto('gamma'), toGamma(mesh), 110),
    judge: (mesh, seen) => healed(mesh, seen, 'by itself'),
  },
  {
    group: 'failures',
    name: 'ipsec stop',
    nodes: three,
    story: (mesh) => [
      ...start(mesh.members),
      ...meet(mesh),
      ...stopPluto('gamma'),
      { do: 'ping', name: 'stopped', pairs: waysAmong(mesh.members), count: 6, interval: 1, timeout: 8 },
    ],
    judge: ({ members }, seen) => {
      const [one, two, gone] = members;
      if (one === undefined || two === undefined || gone === undefined) throw new Error('three members are needed');
      const span = spanOf(seen, 'stopped');
      return [
        ...allEncrypted({ members, strangers: [] }, { ...seen, frames: seen.frames.filter(([at]) => at < span.from) }),
        pairRow(seen, one, two, span, 'esp'),
        pairRow(seen, two, one, span, 'esp'),
        plainFrom(seen, [one, two], [gone], span, 'no plaintext'),
        plainFrom(seen, [gone], [one, two], span, 'readable'),
      ];
    },
  },
];

function toGamma({ members }: PreparedMesh): readonly Way[] {
  return waysAmong(members).filter(([, address]) => members[2]?.addresses.includes(address));
}

/** gamma ends, is away for two seconds and comes back; after that `ways` are tried for so many seconds, and then all. */
function returns(mesh: PreparedMesh, end: readonly Step[], ways: readonly Way[], patience: number): readonly Step[] {
  const { members } = mesh;
  return [
    ...start(members),
    ...meet(mesh),
    { do: 'begin-traffic', pairs: ways, interval: 0.5 },
    { do: 'sleep', seconds: 1 },
    { do: 'mark', name: 'end' },
    ...end,
    { do: 'sleep', seconds: 2 },
    startPluto('gamma'),
    ...load(members.slice(2)),
    { do: 'mark', name: 'back' },
    { do: 'end-traffic' },
    { do: 'ping', name: 'healing', pairs: ways, timeout: patience },
    { do: 'ping', name: 'gamma sends', pairs: waysAmong(members).filter(([from]) => from === 'gamma'), timeout: 30 },
    { do: 'ping', name: 'afterwards', pairs: waysAmong(members), count: 3, timeout: 8 },
  ];
}

function healed(mesh: PreparedMesh, seen: Seen, predicted: 'by itself' | 'when gamma sends'): readonly Row[] {
  const [one, two, gone] = mesh.members;
  if (one === undefined || two === undefined || gone === undefined) throw new Error('three members are needed');
  const [loaded, end, back] = (['loaded', 'end', 'back'] as const).map((name) => markOf(seen, name));
  if (loaded === undefined || end === undefined || back === undefined) throw new Error('three marks are needed');
  const healing = seen.steps.find(({ name }) => name === 'healing');
  const seconds = ((healing?.ended ?? back) - back).toFixed(1);
  const measured = healing?.answered === true ? 'by itself' : 'when gamma sends';
  return [
    ...orderedPairs(mesh.members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'afterwards'), 'esp')),
    {
      pair: 'heals',
      predicted,
      measured: `${measured}: ${healing?.answered === true ? `all answered ${seconds} s after gamma had loaded` : `no answer for ${seconds} s`}`,
      holds: measured === predicted,
    },
    plainFrom(seen, [one, two], mesh.members, { from: loaded, to: forEver }, 'no plaintext'),
    plainFrom(seen, [gone], [one, two], { from: loaded, to: end }, 'no plaintext'),
    measuredOnly(
      plainFrom(seen, [gone], [one, two], { from: end, to: back }, 'no plaintext'),
      'while its pluto is away',
    ),
    plainFrom(seen, [gone], [one, two], { from: back, to: forEver }, 'no plaintext'),
  ];
}

/** Without a prediction: a host whose pluto is away has no policies, and what it sends then is up to its packet filter. */
function measuredOnly({ pair, measured }: Row, when: string): Row {
  return { pair: `${pair}, ${when}`, predicted: '', measured };
}
