import { describe, expect, test } from 'vitest';
import { gatheredState } from '../../src/explain/gathered-state.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { stageFiles } from '../../src/plan-rollout.ts';
import { whereFindings } from '../../src/rollout/findings.ts';
import { readPlan } from '../../src/rollout/read-plan.ts';
import { whereIs } from '../../src/rollout/where.ts';
import { goodCluster, hostPem, nodeSubject } from '../support/cluster.ts';
import { inventory, planOf } from './cluster-states.ts';

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
    ['enable', []],
  ];
  for (const [next, hosts] of order.slice(0, 3))
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
