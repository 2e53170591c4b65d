import { expect, test } from 'vitest';
import { renderHost } from '../../src/render/host.ts';
import { clusterOf, type TestInventory, testInventory } from '../support/cluster.ts';

interface Row {
  readonly why: string;
  readonly change: (inventory: TestInventory) => void;
  /** Code and dotted path of every finding about it. */
  readonly findings: readonly string[];
}

const node = (inventory: TestInventory, name: string, change: Record<string, unknown>): void =>
  void Object.assign(inventory.nodes[name] as object, change);

const ready = { libreswan: '5.4', nss: '3.118.1' };

/** Three hosts that can have ML-KEM, and what is changed about them. */
const inventoryOf = (change: (inventory: TestInventory) => void): TestInventory => {
  const inventory = testInventory();
  Object.assign(inventory, { ipsec: { pq: 'ml_kem_768', esp: 'aes_gcm256' } });
  for (const name of ['a', 'b', 'c']) node(inventory, name, ready);
  change(inventory);
  return inventory;
};

const rows: readonly Row[] = [
  { why: 'all can', change: () => {}, findings: [] },
  { why: 'a package with epoch and revision', change: (i) => node(i, 'a', { nss: '2:3.120-1+deb14u1' }), findings: [] },
  {
    why: 'one is older: its pairs come up without',
    change: (i) => node(i, 'b', { libreswan: '4.10' }),
    findings: ['mesh/pq-partial ipsec.pq'],
  },
  {
    why: 'a range that begins before 5.4 is given what all of it reads',
    change: (i) => node(i, 'b', { libreswan: '5.3..5.4' }),
    findings: ['mesh/pq-partial ipsec.pq'],
  },
  {
    why: 'one alone has nobody to use it with',
    change: (i) => [node(i, 'b', { libreswan: '5.2' }), node(i, 'c', { libreswan: '5.2' })],
    findings: ['mesh/pq-release ipsec.pq'],
  },
  {
    why: 'two that are not linked',
    change: (i) => [
      node(i, 'b', { libreswan: '5.2' }),
      Object.assign(i, {
        links: [
          ['a', 'b'],
          ['b', 'c'],
        ],
      }),
    ],
    findings: ['mesh/pq-release ipsec.pq'],
  },
  { why: 'the last NSS without', change: (i) => node(i, 'a', { nss: '3.118' }), findings: ['mesh/pq-nss nodes.a.nss'] },
  { why: 'a much older NSS', change: (i) => node(i, 'a', { nss: '3.87.1' }), findings: ['mesh/pq-nss nodes.a.nss'] },
  {
    why: 'nobody says which',
    change: (i) => [node(i, 'a', { nss: undefined }), node(i, 'b', { nss: undefined })],
    findings: ['mesh/pq-nss ipsec.pq'],
  },
  {
    why: 'nobody says which of a host that does not use it',
    change: (i) => node(i, 'a', { nss: undefined, libreswan: '4.10' }),
    findings: ['mesh/pq-partial ipsec.pq'],
  },
  { why: 'FIPS mode of all', change: (i) => Object.assign(i, { fips: true }), findings: ['mesh/pq-fips ipsec.pq'] },
  { why: 'FIPS mode of one', change: (i) => node(i, 'c', { fips: true }), findings: ['mesh/pq-fips ipsec.pq'] },
  {
    why: 'FIPS mode of all but those that use it',
    change: (i) => [Object.assign(i, { fips: true }), ...['a', 'b', 'c'].map((name) => node(i, name, { fips: false }))],
    findings: [],
  },
  {
    why: 'no fragments',
    change: (i) =>
      Object.assign(i, { ipsec: { pq: 'ml_kem_768', esp: 'aes_gcm256', options: { fragmentation: 'never' } } }),
    findings: ['mesh/pq-fragmentation ipsec.options.fragmentation'],
  },
  {
    why: 'fragments by force',
    change: (i) =>
      Object.assign(i, { ipsec: { pq: 'ml_kem_768', esp: 'aes_gcm256', options: { fragmentation: 'force' } } }),
    findings: [],
  },
];

const about = (inventory: TestInventory) =>
  clusterOf(inventory).findings.filter(({ code }) => /^(mesh|inventory|libreswan|render)\//.test(code));

test.each(rows)('where ML-KEM comes up: $why', ({ change, findings }) => {
  const found = about(inventoryOf(change));
  expect(found.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`)).toEqual(findings);
});

const lineOf = (inventory: TestInventory, host: string): string | undefined => {
  const cluster = clusterOf(inventory);
  if (cluster.kind === 'failed') throw new Error(cluster.findings.map(({ message }) => message).join('\n'));
  const { mesh, rendering } = cluster.value;
  const one = mesh.nodes.find(({ name }) => name === host);
  if (one === undefined) throw new Error(`no ${host}`);
  const files = renderHost(rendering, one);
  if (files.kind === 'failed') throw new Error('it renders');
  const conf = files.value.find(({ path }) => path.endsWith('.conf'))?.content ?? '';
  return /^\tike=(.*)$/m.exec(String(conf))?.[1];
};

test('5.4 offers every proposal with the exchange and then without, older releases without', () => {
  const inventory = inventoryOf((i) => node(i, 'b', { libreswan: '4.10' }));
  expect(lineOf(inventory, 'a')).toBe('aes_gcm256-sha2_512;dh20;addke1=ml_kem_768,aes_gcm256-sha2_512;dh20');
  expect(lineOf(inventory, 'b')).toBe('aes_gcm256-sha2_512;dh20');
});

test('the proposals of ike are those that it is added to', () => {
  const inventory = inventoryOf((i) =>
    Object.assign(i, { ipsec: { pq: 'ml_kem_768', ike: 'aes256-sha2_256;dh21+dh19,aes_gcm128-sha2_256;dh19' } }),
  );
  expect(lineOf(inventory, 'a')).toBe(
    'aes256-sha2_256;dh21+dh19;addke1=ml_kem_768,aes_gcm128-sha2_256;dh19;addke1=ml_kem_768,aes256-sha2_256;dh21+dh19,aes_gcm128-sha2_256;dh19',
  );
});

test('transforms by name in ike are for ipsec.pq to write', () => {
  const inventory = inventoryOf((i) =>
    Object.assign(i, { ipsec: { ike: 'aes_gcm256-sha2_512;dh20;addke1=ml_kem_768' } }),
  );
  const [finding] = about(inventory);
  expect(finding).toMatchObject({ code: 'libreswan/bad-proposal', hint: expect.stringContaining('pq: ml_kem_768') });
});

const fipsRows: readonly (readonly [why: string, ipsec: Record<string, unknown>, findings: readonly string[]])[] = [
  ['what is left', { ike: 'aes_gcm256-sha2_512;dh20', esp: 'aes256-sha2_512' }, []],
  ['the defaults', {}, []],
  ['a cipher in esp', { esp: 'aes_gcm256,chacha20_poly1305' }, ['mesh/fips-algorithm ipsec.esp']],
  ['a group and a function in ike', { ike: 'aes256-md5;dh31' }, ['mesh/fips-algorithm ipsec.ike']],
  ['an integrity algorithm', { esp: 'aes256-aes_xcbc' }, ['mesh/fips-algorithm ipsec.esp']],
];

test.each(fipsRows)('a host in FIPS mode is given what pluto has there: %s', (_, ipsec, findings) => {
  const inventory = testInventory();
  Object.assign(inventory, { libreswan: '5.2', ipsec });
  node(inventory, 'a', { fips: true });
  const found = about(inventory);
  expect(found.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`)).toEqual(findings);
});
