/** The table of docs/rollout.md: for each change and release the least that pairs have to do without, and what allows none. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HostState } from '../../src/explain/traffic-state.ts';
import type { RolloutPlan } from '../../src/rollout/plan.ts';
import { authorityPem, gathered, hostPem, nodeSubject, type TestInventory } from '../support/cluster.ts';
import { int } from '../support/der-writer.ts';
import { closedFacts, currentOf, inventory, planOf } from './cluster-states.ts';

const hosts = ['a', 'b'];
const groups = { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'] } };
const strict = { firewall: { requireEsp: true, backends: ['iptables'] }, management: ['172.16.9.9/32'] };

type Of = (more?: Readonly<Record<string, unknown>>, names?: readonly string[]) => TestInventory;

/** A change: what is wanted, and what hosts have before; `of` has the release. */
type Change = (of: Of) => readonly [wanted: unknown, had: readonly HostState[]];

const withFacts =
  (authority?: string) =>
  (host: string): Readonly<Record<string, string>> => ({
    'facts/certificates.pem': gathered(host, hostPem(nodeSubject(host)), authority),
  });

const renewedOf = (of: Of, parts: Parameters<typeof hostPem>[1], subject = 'b'): TestInventory => {
  const wanted = of();
  wanted.nodes.b = { ...wanted.nodes.b, certificate: hostPem(nodeSubject(subject), parts) };
  return wanted;
};

const changes: Readonly<Record<string, Change>> = {
  'new cluster, explicit': (of) => [of(), []],
  'new cluster, groups': (of) => [of(groups), []],
  'a node is added': (of) => [of(), currentOf(of({}, ['a']))],
  'a node leaves': (of) => [of(), currentOf(of({}, ['a', 'b', 'c']))],
  'an address': (of) => {
    const wanted = of();
    wanted.nodes.b = { ...wanted.nodes.b, address: '172.16.0.99' };
    return [wanted, currentOf(of())];
  },
  'a proposal': (of) => [of({ ipsec: { esp: 'aes_gcm256' } }), currentOf(of())],
  'explicit to groups': (of) => [of(groups), currentOf(of())],
  'groups to explicit': (of) => [of(), currentOf(of(groups))],
  'certificate, same subject': (of) => [renewedOf(of, { serial: int(4711n) }), currentOf(of(), withFacts())],
  'certificate, new subject': (of) => [renewedOf(of, {}, 'other'), currentOf(of(), withFacts())],
  'another authority': (of) => {
    const wanted = of({ authority: authorityPem('Next CA') });
    for (const host of hosts)
      wanted.nodes[host] = { ...wanted.nodes[host], certificate: hostPem(nodeSubject(host), { issuer: 'Next CA' }) };
    return [wanted, currentOf(of(), withFacts())];
  },
  'another release': (of) => [of({ libreswan: '5.4' }), currentOf(of())],
  'another release, strict filter': (of) => [of({ ...strict, libreswan: '5.4' }), currentOf(of(strict), closedFacts)],
  'strict filter': (of) => [of(strict), currentOf(of())],
};

const releases = ['3.32', '4.3', '4.10', '5.2'] as const;

/** What a pair that is touched has to do without. */
function harmOf({ worst }: RolloutPlan): string {
  const { cut, clearAgain, negotiations, handOvers } = worst;
  const words = [
    [cut, 'cut'],
    [clearAgain, 'in clear'],
    [negotiations, 'negotiation'],
    [handOvers, 'hand-over'],
  ] as const;
  const told = words.filter(([count]) => count > 0).map(([, word]) => word);
  return told.length === 0 ? '0' : told.join(', ');
}

describe('the least harm', () => {
  const page = readFileSync('docs/rollout.md', 'utf8');
  // Of the tables of the page the one with a column for each release.
  const rows = page
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(({ length }) => length === releases.length + 2);

  test('is told of these changes and no other', () => {
    const [head, , ...told] = rows;
    expect(head?.slice(1, -1)).toEqual(releases);
    expect(told.map(([name]) => name)).toEqual(Object.keys(changes));
  });

  for (const [change, of] of Object.entries(changes))
    test(`of ${change} is what the table of docs/rollout.md says, for each release`, () => {
      const told = releases.map((libreswan) =>
        harmOf(planOf(...of((more = {}, names = hosts) => inventory(names, { libreswan, ...more })))),
      );
      expect(rows.find(([name]) => name === change)?.slice(1, -1)).toEqual(told);
    });
});
