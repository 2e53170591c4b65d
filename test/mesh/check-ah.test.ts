import { expect, test } from 'vitest';
import { renderHost } from '../../src/render/host.ts';
import { clusterOf, type TestInventory, testInventory } from '../support/cluster.ts';

const inventoryOf = (options: Record<string, unknown>, change: (inventory: TestInventory) => void = () => {}) => {
  const inventory = testInventory();
  Object.assign(inventory, { libreswan: '4.10', ipsec: { options } });
  change(inventory);
  return inventory;
};
const node = (inventory: TestInventory, name: string, change: Record<string, unknown>): void =>
  void Object.assign(inventory.nodes[name] as object, change);
const about = (inventory: TestInventory) =>
  clusterOf(inventory)
    .findings.filter(({ code }) => /^(mesh|libreswan|inventory)\//.test(code))
    .map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`);

const ah = { phase2: 'ah' };
const inClear = 'mesh/ah-in-clear ipsec.options.phase2';

test.each<[string, Record<string, unknown>, (i: TestInventory) => void, readonly string[]]>([
  ['the defaults of the release', ah, () => {}, [inClear]],
  ['an algorithm', { ...ah, ah: 'sha2_512' }, () => {}, [inClear]],
  ['several', { ...ah, ah: 'sha2_512,sha2_256' }, () => {}, [inClear]],
  ['ESP by its name', { phase2: 'esp' }, () => {}, []],
  [
    'an algorithm of ESP',
    ah,
    (i) => Object.assign(i, { ipsec: { options: ah, esp: 'aes_gcm256' } }),
    ['mesh/ah-conflict ipsec.esp', inClear],
  ],
  ['a cipher as algorithm', { ...ah, ah: 'aes256' }, () => {}, ['libreswan/bad-proposal ipsec.options.ah', inClear]],
  ['an algorithm without AH', { ah: 'sha2_256' }, () => {}, ['mesh/ah-conflict ipsec.options.ah']],
  ['UDP', ah, (i) => node(i, 'b', { encapsulation: 'yes' }), [inClear, 'mesh/ah-conflict nodes.b.encapsulation']],
  [
    'a crypto-policy that sets esp=',
    ah,
    (i) => node(i, 'a', { platform: 'rhel9' }),
    ['mesh/ah-conflict ipsec.options.phase2', inClear],
  ],
  [
    'a crypto-policy, and the algorithm',
    { ...ah, ah: 'sha2_256' },
    (i) => node(i, 'a', { platform: 'rhel9' }),
    [inClear],
  ],
])('AH: %s', (_, options, change, expected) => {
  expect(about(inventoryOf(options, change)).sort()).toEqual([...expected].sort());
});

const renderingOf = (inventory: TestInventory) => {
  const cluster = clusterOf(inventory);
  if (cluster.kind === 'failed') throw new Error(cluster.findings.map(({ message }) => message).join('\n'));
  return cluster.value.rendering;
};

test('the conns say phase2=ah and its algorithms, and nothing of ESP', () => {
  const rendering = renderingOf(inventoryOf({ ...ah, ah: 'sha2_256' }));
  const files = renderHost(rendering, rendering.mesh.nodes[0] as never);
  if (files.kind === 'failed') throw new Error('it renders');
  const conf = String(files.value.find(({ path }) => path.endsWith('.conf'))?.content);
  expect(conf.match(/^\t(?:phase2|ah|esp)=.*$/gm)).toEqual(['\tah=sha2_256', '\tphase2=ah']);
});

test.each([
  // RFC 4302: a new IPv4 header, 12 bytes, the ICV; the whole is a multiple of 4.
  ['sha2_256', 'AH-HMAC_SHA2_256_128', 1500 - 20 - 12 - 16],
  ['sha2_512', 'AH-HMAC_SHA2_512_256', 1500 - 20 - 12 - 32],
  ['sha1', 'AH-HMAC_SHA1_96', 1500 - 20 - 12 - 12],
])('the MTU with %s is that of AH', (algorithm, transform, tunnelMtu) => {
  const [smallest] = renderingOf(inventoryOf({ ...ah, ah: algorithm })).mtu.classes;
  expect(smallest).toMatchObject({ transform, tunnelMtu, overhead: 1500 - tunnelMtu });
});
