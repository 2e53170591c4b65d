import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftInventory } from '../../src/inventory/read.ts';
import { type PairOutcome, pairOutcome } from '../../src/mesh/check-group-pairs.ts';
import { type GroupAction, groupHostOf } from '../../src/mesh/groups.ts';
import { pairsOf } from '../../src/mesh/peerings.ts';
import { draftMesh } from '../../src/mesh/plan.ts';
import { policyFor } from '../../src/mesh/policy-for.ts';
import { arbitraryGroups } from '../arbitraries/groups.ts';
import { clusterOf, hostPem, nodeSubject, type TestInventory, testInventory } from '../support/cluster.ts';
import { findingsText } from '../support/findings-text.ts';
import { testGoldenRows } from '../support/golden-rows.ts';

type Edit = (inventory: TestInventory) => TestInventory;

/** Hosts a, b and c at 172.16.0.1 to 172.16.0.3, all in private, with a gateway in clear. */
function groupInventory(edit: Edit = (same) => same): TestInventory {
  return edit({
    ...testInventory(),
    mode: 'opportunistic',
    ipsec: { esp: 'aes256-sha2_256' },
    groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] },
    infrastructure: { gateways: ['172.16.0.254'] },
  });
}

const set =
  (key: string, value: unknown): Edit =>
  (inventory) => ({ ...inventory, [key]: value });
const setNode =
  (name: string, changes: Record<string, unknown>): Edit =>
  (inventory) => ({
    ...inventory,
    nodes: { ...inventory.nodes, [name]: { ...inventory.nodes[name], ...changes } },
  });
const groups = (value: Record<string, string[]>): Edit => set('groups', { clear: ['172.16.0.254/32'], ...value });
/** All hosts of these tests have one key, and its warning is a test of its own. */
const aboutMesh = (edit: Edit) =>
  clusterOf(groupInventory(edit)).findings.filter(
    ({ code }) => code !== 'mesh/shared-key' && code !== 'x509/signature-not-checked',
  );
const about = (edit: Edit) =>
  aboutMesh(edit).map(
    ({ code, at, severity }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''} ${severity}`,
  );

test('the plain case, own address in private and the gateway in clear, has no finding', () => {
  expect(about((same) => same)).toEqual([]);
  expect(clusterOf(groupInventory()).kind).toBe('ok');
});

describe('is found', () => {
  const found: readonly (readonly [why: string, edit: Edit, finding: string])[] = [
    [
      'the gateway in private',
      groups({ private: ['172.16.0.0/24'], clear: [] }),
      'mesh/locked-out infrastructure.gateways.0 error',
    ],
    [
      'a name server in private',
      set('infrastructure', { gateways: ['172.16.0.254'], dns: ['10.0.0.1', '172.16.0.9'] }),
      'mesh/locked-out infrastructure.dns.1 error',
    ],
    [
      'a management host in private',
      set('management', ['10.0.0.0/8', '172.16.0.77']),
      'mesh/locked-out management.1 error',
    ],
    [
      'a management network that holds a private one',
      set('management', ['172.16.0.0/16']),
      'mesh/locked-out management.0 error',
    ],
    [
      'a management host in block',
      (i) => groups({ private: ['172.16.0.0/24'], block: ['10.9.0.0/16'] })(set('management', ['10.9.1.1'])(i)),
      'mesh/locked-out management.0 error',
    ],
    [
      'a private network without a known gateway',
      set('infrastructure', {}),
      'mesh/gateway-unknown groups.private.0 info',
    ],
    [
      'a node outside',
      groups({ private: ['172.16.0.1/32', '172.16.0.2/32'] }),
      'mesh/node-outside-groups nodes.c.address error',
    ],
    [
      'another address outside',
      setNode('a', { otherAddresses: ['192.168.0.1'] }),
      'mesh/node-outside-groups nodes.a.otherAddresses.0 warning',
    ],
    [
      'a node in clear by a network',
      groups({ private: ['172.16.0.0/24'], clear: ['172.16.0.254/32', '172.16.0.2/31'] }),
      'mesh/node-in-clear nodes.b.address warning',
    ],
    [
      'a node in clear by name',
      groups({ private: ['172.16.0.0/24'], clear: ['172.16.0.254/32', '172.16.0.3/32'] }),
      'mesh/node-in-clear nodes.c.address info',
    ],
    [
      'a node in block',
      groups({ private: ['172.16.0.0/24'], block: ['172.16.0.3/32'] }),
      'mesh/node-blocked nodes.c.address info',
    ],
    [
      'one private, one clear',
      groups({ private: ['172.16.0.0/24'], clear: ['172.16.0.254/32', '172.16.0.3/32'] }),
      'mesh/policy-mismatch nodes.c.address error',
    ],
    [
      'one private, one waiting',
      groups({ private: ['172.16.0.0/24'], 'clear-or-private': ['172.16.0.3/32'] }),
      'mesh/policy-mismatch nodes.c.address warning',
    ],
    [
      'private-or-clear',
      groups({ 'private-or-clear': ['172.16.0.0/24'] }),
      'mesh/plaintext-possible groups.private-or-clear warning',
    ],
    [
      'clear-or-private',
      groups({ 'clear-or-private': ['172.16.0.0/24'] }),
      'mesh/plaintext-possible groups.clear-or-private warning',
    ],
    [
      'the same network in two groups',
      groups({ private: ['172.16.0.0/24'], block: ['172.16.0.254/32'] }),
      'mesh/group-overlap groups.block.0 error',
    ],
    [
      'the same network twice',
      groups({ private: ['172.16.0.0/24', '172.16.0.0/24'] }),
      'libreswan/group-duplicate groups.private.1 warning',
    ],
    [
      'an entry of a family that nobody has',
      groups({ private: ['172.16.0.0/24', 'fd00::/64'] }),
      'mesh/group-family groups.private.1 warning',
    ],
    ['no groups', set('groups', undefined), 'mesh/no-groups groups error'],
    ['groups that are all empty', set('groups', { private: [] }), 'mesh/no-groups groups error'],
    ['a host before 3.19', setNode('b', { libreswan: '3.18' }), 'mesh/groups-need-3.19 nodes.b.libreswan error'],
    [
      'pre-shared keys',
      (i) => ({ ...i, auth: 'psk', psk: { master: `0x${'00112233445566778899aabbccddeeff'.repeat(2)}` } }),
      'mesh/needs-explicit auth error',
    ],
    ['links', set('links', [['a', 'b']]), 'mesh/needs-explicit links error'],
    [
      'transport mode',
      set('ipsec', { esp: 'aes256-sha2_256', type: 'transport' }),
      'mesh/needs-explicit ipsec.type error',
    ],
    [
      'an end that starts',
      set('ipsec', { esp: 'aes256-sha2_256', start: 'both' }),
      'mesh/needs-explicit ipsec.start warning',
    ],
    [
      'a priority',
      set('ipsec', { esp: 'aes256-sha2_256', options: { priority: 100 } }),
      'mesh/policy-flips ipsec.options.priority error',
    ],
    [
      'another issuer',
      setNode('b', { certificate: hostPem(nodeSubject('b'), { issuer: 'Other CA' }) }),
      'mesh/other-issuer nodes.b.certificate error',
    ],
    [
      'one certificate on two hosts',
      (i) => setNode('c', { certificate: i.nodes.a?.certificate })(i),
      'mesh/shared-certificate nodes.c.certificate error',
    ],
    [
      'an ECDSA key among RSA keys',
      setNode('c', { certificate: hostPem(nodeSubject('c'), { key: 'ec' }) }),
      'mesh/mixed-keys-need-explicit nodes.c.certificate error',
    ],
  ];
  test.each(found)('%s', (_, edit, expected) => {
    expect(about(edit)).toContain(expected);
  });

  test.each(found)('%s: not in explicit mode, which has no groups', (_, edit, expected) => {
    expect(about((inventory) => set('mode', 'explicit')(edit(inventory)))).not.toContain(expected);
  });

  testGoldenRows('everything that is found, and where', {
    file: 'findings/groups.txt',
    rows: found,
    title: ([why]) => why,
    told: ([, edit]) => findingsText(aboutMesh(edit)),
  });

  test('one key on two hosts', () => {
    expect(
      clusterOf(groupInventory())
        .findings.filter(({ code }) => code === 'mesh/shared-key')
        .map(({ code, at }) => [code, at.kind === 'value' && at.path.join('.')]),
    ).toEqual([
      ['mesh/shared-key', 'nodes.b.certificate'],
      ['mesh/shared-key', 'nodes.c.certificate'],
    ]);
  });

  test('what locks out with the entry to add', () => {
    const cluster = clusterOf(groupInventory(groups({ private: ['172.16.0.0/24'], clear: [] })));
    expect(cluster.findings.find(({ code }) => code === 'mesh/locked-out')?.hint).toContain('clear: [172.16.0.254/32]');
  });

  test('a flip with what it means on each side, and that hosts of both are there', () => {
    const edit: Edit = (inventory) =>
      setNode('a', { libreswan: '5.3' })(
        set('ipsec', { esp: 'aes256-sha2_256', options: { priority: 100 } })(
          groups({ private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] })(inventory),
        ),
      );
    const [finding] = clusterOf(groupInventory(edit)).findings.filter(({ code }) => code === 'mesh/policy-flips');
    expect(finding?.message).toMatch(/5\.2.*5\.3.*hosts of both kinds/);
  });

  test('nothing of all that in explicit mode', () => {
    const edit: Edit = (inventory) =>
      set('mode', 'explicit')(groups({ private: [], block: ['172.16.0.0/24'] })(inventory));
    expect(about(edit)).toEqual([]);
  });
});

test.each<[GroupAction, GroupAction, PairOutcome]>([
  ['encrypt', 'encrypt', 'encrypted'],
  ['encrypt', 'encrypt-else-clear', 'encrypted'],
  ['encrypt', 'clear-until-asked', 'encrypted-when-asked'],
  ['encrypt', 'clear', 'cut'],
  ['encrypt', 'drop', 'dropped'],
  ['encrypt-else-clear', 'encrypt-else-clear', 'encrypted-or-clear'],
  ['encrypt-else-clear', 'clear-until-asked', 'encrypted-or-clear'],
  ['encrypt-else-clear', 'clear', 'clear'],
  ['encrypt-else-clear', 'drop', 'dropped'],
  ['clear-until-asked', 'clear-until-asked', 'clear'],
  ['clear-until-asked', 'clear', 'clear'],
  ['clear-until-asked', 'drop', 'dropped'],
  ['clear', 'clear', 'clear'],
  ['clear', 'drop', 'dropped'],
  ['drop', 'drop', 'dropped'],
])('one host that does %s with another that does %s: %s', (a, b, outcome) => {
  expect([pairOutcome(a, b), pairOutcome(b, a)]).toEqual([outcome, outcome]);
});

test('of several issuers and kinds of keys that of most hosts is the one to have', () => {
  const names = ['a', 'b', 'c', 'd'];
  const inventory = testInventory(names);
  const nodes = names.map((name, i) => [
    name,
    {
      ...inventory.nodes[name],
      certificate: hostPem(nodeSubject(name), i === 0 ? { issuer: 'Other CA', key: 'ec' } : {}),
    },
  ]);
  const told = aboutMesh((before) => ({ ...before, nodes: Object.fromEntries(nodes) }))
    .filter(({ code }) => code.startsWith('mesh/'))
    .map(({ code, message }) => ({ code, message }));
  expect(told).toEqual(
    expect.arrayContaining([
      {
        code: 'mesh/other-issuer',
        message: expect.stringContaining("of a must have the issuer of the other hosts' (as that of b)"),
      },
      { code: 'mesh/mixed-keys-need-explicit', message: expect.stringContaining('a has ECDSA beside RSA') },
    ]),
  );
  expect(told).toHaveLength(2);
});

describe('for any groups', () => {
  const inventories = fc
    .tuple(arbitraryGroups(), fc.integer({ min: 2, max: 6 }), fc.boolean())
    .map(([written, count, dual]) => {
      const inventory = groupInventory(set('groups', written));
      const nodes = Object.entries(testInventory(['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count)).nodes);
      return {
        ...inventory,
        nodes: Object.fromEntries(
          nodes.map(([name, node], i) => [
            name,
            dual ? { ...node, address: [`172.16.0.${i + 1}`, `fd00::${i + 1}`] } : node,
          ]),
        ),
      };
    });
  const actionOf = (policy: ReturnType<typeof policyFor>): GroupAction | undefined =>
    policy.kind === 'group' ? policy.action : policy.kind === 'none' ? 'clear' : undefined;

  test('what two nodes do with each other fits together, or is a finding', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        // 5.2 negotiates for every entry, wherever it is.
        const draft = draftInventory({ ...inventory, libreswan: '5.2' }).inventory;
        const { mesh, findings } = draftMesh(draft, { authority: [], hosts: new Map() });
        const mismatched = findings.some(
          ({ code, severity }) => code === 'mesh/policy-mismatch' && severity === 'error',
        );
        let cut = false;
        for (const { first, second } of pairsOf(mesh)) {
          const there = actionOf(policyFor(groupHostOf(mesh, first.node), second.address));
          const back = actionOf(policyFor(groupHostOf(mesh, second.node), first.address));
          if (there === undefined || back === undefined) continue;
          expect(pairOutcome(there, back)).toBe(pairOutcome(back, there));
          cut ||= pairOutcome(there, back) === 'cut';
        }
        expect(mismatched).toBe(cut);
      }),
      { numRuns: 150 },
    );
  });

  test('a node whose traffic is in clear under all policies is a finding', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        const { mesh, findings } = draftMesh(draftInventory(inventory).inventory, { authority: [], hosts: new Map() });
        const named = new Set(
          findings
            .filter(({ code }) => /node-outside-groups|node-in-clear/.test(code))
            .map(({ at }) => at.kind === 'value' && at.path[1]),
        );
        for (const node of mesh.nodes) {
          const open = Object.values(node.addresses).some(
            (address) => actionOf(policyFor(groupHostOf(mesh, node), address)) === 'clear',
          );
          expect(named.has(node.name)).toBe(open);
        }
      }),
      { numRuns: 100 },
    );
  });
});
