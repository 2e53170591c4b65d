import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster.ts';
import { parsePolicyGroup, policyGroupTargets } from '../../src/libreswan/policy-group/parse.ts';
import { atLeast, type Release, releases } from '../../src/libreswan/release.ts';
import { groupTargetsOn } from '../../src/mesh/groups.ts';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryGroups, type WrittenGroups } from '../arbitraries/groups.ts';
import { goodCluster, type TestInventory, testInventory } from '../support/cluster.ts';
import { readConns } from '../support/read-conns.ts';
import { valueIn } from '../support/results.ts';

const withGroups = (groups: WrittenGroups, release: string, changes: Partial<TestInventory> = {}): TestInventory => ({
  ...testInventory(),
  libreswan: release,
  mode: 'opportunistic',
  ipsec: { esp: 'aes256-sha2_256' },
  groups,
  infrastructure: { gateways: ['192.0.2.1'] },
  ...changes,
});
const dual = {
  a: { ...testInventory().nodes.a, address: ['172.16.0.1', 'fd00::1'] },
  b: { ...testInventory().nodes.b, address: ['172.16.0.2', 'fd00::2'] },
};
const guide = { private: ['172.16.0.0/16', 'fd00::/64'], clear: ['172.16.0.254/32'] };

const filesOf = (cluster: Cluster, host = 'a'): ReadonlyMap<string, string> => {
  const node = cluster.mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`no host ${host}`);
  return new Map(valueIn(renderHost(cluster.rendering, node)).map(({ path, content }) => [path, content]));
};
const connsOf = (cluster: Cluster, host?: string) =>
  readConns(filesOf(cluster, host).get('etc/ipsec.d/openshift-cluster.conf') ?? '');
const settings = (cluster: Cluster, conn: string) => Object.fromEntries(connsOf(cluster).get(conn) ?? []);

describe('the conns', () => {
  test('of private hold what cannot be encrypted back, on every release', () => {
    for (const release of releases.filter((one) => atLeast(one, '3.19'))) {
      const conn = settings(goodCluster(withGroups({ private: ['172.16.0.0/16'] }, release)), 'private');
      expect(conn).toMatchObject({
        left: '172.16.0.1',
        leftid: '%fromcert',
        leftcert: 'a',
        right: '%opportunisticgroup',
        rightid: '%fromcert',
        rightca: '%same',
        negotiationshunt: 'drop',
        failureshunt: 'drop',
        auto: 'ondemand',
      });
      expect(conn[atLeast(release, '5.0') ? 'keyexchange' : 'ikev2']).toBe(
        atLeast(release, '5.0') ? 'ikev2' : 'insist',
      );
    }
  });

  test.each([
    [
      'private-or-clear',
      { right: '%opportunisticgroup', negotiationshunt: 'passthrough', failureshunt: 'passthrough', auto: 'ondemand' },
    ],
    [
      'clear-or-private',
      { right: '%opportunisticgroup', negotiationshunt: 'passthrough', failureshunt: 'passthrough', auto: 'add' },
    ],
    ['clear', { right: '%group', authby: 'never', type: 'passthrough', auto: 'ondemand' }],
    ['block', { right: '%group', authby: 'never', type: 'drop', auto: 'ondemand' }],
  ])('of %s are %o', (group, expected) => {
    const groups = {
      'private-or-clear': ['172.16.0.0/16'],
      'clear-or-private': ['10.0.0.0/8'],
      clear: [],
      block: ['10.9.0.0/16'],
    };
    expect(settings(goodCluster(withGroups(groups, '4.10')), group)).toMatchObject(expected);
  });

  test('never have a priority nor %defaultroute', () => {
    const cluster = goodCluster(withGroups(guide, '5.4', { nodes: dual }));
    for (const conn of connsOf(cluster).values()) {
      expect([...conn.keys()]).not.toContain('priority');
      expect([...conn.values()]).not.toContain('%defaultroute');
    }
  });

  test.each<[Release, string]>([
    ['3.19', 'connaddrfamily'],
    ['3.23', 'connaddrfamily'],
    ['3.25', 'hostaddrfamily'],
    ['5.4', 'hostaddrfamily'],
  ])('of %s have one for each family of the host, the second with %s', (release, keyword) => {
    const cluster = goodCluster(withGroups(guide, release, { nodes: dual }));
    expect([...connsOf(cluster).keys()]).toEqual(['private', 'private-ipv6', 'clear', 'clear-ipv6']);
    expect(settings(cluster, 'private-ipv6')).toMatchObject({ left: 'fd00::1', [keyword]: 'ipv6' });
    expect(Object.keys(settings(cluster, 'private'))).not.toContain(keyword);
  });
});

describe('the files', () => {
  test('of groups without entries are there, with the heading alone', () => {
    const files = filesOf(goodCluster(withGroups({ private: ['172.16.0.0/16'], 'private-or-clear': [] }, '4.10')));
    for (const group of ['private-or-clear', 'clear']) {
      expect(files.get(`etc/ipsec.d/policies/${group}`)).toMatch(/^# [^\n]*swanmesh[^\n]*\n$/);
    }
    expect(files.get('etc/ipsec.d/policies/private')).toMatch(/^# [^\n]*swanmesh[^\n]*\n172\.16\.0\.0\/16\n$/);
    expect([...files.keys()].filter((path) => path.includes('policies'))).toHaveLength(3);
  });

  test('are one for each conn, and together hold the targets of each group, each in the file of its family', () => {
    fc.assert(
      fc.property(
        arbitraryGroups({ ports: true }),
        fc.constantFrom<Release>('3.25', '4.3', '4.10', '5.2', '5.4'),
        (groups, release) => {
          // Everybody in private as well, by name, so that no group cuts the two off from each other.
          const everybody = {
            ...groups,
            private: [...(groups.private ?? []), '172.16.0.1/32', '172.16.0.2/32', 'fd00::1/128', 'fd00::2/128'],
          };
          const unique = Object.fromEntries(
            Object.entries(everybody).map(([group, list]) => [
              group,
              group === 'private'
                ? [...new Set(list)]
                : list.filter(
                    // Up to 4.15 an entry inside a wider one in clear is never negotiated, and refused.
                    (entry) =>
                      !everybody.private.includes(entry) && (group !== 'clear' || /\/(?:32|128)(?: |$)/.test(entry)),
                  ),
            ]),
          );
          const cluster = goodCluster(withGroups(unique, release, { nodes: dual, infrastructure: {} }));
          const files = filesOf(cluster);
          const conns = [...connsOf(cluster).keys()];
          const names = [...files.keys()].flatMap((path) => path.split('etc/ipsec.d/policies/')[1] ?? []);
          expect(new Set(names)).toEqual(new Set(conns));
          for (const name of names) {
            const document = parsePolicyGroup(files.get(`etc/ipsec.d/policies/${name}`) ?? '', release);
            expect(document.entries.every((entry) => entry.kind === 'trivia' || entry.fate === 'read')).toBe(true);
            const family = name.endsWith('-ipv6') ? 'ipv6' : 'ipv4';
            const [node] = cluster.mesh.nodes;
            if (node === undefined) throw new Error('no host');
            const wanted = groupTargetsOn(cluster.mesh, node, name.replace(/-ipv6$/, '') as 'private', family);
            const key = (target: unknown) => JSON.stringify(target);
            expect(new Set(policyGroupTargets(document).map(key))).toEqual(new Set(wanted.map(key)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['a network of all hosts', ['fd00::/64'], ['fd00::/64']],
  ['hosts one by one', ['fd00::1/128', 'fd00::2/128'], ['fd00::2/128']],
])('a host reaches its own IPv6 address in clear, where %s would hold it', (_, listed, held) => {
  const groups = { private: ['172.16.0.0/16', ...listed], clear: ['172.16.0.254/32'] };
  const files = filesOf(goodCluster(withGroups(groups, '4.10', { nodes: dual })));
  const targets = (name: string) =>
    policyGroupTargets(parsePolicyGroup(files.get(`etc/ipsec.d/policies/${name}`) ?? '', '4.10')).map(
      ({ prefix }) => prefix,
    );
  expect(targets('clear-ipv6')).toEqual(['fd00::1/128']);
  expect(targets('private-ipv6')).toEqual(held);
  expect(targets('clear')).toEqual(['172.16.0.254/32']);
});

test('a host of one family has the conns of that one alone', () => {
  const cluster = goodCluster(withGroups(guide, '4.10', { nodes: { ...dual, c: { ...testInventory().nodes.c } } }));
  expect([...connsOf(cluster, 'c').keys()]).toEqual(['private', 'clear']);
});

test('the order of groups and entries does not matter', () => {
  const turned = { clear: [...guide.clear].reverse(), private: [...guide.private].reverse() };
  expect(filesOf(goodCluster(withGroups(turned, '4.10', { nodes: dual })))).toEqual(
    filesOf(goodCluster(withGroups(guide, '4.10', { nodes: dual }))),
  );
});
