import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted, orderedPairs, pairRow, plainFrom } from '../judge.ts';
import { momentOf, spanOf } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { load, meet, start, startPluto, waysAmong } from '../story.ts';
import { three } from './cluster-of.ts';

const forEver = Number.POSITIVE_INFINITY;

/** What systemd's unit of Debian does after pluto has ended, however it ended. */
function flush(host: string): readonly Step[] {
  return (['policy', 'state'] as const).map((what) => ({
    do: 'run',
    host,
    name: 'flush',
    chroot: false,
    argv: ['ip', 'xfrm', what, 'flush'],
  }));
}

/** gamma's pluto ends and comes back, while everybody goes on sending to everybody. */
export const failureCases: readonly RealCase[] = [
  {
    group: 'failures',
    name: 'pluto is killed and comes back, liveness 15s',
    nodes: three,
    inventory: { ipsec: { liveness: '15s' } },
    timeout: 300_000,
    story: (mesh) =>
      returns(mesh, [{ do: 'kill', host: 'gamma', process: 'pluto', signal: 'SIGKILL' }, ...flush('gamma')]),
    judge: healed,
  },
  {
    group: 'failures',
    name: 'pluto is killed and comes back, liveness off',
    nodes: three,
    inventory: { ipsec: { liveness: 'off' } },
    timeout: 300_000,
    story: (mesh) =>
      returns(mesh, [{ do: 'kill', host: 'gamma', process: 'pluto', signal: 'SIGKILL' }, ...flush('gamma')]),
    judge: healed,
  },
  {
    group: 'failures',
    name: 'ipsec restart',
    nodes: three,
    timeout: 300_000,
    story: (mesh) =>
      returns(mesh, [
        { do: 'run', host: 'gamma', name: 'shutdown', argv: ['ipsec', 'whack', '--shutdown'] },
        { do: 'kill', host: 'gamma', process: 'pluto', signal: 'SIGTERM' },
        ...flush('gamma'),
      ]),
    judge: healed,
  },
  {
    group: 'failures',
    name: 'ipsec stop',
    nodes: three,
    story: (mesh) => [
      ...start(mesh.members),
      ...meet(mesh),
      { do: 'run', host: 'gamma', name: 'shutdown', argv: ['ipsec', 'whack', '--shutdown'] },
      { do: 'kill', host: 'gamma', process: 'pluto', signal: 'SIGTERM' },
      ...flush('gamma'),
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

function returns({ members }: PreparedMesh, end: readonly Step[]): readonly Step[] {
  return [
    ...start(members),
    ...meet({ members, strangers: [] }),
    { do: 'begin-traffic', pairs: waysAmong(members), interval: 0.5 },
    { do: 'sleep', seconds: 2 },
    ...end,
    { do: 'mark', name: 'gone' },
    { do: 'sleep', seconds: 2 },
    startPluto('gamma'),
    ...load(members.slice(2)),
    { do: 'mark', name: 'back' },
    { do: 'sleep', seconds: 100 },
    { do: 'end-traffic' },
    { do: 'ping', name: 'healed', pairs: waysAmong(members), count: 3, timeout: 8 },
  ];
}

function healed({ members }: PreparedMesh, seen: Seen): readonly Row[] {
  const [one, two, gone] = members;
  if (one === undefined || two === undefined || gone === undefined) throw new Error('three members are needed');
  const loaded = momentOf(seen, 'loaded');
  const back = seen.steps.find(({ name }) => name === 'back')?.ended ?? forEver;
  const away = momentOf(seen, 'gone');
  const firstAnswers = orderedPairs(members)
    .filter((pair) => pair.includes(gone))
    .map(([from, to]) => {
      const answer = seen.echoes.find(
        ([host, address, at, , after]) =>
          host === from.name && to.addresses.includes(address) && at >= back && after !== null,
      );
      return answer === undefined
        ? `${from.name} → ${to.name} never`
        : `${from.name} → ${to.name} ${(answer[2] - back).toFixed(1)} s`;
    });
  return [
    ...orderedPairs(members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'healed'), 'esp')),
    plainFrom(seen, [one, two], members, { from: loaded, to: forEver }, 'no plaintext'),
    plainFrom(seen, [gone], [one, two], { from: loaded, to: away - 1 }, 'no plaintext'),
    {
      ...plainFrom(seen, [gone], [one, two], { from: away - 1, to: back }, 'readable'),
      holds: true,
      pair: 'gamma, while its pluto is away',
    },
    plainFrom(seen, [gone], [one, two], { from: back, to: forEver }, 'no plaintext'),
    { pair: 'first answers after the return', predicted: '', measured: firstAnswers.join(', ') },
  ];
}
