import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { orderedPairs } from '../judge.ts';
import { markOf, spanOf, trafficBetween, verdictOf } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { start, waysAmong, waysForward, whack } from '../story.ts';
import { clusterOf } from './cluster-of.ts';

const twenty = clusterOf(Array.from({ length: 20 }, (_, index) => `node-${index + 1}`));

/** Twenty hosts, 190 pairs, by what brings the SAs up. Minutes each: only with `--all`, or asked for by name. */
export const scaleCases: readonly RealCase[] = [
  twentyHosts('ondemand', 'all'),
  twentyHosts('ondemand-up', 'all'),
  twentyHosts('one-side', 'all'),
  // Both ends of every pair begin at once; how many lose the tunnel by that depends on the machine.
  twentyHosts('both', 'measured'),
];

function twentyHosts(mode: 'ondemand' | 'ondemand-up' | 'one-side' | 'both', predicted: 'all' | 'measured'): RealCase {
  return {
    group: 'scale',
    name: `20 hosts, ${mode}`,
    nodes: twenty,
    large: true,
    waits: 300,
    timeout: 1_500_000,
    inventory: { ipsec: { start: mode } },
    story: (mesh) => [
      ...start(mesh.members),
      // The first packets, one host after the other: each brings up what nobody has asked for before.
      ...(mode === 'ondemand'
        ? mesh.members.map(
            (member): Step => ({
              do: 'ping',
              name: 'first',
              pairs: waysForward(mesh.members).filter(([from]) => from === member.name),
              timeout: 120,
            }),
          )
        : []),
      ...(mode === 'ondemand-up' ? mesh.members.map(({ name }) => bringUp(name)) : []),
      ...mesh.members.map((member): Step => allUp(member.name, member.conns)),
      { do: 'mark', name: 'up' },
      { do: 'ping', name: 'every way', pairs: waysAmong(mesh.members), count: 2, interval: 4, timeout: 20 },
    ],
    judge: (mesh, seen) => everyWay(mesh, seen, predicted),
  };
}

function bringUp(host: string): Step {
  return { do: 'run', host, name: 'bring-up', argv: ['sh', '/root/bring-up.sh'], timeout: 120 };
}

function allUp(host: string, conns: number): Step {
  const pattern = `active ${conns}\\b`;
  return {
    do: 'until',
    host,
    name: 'active',
    argv: [whack, '--status'],
    pattern,
    timeout: 150,
    mayFail: true,
  };
}

function everyWay({ members }: PreparedMesh, seen: Seen, predicted: 'all' | 'measured'): readonly Row[] {
  const ways = orderedPairs(members);
  const span = spanOf(seen, 'every way');
  const up = ways.filter(([from, to]) => verdictOf(trafficBetween(seen, from, to, span)) === 'esp').length;
  const seconds = (markOf(seen, 'up') - markOf(seen, 'loaded')).toFixed(0);
  return [
    {
      pair: 'every way',
      predicted: predicted === 'all' ? `${ways.length} of ${ways.length} by ESP` : '',
      measured: `${up} of ${ways.length} by ESP, ${seconds} s after loading`,
      ...(predicted === 'all' ? { holds: up === ways.length } : {}),
    },
  ];
}
