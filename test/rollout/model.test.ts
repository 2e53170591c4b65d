import { describe, expect, test } from 'vitest';
import { plannedState } from '../../src/planned-states.ts';
import { checkPlan, clusterModel } from '../../src/rollout/cluster-model.ts';
import { explore } from '../../src/rollout/explore.ts';
import { planFindings } from '../../src/rollout/findings.ts';
import { hostChanges } from '../../src/rollout/host-changes.ts';
import { newPairFates, type PairFates } from '../../src/rollout/pair-fates.ts';
import { sortPairs } from '../../src/rollout/pair-kinds.ts';
import type { TrafficPhase } from '../../src/rollout/phases.ts';
import type { RolloutHost } from '../../src/rollout/rollout-host.ts';
import { goodCluster, now } from '../support/cluster.ts';
import { inventory, planOf } from './cluster-states.ts';

const strict = { firewall: { requireEsp: true, backends: ['iptables'] }, management: ['172.16.9.9/32'] };

/** Checks phases that somebody wants in this order, of which nothing bad is named. */
function check(
  names: readonly string[],
  phases: readonly TrafficPhase[],
  management: readonly string[] = [],
  more = {},
) {
  const cluster = goodCluster(inventory(names, { ...strict, ...more }));
  const hosts = cluster.mesh.nodes.map(
    (node): RolloutHost => ({
      name: node.name,
      role: 'node',
      target: { ...plannedState(cluster, node).value, pluto: 'running' },
    }),
  );
  const changes = new Map(hosts.map((host) => [host.name, hostChanges(host)]));
  const conns = new Map([...changes].map(([name, each]) => [name, each.conns]));
  const sorted = sortPairs(hosts, changes, () => true);
  const checked = {
    hosts,
    pairs: sorted.pairs,
    phases,
    changes: conns,
    management,
    named: () => ({ cut: false, clearAgain: false }),
    fates: newPairFates(conns, { now }),
  };
  return { checked, sorted };
}

const faultsOf = (
  names: readonly string[],
  phases: readonly TrafficPhase[],
  management: readonly string[] = [],
  more = {},
) => {
  const { checked } = check(names, phases, management, more);
  return explore(clusterModel(checked)).counterexamples.map(({ property, path }) => [
    property,
    path.map(({ text }) => text),
  ]);
};

describe('a plan in every state', () => {
  test('add, up, route, strict holds', () => {
    expect(faultsOf(['a', 'b', 'c'], ['load', 'up', 'route', 'strict'])).toEqual([]);
  });

  test('conns that wait before the peer has any cut, and the way there is one step', () => {
    expect(faultsOf(['a', 'b', 'c'], ['load-as-written'])).toEqual([
      ['no pair is cut but where the plan says so', ['a: load-as-written']],
    ]);
  });

  test('a filter before the SAs cuts', () => {
    expect(faultsOf(['a', 'b'], ['load', 'strict', 'up', 'route'])).toEqual([
      ['no pair is cut but where the plan says so', ['a: load', 'b: load', 'a: strict']],
    ]);
  });

  test('a filter that shuts people out is found', () => {
    // Somebody logs in from a node: what the filter takes for a peer's plaintext.
    const faults = faultsOf(['a', 'b'], ['strict'], ['172.16.0.2']);
    expect(faults.map(([property]) => property)).toContain('people still reach every host');
  });

  test('a pair that does not come back to what it was is found, however it was undone', () => {
    const { checked } = check(['a', 'b'], ['load', 'up']);
    // As if what an SA leaves behind went on waiting for one.
    const fates: PairFates = {
      ...checked.fates,
      of: (a, x, b, y, sa) => {
        const fate = checked.fates.of(a, x, b, y, sa);
        return sa === 'ended-by-second' && x.conns === 'before' ? { ...fate, word: 'cut', outcome: 'cut' } : fate;
      },
    };
    expect(explore(clusterModel({ ...checked, fates })).counterexamples).toMatchObject([
      { property: 'everything can be undone', path: [{}, {}, { text: 'a: up with b' }] },
    ]);
  });

  test('what is seen of two hosts of each kind is what is seen of all', () => {
    for (const phases of [['load', 'up', 'route', 'strict'], ['load-as-written'], ['load', 'route', 'up']] as const) {
      const four = check(['a', 'b', 'c', 'd'], phases);
      const whole = explore(clusterModel(four.checked)).counterexamples.map(({ property }) => property);
      const five = check(['a', 'b', 'c', 'd', 'e'], phases);
      const { how, explorations } = checkPlan(five.checked, five.sorted.kinds, five.sorted.standsFor);
      expect(how).toBe('symmetry');
      expect([
        ...new Set(explorations.flatMap(({ counterexamples }) => counterexamples.map(({ property }) => property))),
      ]).toEqual(whole);
    }
  });

  test('a violation is a finding with the way there', () => {
    const plan = planOf(inventory(['a', 'b']));
    const bad = {
      ...plan,
      proof: { ...plan.proof, violations: [{ property: 'p', fault: 'f', path: ['a: load', 'b: up'] }] },
    };
    expect(planFindings(bad)).toMatchObject([{ code: 'rollout/violation', hint: 'the way there: a: load; b: up' }]);
  });
});
