import type { PrintedStage } from '../../support/printed-plan.ts';
import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { orderedPairs, pairRow } from '../judge.ts';
import { spanOf } from '../measure.ts';
import { asBefore, follow, rolloutOf } from '../rollout/follow.ts';
import { backRows, planRows } from '../rollout/judge-rollout.ts';
import { type ClusterChange, type ClusterSide, prepareRollout } from '../rollout/prepare-rollout.ts';
import type { Seen } from '../scenario.ts';
import { waysAmong } from '../story.ts';
import { clusterOf, patient, three } from './cluster-of.ts';

const two = clusterOf(['alpha', 'beta']);
const explicit: ClusterSide = { nodes: two, inventory: { ipsec: patient } };
const withThree: ClusterSide = { ...explicit, nodes: three };
const groups: ClusterSide = {
  nodes: two,
  inventory: { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'] }, ipsec: patient },
};

const renewedFor = (whose: 'the same key' | 'a new key'): ClusterChange => ({
  before: explicit,
  after: { ...explicit, renewed: { alpha: whose } },
});

/** Plans as they are printed, followed word by word. The first two are always run. */
export const rolloutCases: readonly RealCase[] = [
  followed('two new hosts', { after: explicit }, { large: false, releases: ['mixed'] }),
  followed('renewed with a new key, 5.2', renewedFor('a new key'), { large: false, releases: ['5.2'] }),
  followed('a new cluster, explicit', { after: withThree }),
  followed('a new cluster of groups', { after: groups }),
  followed('a node is added', { before: explicit, after: withThree }),
  followed('a node leaves', { before: withThree, after: explicit }),
  followed('a certificate is renewed, the same key', renewedFor('the same key')),
  followed('a certificate is renewed, a new key', renewedFor('a new key')),
  followed('another authority', { before: explicit, after: { ...explicit, authority: 'other' } }),
  interruptedAndBack(),
];

/** One pair is up when somebody thinks better of it, and follows the way back from there. */
function interruptedAndBack(): RealCase {
  const done = (mesh: PreparedMesh): readonly PrintedStage[] => {
    const { stages } = rolloutOf(mesh);
    const up = stages.find(({ kind }) => kind === 'up');
    if (up === undefined) throw new Error('no pair is brought up');
    return [...stages.filter(({ number }) => number < up.number), { ...up, commands: up.commands.slice(0, 1) }];
  };
  return followed(
    'interrupted half-way, and back',
    { after: explicit },
    {
      story: (mesh) => [
        ...asBefore(mesh),
        ...follow(mesh, [
          ...done(mesh),
          ...rolloutOf(mesh).back.filter(({ number }) => number <= (done(mesh).at(-1)?.number ?? 0)),
        ]),
        { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
        ...mesh.members.map(
          ({ name }) =>
            ({
              do: 'run',
              host: name,
              name: 'left',
              argv: [
                'sh',
                '-c',
                "find /etc/swanmesh* /etc/ipsec.d /etc/systemd/system -name '*swanmesh*' -o -name 'openshift-cluster*'; ipsec whack --status",
              ],
              mayFail: true,
            }) as const,
        ),
      ],
      judge: (mesh, seen) => [
        ...planRows(mesh, seen, done(mesh)).filter(({ pair }) => pair.includes('stage')),
        ...backRows(mesh, seen, (a, b) => a.name === 'alpha' && b.name === 'beta'),
        ...orderedPairs(mesh.members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'clear')),
        ...leftRows(seen),
      ],
    },
  );
}

/** What a host has of us in the end: nothing, and no pluto that did not run before. */
function leftRows(seen: Seen): readonly Row[] {
  return seen.steps
    .filter(({ name }) => name === 'left')
    .map(({ host, output = '' }): Row => {
      const isGone = !/swanmesh|openshift-cluster/.test(output) && !/using kernel interface/.test(output);
      const measured = isGone ? 'nothing is left' : output.slice(0, 200);
      return { pair: `${host}, in the end`, predicted: 'nothing is left', measured, holds: isGone };
    });
}

function followed(name: string, change: ClusterChange, more: Partial<RealCase> = {}): RealCase {
  return {
    group: 'rollout',
    name,
    nodes: change.after.nodes,
    large: true,
    prepare: (set, folder, pki) => prepareRollout(change, set, folder, pki),
    story: (mesh) => [
      ...asBefore(mesh),
      ...follow(mesh, rolloutOf(mesh).stages),
      { do: 'ping', name: 'steady', pairs: waysAmong(staying(mesh)), count: 3, timeout: 8 },
    ],
    judge: (mesh, seen) => [...planRows(mesh, seen), ...encryptedAtLast(mesh, seen)],
    ...more,
  };
}

function staying(mesh: PreparedMesh): PreparedMesh['members'] {
  const { after } = rolloutOf(mesh);
  return mesh.members.filter(({ name }) => after.includes(name));
}

function encryptedAtLast(mesh: PreparedMesh, seen: Seen): readonly Row[] {
  const rows = orderedPairs(staying(mesh)).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp'));
  const { stages } = rolloutOf(mesh).plan;
  const isOpen = stages.some(({ harm }) => harm.some((each) => each.harm === 'unknown'));
  return isOpen ? rows.map(({ holds: _, ...row }) => row) : rows;
}
