import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster.ts';
import { peeringsOf } from '../../src/mesh/peerings.ts';
import { renderHost } from '../../src/render/host.ts';
import { renderShared } from '../../src/render/shared.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import {
  authorityPem,
  clusterOf,
  goodCluster,
  hostPem,
  nodeSubject,
  type TestInventory,
  testInventory,
} from '../support/cluster.ts';
import { resolvedConns } from '../support/read-conns.ts';
import { valueIn } from '../support/results.ts';

const connText = (cluster: Cluster, host: string): string => {
  const node = cluster.mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`no host ${host}`);
  const file = valueIn(renderHost(cluster.rendering, node)).find(({ path }) => path.endsWith('.conf'));
  return file?.content ?? '';
};
const connsOf = (cluster: Cluster, host: string) => resolvedConns(connText(cluster, host));
const allFiles = (cluster: Cluster) => cluster.mesh.nodes.map((node) => valueIn(renderHost(cluster.rendering, node)));

test('a full mesh of N single-family hosts has N - 1 conns on each and N × (N - 1) in all', () => {
  fc.assert(
    fc.property(arbitraryInventory({ families: false, partial: false, maxNodes: 60 }), (inventory) => {
      const cluster = goodCluster(inventory);
      const n = cluster.mesh.nodes.length;
      const counts = cluster.mesh.nodes.map(({ name }) => connsOf(cluster, name).size);
      expect(counts).toEqual(counts.map(() => n - 1));
    }),
    { numRuns: 25 },
  );
});

test('there is one conn for each ordered linked pair and family that both have, under a name of its own', () => {
  fc.assert(
    fc.property(arbitraryInventory(), (inventory) => {
      const cluster = goodCluster(inventory);
      for (const node of cluster.mesh.nodes) {
        expect([...connsOf(cluster, node.name).keys()]).toEqual(
          peeringsOf(cluster.mesh, node).map(({ connName }) => connName),
        );
      }
    }),
    { numRuns: 50 },
  );
});

/** What one end says of both ends must be what the other says with the ends exchanged. */
const mirrored: Readonly<Record<string, string>> = { left: 'right', leftid: 'rightid' };
/** Keywords that belong to the host alone: where its certificate is, when it starts, how its release spells the IKE version. */
const local = [
  'leftcert',
  'auto',
  'ikev2',
  'keyexchange',
  'rightca',
  'dpdtimeout',
  'dpdaction',
  'leftrsasigkey',
  'rightrsasigkey',
];

test('the conn on a for b mirrors the conn on b for a, but for what is local', () => {
  fc.assert(
    fc.property(arbitraryInventory({ releases: ['3.32', '4.10', '4.15', '5.2', '5.4', '4.3..5.2'] }), (inventory) => {
      const cluster = goodCluster(inventory);
      for (const a of cluster.mesh.nodes) {
        for (const { connName, family, remote } of peeringsOf(cluster.mesh, a)) {
          const mine = connsOf(cluster, a.name).get(connName) ?? {};
          const name =
            peeringsOf(cluster.mesh, remote.node).find((p) => p.remote.node === a && p.family === family)?.connName ??
            '';
          const theirs = connsOf(cluster, remote.node.name).get(name) ?? {};
          for (const [left, right] of Object.entries(mirrored)) {
            expect(mine[left]).toBe(theirs[right]);
            expect(mine[right]).toBe(theirs[left]);
          }
          const rest = (settings: Readonly<Record<string, string>>) =>
            Object.entries(settings).filter(
              ([keyword]) =>
                !(keyword in mirrored) && !Object.values(mirrored).includes(keyword) && !local.includes(keyword),
            );
          expect(rest(mine)).toEqual(rest(theirs));
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('the order of the inventory does not matter', () => {
  fc.assert(
    fc.property(arbitraryInventory({ maxNodes: 6 }), fc.nat(), (inventory, seed) => {
      const entries = Object.entries(inventory.nodes);
      const turned = [...entries.slice(seed % entries.length), ...entries.slice(0, seed % entries.length)].reverse();
      const links = Array.isArray(inventory.links)
        ? { links: [...inventory.links].reverse().map((pair: string[]) => [...pair].reverse()) }
        : {};
      expect(allFiles(goodCluster({ ...inventory, ...links, nodes: Object.fromEntries(turned) }))).toEqual(
        allFiles(goodCluster(inventory)),
      );
    }),
    { numRuns: 30 },
  );
});

test('a new node changes no conn between the others', () => {
  fc.assert(
    fc.property(arbitraryInventory({ maxNodes: 6, partial: false }), fc.constantFrom('rsa', 'ec'), (inventory, key) => {
      const before = goodCluster(inventory);
      const added = {
        address: '172.31.0.1',
        certificate: hostPem(nodeSubject('zz-new'), { key }),
        libreswan: '4.10',
        encapsulation: 'yes',
      };
      const after = clusterOf({ ...inventory, nodes: { ...inventory.nodes, 'zz-new': added } });
      // An ECDSA host can not join hosts older than 3.26.
      if (after.kind === 'failed') return;
      for (const { name } of before.mesh.nodes) {
        const conns = connsOf(after.value, name);
        for (const [conn, settings] of connsOf(before, name)) expect(conns.get(conn)).toEqual(settings);
      }
    }),
    { numRuns: 40 },
  );
});

test('both layouts mean the same', () => {
  fc.assert(
    fc.property(arbitraryInventory({ maxNodes: 6 }), (inventory) => {
      const inLayout = (layout: string) =>
        goodCluster({ ...inventory, ipsec: { ...(inventory.ipsec as object), layout } });
      const [shared, flat] = [inLayout('shared'), inLayout('flat')];
      for (const { name } of shared.mesh.nodes) expect(connsOf(flat, name)).toEqual(connsOf(shared, name));
    }),
    { numRuns: 40 },
  );
});

test('no subject, however hostile, adds a line, a keyword or a conn', () => {
  fc.assert(
    fc.property(arbitraryInventory({ maxNodes: 4, hostileSubjects: true }), (inventory) => {
      const cluster = clusterOf(inventory);
      if (cluster.kind === 'failed') return;
      for (const { name } of cluster.value.mesh.nodes) {
        for (const settings of connsOf(cluster.value, name).values()) {
          for (const keyword of Object.keys(settings)) expect(allowed).toContain(keyword);
        }
      }
      for (const file of allFiles(cluster.value).flat()) expect(file.content).toMatch(/^[\t\n\x20-\x7e]*\n$/);
    }),
    { numRuns: 150 },
  );
});

const allowed = [
  ...[
    'left',
    'leftid',
    'leftcert',
    'leftrsasigkey',
    'right',
    'rightid',
    'rightca',
    'rightrsasigkey',
    'authby',
    'auto',
    'ikev2',
  ],
  ...['keyexchange', 'type', 'dpddelay', 'dpdtimeout', 'dpdaction', 'connaddrfamily'],
];

test('hosts run in ascending order of release the same conns in their own words', () => {
  const rows = [
    {
      libreswan: '3.15',
      keys: { ikev2: 'insist', dpdtimeout: '60', dpdaction: 'hold', leftrsasigkey: '%cert', rightrsasigkey: '%cert' },
    },
    { libreswan: '4.3', keys: { ikev2: 'insist', dpdtimeout: '60', dpdaction: 'hold' } },
    { libreswan: '4.10', keys: { ikev2: 'insist', dpdaction: 'hold' } },
    { libreswan: '4.15..5.0', keys: { ikev2: 'insist' } },
    { libreswan: '5.4', keys: { keyexchange: 'ikev2' } },
  ];
  for (const { libreswan, keys } of rows) {
    const { rightca, authby, left, leftid, leftcert, right, rightid, auto, dpddelay, ...rest } =
      connsOf(goodCluster({ ...testInventory(), libreswan }), 'a').get('b') ?? {};
    expect({ libreswan, ...rest }).toEqual({ libreswan, ...keys });
    expect({ rightca, authby, auto, dpddelay }).toEqual({
      rightca: '%same',
      authby: 'rsasig',
      auto: 'ondemand',
      dpddelay: '15',
    });
    expect([left, leftid, leftcert, right, rightid]).toEqual([
      '172.16.0.1',
      'O=system:nodes, CN=system:node:a',
      'a',
      '172.16.0.2',
      'O=system:nodes, CN=system:node:b',
    ]);
  }
});

test('only 3.15 gets a secrets file, and it is secret', () => {
  for (const [libreswan, there] of [
    ['3.15', true],
    ['3.16', false],
    ['5.4', false],
  ] as const) {
    const cluster = goodCluster({ ...testInventory(), libreswan });
    const secrets = allFiles(cluster)
      .flat()
      .filter(({ path }) => path.endsWith('.secrets'));
    expect(secrets.length > 0).toBe(there);
    for (const file of secrets)
      expect(file).toMatchObject({ mode: '0600', secret: true, content: expect.stringContaining(': RSA "') });
  }
});

interface KeyRow {
  readonly keys: readonly ['rsa' | 'ec', 'rsa' | 'ec'];
  readonly libreswan: string;
  readonly auth?: Readonly<Record<string, string>>;
  readonly code?: string;
}

const keyRows: readonly KeyRow[] = [
  { keys: ['rsa', 'rsa'], libreswan: '3.15', auth: { authby: 'rsasig' } },
  { keys: ['ec', 'ec'], libreswan: '4.10', auth: { authby: 'ecdsa' } },
  { keys: ['rsa', 'ec'], libreswan: '4.4', auth: { leftauth: 'rsasig', rightauth: 'ecdsa' } },
  { keys: ['ec', 'rsa'], libreswan: '5.2', auth: { leftauth: 'ecdsa', rightauth: 'rsasig' } },
  { keys: ['rsa', 'ec'], libreswan: '4.3..5.2', code: 'render/mixed-keys-need-4.4' },
  { keys: ['rsa', 'ec'], libreswan: '3.25', code: 'render/ecdsa-needs-3.26' },
  { keys: ['ec', 'ec'], libreswan: '3.23..4.10', code: 'render/ecdsa-needs-3.26' },
];

test.each(keyRows)('keys $keys on $libreswan: $auth, or the refusal $code', ({ keys, libreswan, auth, code }) => {
  const inventory: TestInventory = { ...testInventory(['a', 'b']), libreswan };
  for (const [i, host] of ['a', 'b'].entries()) {
    (inventory.nodes[host] as Record<string, unknown>).certificate = hostPem(nodeSubject(host), {
      key: keys[i] as 'rsa' | 'ec',
    });
  }
  const cluster = clusterOf(inventory);
  if (code !== undefined) {
    expect(cluster.kind).toBe('failed');
    expect(cluster.findings.map((finding) => finding.code)).toContain(code);
    return;
  }
  const conn = connsOf(valueIn(cluster), 'a').get('b') ?? {};
  const { authby, leftauth, rightauth } = conn;
  expect({ authby, leftauth, rightauth }).toEqual({
    authby: undefined,
    leftauth: undefined,
    rightauth: undefined,
    ...auth,
  });
  if (keys.includes('ec')) expect(Object.keys(conn).filter((keyword) => keyword.endsWith('rsasigkey'))).toEqual([]);
});

test('two issuers in one cluster: each conn names the CA of its peer', () => {
  const inventory = testInventory(['a', 'b', 'c']);
  (inventory.nodes.c as Record<string, unknown>).certificate = hostPem(nodeSubject('c'), { issuer: 'Other CA' });
  inventory.authority = `${inventory.authority}${'\n'}${authorityPem('Other CA')}`;
  const conns = connsOf(goodCluster(inventory), 'a');
  expect(conns.get('b')?.rightca).toBe('%same');
  expect(conns.get('c')?.rightca).toBe('OU=openshift, CN=Other CA');
});

test('apply.sh places every file of a host and those that hosts share, and README.txt names them', () => {
  const psk = { auth: 'psk', psk: { master: `0x${'00112233445566778899aabbccddeeff'.repeat(2)}` } };
  const inventories = fc.oneof(
    arbitraryInventory(),
    arbitraryInventory().map((inventory) => ({ ...inventory, ...psk })),
    // The one release that needs a secrets file for a certificate.
    fc.constantFrom('3.15', '3.15..3.18').map((libreswan) => ({ ...testInventory(), libreswan })),
    fc.constant({ ...testInventory(), mode: 'opportunistic', groups: { private: ['172.16.0.0/16'] } }),
  );
  fc.assert(
    fc.property(inventories, (inventory) => {
      const { mesh, rendering } = goodCluster(inventory);
      const shared = renderShared(mesh).map(({ path, mode, target }) => `${mode} ../_shared/${path} ${target}`);
      for (const node of mesh.nodes) {
        const files = valueIn(renderHost(rendering, node));
        const content = (name: string): string => files.find(({ path }) => path === name)?.content ?? '';
        const [, places = ''] = /^own_files='([^']*)'$/m.exec(content('apply.sh')) ?? [];
        const rows = [...files.map(({ path, mode, target }) => `${mode} ${path} ${target}`), ...shared];
        expect(places.split('\n').sort()).toEqual(rows.sort());
        for (const { path, target } of files)
          expect(content('README.txt')).toMatch(new RegExp(`  ${path} +${target}( \\(secret\\))?\n`));
      }
    }),
    { numRuns: 40 },
  );
});
