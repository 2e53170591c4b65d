import fc from 'fast-check';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkSize, kubernetes } from '../../../src/render/formats/kubernetes.ts';
import { tree } from '../../../src/render/formats/tree.ts';
import { testInventory } from '../../support/cluster.ts';
import {
  arbitraryCluster,
  documentOf,
  filesOf,
  type RenderedCluster,
  type Row,
  renderedCluster,
  rowsOf,
  withSecretFiles,
} from './rendered-cluster.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of YAML
type Anything = any;

const objectsOf = (text: string): readonly Anything[] => parseAllDocuments(text).map((one) => one.toJS());
const models: Readonly<Record<string, new (value: Anything) => { validate(): void }>> = {
  ConfigMap,
  DaemonSet,
  Namespace,
  Secret,
};
const validate = (object: Anything): void => new (models[object.kind] ?? expect.fail(object.kind))(object).validate();

/** What the volumes of all pods have, as the kubelet puts it together. */
function decoded(objects: readonly Anything[]): Readonly<Record<string, Row>> {
  const find = (kind: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name) ?? expect.fail(`${kind} ${name}`);
  const rows = objects
    .filter(({ kind }) => kind === 'DaemonSet')
    .flatMap(({ spec }) => spec.template.spec.volumes[0].projected.sources)
    .flatMap(({ configMap, secret }) => {
      const { name, items } = configMap ?? secret;
      const { data } = find(configMap ? 'ConfigMap' : 'Secret', name);
      return items.map(({ key, path, mode }: Record<string, Anything>) => {
        const content = configMap ? data[key] : Buffer.from(data[key], 'base64').toString('latin1');
        return [path, [`0${mode.toString(8)}`, 'root:root', content]] as const;
      });
    });
  return Object.fromEntries(rows);
}

const treeRows = (made: RenderedCluster): Readonly<Record<string, Row>> =>
  Object.fromEntries([...filesOf(tree, made)].flatMap(([path, file]) => Object.entries(rowsOf([file], () => path))));

/** Clusters whose hosts may be nodes. */
const nodes = arbitraryCluster.filter(({ cluster: { mesh, rendering } }) =>
  mesh.nodes.every((node) => kubernetes.check?.(rendering, node).length === 0),
);

test('the volumes of the pods have the bytes and modes of the tree', () => {
  fc.assert(
    fc.property(nodes, (made) => {
      expect(decoded(objectsOf(documentOf(kubernetes, made).toString()))).toEqual(treeRows(made));
    }),
    { numRuns: 8 },
  );
});

test('every object is what the API of Kubernetes describes, and comes after the namespace that it is in', () => {
  fc.assert(
    fc.property(nodes, (made) => {
      const objects = objectsOf(documentOf(kubernetes, made).toString());
      for (const object of objects) validate(object);
      expect(objects[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'swanmesh' } });
      expect(objects.slice(1).every(({ metadata }) => metadata.namespace === 'swanmesh')).toBe(true);
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 8 },
  );
});

describe('the judge', () => {
  const objects = objectsOf(documentOf(kubernetes, withSecretFiles).toString());
  const slip = (kind: string, change: (object: Anything) => void) => {
    const object = structuredClone(objects.find((one) => one.kind === kind));
    change(object);
    return () => validate(object);
  };
  test('refuses what is not of the API', () => {
    expect(slip('DaemonSet', ({ spec }) => delete spec.selector)).toThrow();
    expect(slip('DaemonSet', ({ spec }) => Object.assign(spec.template.spec, { hostPID: 'yes' }))).toThrow();
    expect(slip('Secret', (secret) => Object.assign(secret.data, { key: 7 }))).toThrow();
  });
});

test('keys are in Secrets alone, and each node’s pod names no Secret but its own', () => {
  const objects = objectsOf(documentOf(kubernetes, withSecretFiles).toString());
  const keys = withSecretFiles.hosts.flatMap(({ files }) =>
    files.flatMap(({ secret, content }) => (secret ? [...content.matchAll(/0x([0-9a-f]{32})/g)] : [])),
  );
  expect(keys.length).toBeGreaterThan(0);
  for (const object of objects.filter(({ kind }) => kind !== 'Secret'))
    for (const [key = ''] of keys) expect(JSON.stringify(object)).not.toContain(key);
  for (const { spec, metadata } of objects.filter(({ kind }) => kind === 'DaemonSet')) {
    const [secret, ...others] = spec.template.spec.volumes[0].projected.sources.filter((one: Anything) => one.secret);
    expect([secret.secret.name, others]).toEqual([metadata.name, []]);
    const affinity = spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(`swanmesh-${affinity.nodeSelectorTerms[0].matchFields[0].values[0]}`).toBe(metadata.name);
  }
});

test('without --with-secrets all but the Secrets is there', () => {
  const kinds = (withSecrets: boolean) =>
    objectsOf(documentOf(kubernetes, withSecretFiles, { withSecrets }).toString()).map(({ kind }) => kind);
  expect(kinds(false)).toEqual(kinds(true).filter((kind) => kind !== 'Secret'));
});

test('a pod is made anew when a file changes, and only then', () => {
  const digests = (inventory: unknown): readonly string[] =>
    objectsOf(documentOf(kubernetes, renderedCluster(inventory)).toString())
      .filter(({ kind }) => kind === 'DaemonSet')
      .map(({ spec }) => spec.template.metadata.annotations['swanmesh/files']);
  const plain = testInventory();
  expect(digests(plain)).toEqual(digests(plain));
  const changed = digests({ ...plain, ipsec: { esp: 'aes256-sha2_256' } });
  for (const [i, digest] of digests(plain).entries()) expect(changed[i]).not.toBe(digest);
});

test('what an object holds is a MiB, of secret files and of others', () => {
  const [{ files = [] } = {}] = withSecretFiles.hosts;
  const sized = (bytes: number, secret: boolean) => {
    const [file = expect.fail()] = files.filter((one) => one.secret === secret);
    return checkSize({ name: 'a', files: [{ ...file, content: 'x'.repeat(bytes) }] });
  };
  for (const secret of [true, false]) {
    expect(sized(1 << 20, secret)).toEqual([]);
    expect(sized((1 << 20) + 1, secret)).toMatchObject([
      { code: 'render/object-too-large', at: { path: ['nodes', 'a'] } },
    ]);
  }
});

test('a host whose name is no node’s is refused', () => {
  const { cluster } = renderedCluster(testInventory(['Node_1', 'a-', 'b', 'c.d']));
  const found = cluster.mesh.nodes.flatMap((node) => kubernetes.check?.(cluster.rendering, node) ?? []);
  expect(found.map(({ code, at }) => [code, at])).toEqual([
    ['render/no-kubernetes-name', { kind: 'value', path: ['nodes', 'Node_1'] }],
    ['render/no-kubernetes-name', { kind: 'value', path: ['nodes', 'a-'] }],
  ]);
});
