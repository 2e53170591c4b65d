import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { machineconfig } from '../../../src/render/formats/machineconfig.ts';
import { tree } from '../../../src/render/formats/tree.ts';
import { testInventory } from '../../support/cluster.ts';
import {
  arbitraryCluster,
  documentOf,
  filesOf,
  type Row,
  renderedCluster,
  rowsOf,
  withSecretFiles,
} from './rendered-cluster.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of YAML
type Anything = any;

/** Exactly the keys that are expected: what the API does not have, the operator would not apply. */
function keysOf(value: Anything, ...keys: readonly string[]): Anything {
  expect(Object.keys(value).sort()).toEqual([...keys].sort());
  return value;
}

/**
 * Reads MachineConfigs strictly.
 *
 * @see OpenShift API reference, MachineConfig [machineconfiguration.openshift.io/v1]; Ignition specification v3.2.0
 */
function read(text: string): readonly Anything[] {
  return parseAllDocuments(text).map((one) => {
    const object = one.toJS();
    const { apiVersion, kind, metadata, spec } = keysOf(object, 'apiVersion', 'kind', 'metadata', 'spec');
    expect([apiVersion, kind]).toEqual(['machineconfiguration.openshift.io/v1', 'MachineConfig']);
    keysOf(keysOf(metadata, 'name', 'labels').labels, 'machineconfiguration.openshift.io/role');
    const config = keysOf(spec, 'config').config;
    const { ignition, storage } = config;
    expect(ignition).toEqual({ version: '3.2.0' });
    for (const file of keysOf(storage, 'files').files)
      keysOf(file, 'path', 'overwrite', 'mode', 'user', 'group', 'contents');
    expect(Object.keys(config).filter((key) => !['ignition', 'storage', 'systemd'].includes(key))).toEqual([]);
    return object;
  });
}

const nodes = arbitraryCluster.filter(({ cluster: { mesh, rendering } }) =>
  mesh.nodes.every((node) => machineconfig.check?.(rendering, node).length === 0),
);

test('the objects have the bytes, modes and owners of the tree, each shared file once in a pool', () => {
  fc.assert(
    fc.property(nodes, (made) => {
      const rows = read(documentOf(machineconfig, made).toString()).flatMap(({ spec }) =>
        spec.config.storage.files.map(({ path, mode, user, group, contents }: Anything): readonly [string, Row] => {
          const content = Buffer.from(contents.source.replace('data:;base64,', ''), 'base64').toString('latin1');
          expect([user, group]).toEqual([{ id: 0 }, { id: 0 }]);
          return [path, [`0${Number(mode).toString(8)}`, 'root:root', content]];
        }),
      );
      expect(new Set(rows.map(([path]) => path)).size).toBe(rows.length);
      const expected = [...filesOf(tree, made)].flatMap(([path, file]) =>
        Object.entries(rowsOf([file], () => `/etc/swanmesh/hosts/${path}`)),
      );
      expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: 8 },
  );
});

test('an object a host and one a pool: the role is the pool, and worker where there is none', () => {
  const inventory = testInventory();
  const roles = ['master', undefined, 'infra'];
  for (const [i, node] of Object.values(inventory.nodes).entries()) if (roles[i] !== undefined) node.role = roles[i];
  const objects = read(documentOf(machineconfig, renderedCluster(inventory)).toString());
  expect(
    objects.map(({ metadata, spec }) => [
      metadata.name,
      Object.values(metadata.labels),
      spec.config.systemd !== undefined,
    ]),
  ).toEqual([
    ['99-master-swanmesh-a', ['master'], false],
    ['99-worker-swanmesh-b', ['worker'], false],
    ['99-infra-swanmesh-c', ['infra'], false],
    ['99-infra-swanmesh', ['infra'], true],
    ['99-master-swanmesh', ['master'], true],
    ['99-worker-swanmesh', ['worker'], true],
  ]);
  expect(objects.at(-1)?.spec.config.systemd?.units[0]?.contents).toContain(
    '/etc/swanmesh/hosts/%H/apply.sh --stage add',
  );
});

test('a host with secret files is refused, and a role that is no pool’s name', () => {
  const { mesh, rendering } = withSecretFiles.cluster;
  const found = mesh.nodes.flatMap((node) => machineconfig.check?.(rendering, node) ?? []);
  expect(found.map(({ code }) => code)).toEqual(mesh.nodes.map(() => 'render/no-secret-object'));
  const inventory = testInventory(['a']);
  Object.assign(inventory.nodes.a ?? {}, { role: 'Büro 1' });
  const { cluster } = renderedCluster(inventory);
  expect(cluster.mesh.nodes.flatMap((node) => machineconfig.check?.(cluster.rendering, node) ?? [])).toMatchObject([
    { code: 'render/no-kubernetes-name', at: { path: ['nodes', 'a', 'role'] } },
  ]);
});
