import { describe, expect, test } from 'vitest';
import { gatheredState } from '../../src/explain/gathered-state.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { stageFiles } from '../../src/plan-rollout.ts';
import { whereFindings } from '../../src/rollout/findings.ts';
import { readPlan } from '../../src/rollout/read-plan.ts';
import { whereIs } from '../../src/rollout/where.ts';
import { goodCluster, hostPem, nodeSubject } from '../support/cluster.ts';
import { currentOf, inventory, planOf } from './cluster-states.ts';

const of = inventory(['a', 'b']);
const cluster = goodCluster(of);
const plan = planOf(of);
const address = { a: '172.16.0.1', b: '172.16.0.2' } as const;

/** A host as it would be gathered, with the conn for the other in a state of pluto. */
function host(
  name: 'a' | 'b',
  stage: 'between' | 'after' | 'none',
  routing?: string,
  extra: Readonly<Record<string, string>> = {},
): HostState {
  const node = cluster.mesh.nodes.find((each) => each.name === name);
  const other = name === 'a' ? 'b' : 'a';
  const files = new Map(
    stage === 'none' || node === undefined
      ? []
      : stageFiles(cluster, node, stage).map(({ path, content }) => [path, content]),
  );
  files.set('facts/certificates.pem', `# nickname: ${name}\n${hostPem(nodeSubject(name))}`);
  files.set('facts/iptables-save.txt', '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n');
  files.set('facts/addresses.json', `[{"ifname":"eth0","addr_info":[{"local":"${address[name]}"}]}]`);
  if (routing !== undefined)
    files.set(
      'facts/status.txt',
      `000 "${other}": ${address[name]}...${address[other]}; ${routing}; eroute owner: #0\n000 Total IPsec connections: loaded 1, active 0\n`,
    );
  for (const [path, text] of Object.entries(extra)) files.set(path, text);
  return gatheredState({ name, files }, { release: '4.10' }).value;
}

const kindOf = (hosts: readonly HostState[]): string | undefined =>
  plan.stages.find(({ number }) => number === whereIs(plan, hosts).next)?.kind;

describe('where a cluster is in a plan', () => {
  const order: readonly (readonly [string, readonly HostState[]])[] = [
    ['load', [host('a', 'between'), host('b', 'none')]],
    ['up', [host('a', 'between', 'unrouted'), host('b', 'between', 'unrouted')]],
    ['route', [host('a', 'between', 'erouted'), host('b', 'between', 'unrouted')]],
  ];
  for (const [next, hosts] of order)
    test(`is seen from what was gathered: next is ${next}`, () => {
      expect(kindOf(hosts)).toBe(next);
      expect(whereIs(plan, hosts).elsewhere).toEqual([]);
    });

  test('a stage that one host has done is partly done', () => {
    const { stages } = whereIs(plan, [
      host('a', 'between', 'unrouted'),
      host('b', 'none', undefined, { 'facts/status.txt': '' }),
    ]);
    expect(stages.find(({ stage }) => stage.kind === 'load')?.done).toBe('partly');
  });

  test('a host with files of somebody else is elsewhere, and so is one that was not gathered', () => {
    const strange = host('b', 'none', undefined, { 'etc/ipsec.d/other.conf': 'conn x\n' });
    const { elsewhere } = whereIs(plan, [host('a', 'between'), strange]);
    expect(elsewhere).toEqual(['b: its files are neither what it had nor what the plan gives it']);
    expect(whereFindings(whereIs(plan, [host('a', 'between')])).map(({ code }) => code)).toEqual(['rollout/elsewhere']);
  });
});

/** Policy groups as libreswan's packages ship them: comments alone. */
const shipped = Object.fromEntries(
  ['block', 'clear', 'clear-or-private', 'private', 'private-or-clear'].map((name) => [
    `etc/ipsec.d/policies/${name}`,
    '# Example:\n#   10.0.1.0/24\n\n',
  ]),
);
const theirs = { 'etc/ipsec.d/theirs.conf': 'conn theirs\n' };
const groups = { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] } };

describe('a host is where a plan leads it', () => {
  for (const [what, more] of [
    ['conns', {}],
    ['groups', groups],
  ] as const)
    for (const tree of ['between', 'after'] as const)
      for (const [whose, before] of [
        ['of the package', shipped],
        ['of somebody else', theirs],
      ] as const)
        test(`with ${what} of the tree ${tree}, beside files ${whose} that were there before`, () => {
          const wanted = inventory(['a', 'b'], more);
          const gathered = (files: readonly (readonly [string, string])[], name: string): HostState =>
            gatheredState({ name, files: new Map([...Object.entries(before), ...files]) }, { release: '4.10' }).value;
          const made = goodCluster(wanted);
          const then = planOf(
            wanted,
            made.mesh.nodes.map(({ name }) => gathered([], name)),
          );
          const hosts = made.mesh.nodes.map((node) =>
            gathered(
              stageFiles(made, node, tree).map(({ path, content }) => [path, content] as const),
              node.name,
            ),
          );
          expect(whereIs(then, hosts).elsewhere).toEqual([]);
        });

  test('and where it was not asked before what the package has', () => {
    expect(
      whereIs(plan, [host('a', 'between', undefined, shipped), host('b', 'none', undefined, shipped)]).elsewhere,
    ).toEqual([]);
  });

  test('once it has left the mesh', () => {
    const leaving = planOf(
      inventory(['a', 'b']),
      currentOf(inventory(['a', 'b', 'c']), () => theirs),
    );
    const c = gatheredState({ name: 'c', files: new Map(Object.entries(theirs)) }, { release: '4.10' }).value;
    expect(whereIs(leaving, [c]).elsewhere.filter((text) => text.startsWith('c:'))).toEqual([]);
  });
});

describe('a saved plan', () => {
  test('is read back as it was', () => {
    expect(readPlan(JSON.stringify(plan), 'plan.json')).toMatchObject({
      kind: 'ok',
      value: JSON.parse(JSON.stringify(plan)),
    });
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a part missing', JSON.stringify({ ...plan, stages: undefined })],
    ['a part of another kind', JSON.stringify({ ...plan, stages: [{}] })],
    ['a part that no plan has', JSON.stringify({ ...plan, commands: [] })],
    [
      'a command that is no text',
      JSON.stringify({
        ...plan,
        stages: plan.stages.map((stage) => ({ ...stage, batches: [[{ host: 'a', commands: [1] }]] })),
      }),
    ],
  ] as const)
    test(`with ${what} is refused`, () => {
      expect(readPlan(text, 'plan.json')).toMatchObject({
        kind: 'failed',
        findings: [{ code: 'rollout/unreadable-plan' }],
      });
    });
});
