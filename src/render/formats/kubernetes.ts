/**
 * Objects of Kubernetes. For each node a ConfigMap, a Secret where it has secret files, and a DaemonSet of its own, so that a
 * node can read no secrets but its own: the kubelet gets what pods on its node name. The pod hands the tree to the node and
 * runs `apply.sh` there.
 *
 * @see Kubernetes API, v1 ConfigMap, Secret, Namespace; apps/v1 DaemonSet; "Projected Volumes"; "Using Node Authorization"
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { shellWord } from '../../bytes/shell-word.ts';
import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import { chunksOf, encode } from '../chunks.ts';
import { type RenderedFile, sharedFolder } from '../rendered-file.ts';
import type { DocumentFormat } from './format.ts';
import { checkName } from './kubernetes-names.ts';
import { type RenderedHost, renderedHost } from './rendered-host.ts';
import { type YamlValue, yaml } from './yaml-text.ts';

export const kubernetes: DocumentFormat = {
  kind: 'document',
  name: 'kubernetes',
  description: 'objects of Kubernetes that bring each node to its files',
  check: (rendering, node) => {
    const at = valueAt('nodes', node.name);
    const host = renderedHost(rendering, node);
    return [
      ...checkName('a node', node.name, 253 - prefix.length, at),
      ...(host.kind === 'ok' ? checkSize(host.value) : []),
    ];
  },
  start: ({ shared, withSecrets }) => {
    const common = shared.map(({ content }) => content).join('\0');
    let isBegun = false;
    // What all others are in comes first.
    const begin = (): readonly string[] => {
      const head = isBegun ? [] : [namespaceObject, sharedObject(shared)];
      isBegun = true;
      return head;
    };
    return {
      add: (host) => {
        const open = host.files.filter(({ secret }) => !secret);
        const secrets = host.files.filter(({ secret }) => secret);
        return [
          ...begin(),
          object('v1', 'ConfigMap', prefix + host.name, { data: dataOf(open, ({ content }) => content) }),
          ...(withSecrets && secrets.length > 0 ? [secretObject(host.name, secrets)] : []),
          daemonSet(host, shared, digestOf(common, host)),
        ];
      },
      finish: begin,
    };
  },
};

const namespace = 'swanmesh';
const prefix = 'swanmesh-';
/** The object of no node: those have a dash in this place. */
const sharedName = 'swanmesh.shared';

/** What a ConfigMap or a Secret may hold. */
const mostBytes = 1 << 20;

/** Whether the files of a host fit into its ConfigMap and its Secret: `render/object-too-large`. */
export function checkSize({ name, files }: Pick<RenderedHost, 'name' | 'files'>): readonly Diagnostic[] {
  const sizeOf = (own: readonly RenderedFile[]): number =>
    own.flatMap(chunksOf).reduce((sum, { length }) => sum + length, 0);
  const sizes = [true, false].map((isSecret) => sizeOf(files.filter(({ secret }) => secret === isSecret)));
  if (sizes.every((size) => size <= mostBytes)) return [];
  const hint = 'a ConfigMap or a Secret holds 1 MiB; deliver this mesh by --format tar, or link fewer hosts';
  const message = 'the files of a host must fit into an object';
  return [diagnostic('render/object-too-large', valueAt('nodes', name), message, { hint })];
}

/** The key of a file in an object: a slash is no character of keys, and two dots are in no path. */
const keyOf = ({ path }: RenderedFile): string => path.replaceAll('/', '..');

function dataOf(
  files: readonly RenderedFile[],
  value: (file: RenderedFile) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((file) => [keyOf(file), value(file)]));
}

function object(apiVersion: string, kind: string, name: string, rest: { readonly [key: string]: YamlValue }): string {
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/name': 'swanmesh' } };
  return `---\n${yaml({ apiVersion, kind, metadata, ...rest })}`;
}

function sharedObject(files: readonly RenderedFile[]): string {
  return object('v1', 'ConfigMap', sharedName, { data: dataOf(files, ({ content }) => content) });
}

function secretObject(host: string, files: readonly RenderedFile[]): string {
  const data = dataOf(files, ({ content }) => toBase64(encode(content)));
  return object('v1', 'Secret', prefix + host, { type: 'Opaque', data });
}

/** Changes with every file, so that a new pod comes when one does. */
function digestOf(common: string, { files }: RenderedHost): string {
  const hash = sha256.create().update(encode(common));
  for (const file of files) for (const chunk of chunksOf(file)) hash.update(chunk);
  return toHex(hash.digest());
}

/** Pods that run on the nodes themselves are refused elsewhere. */
const namespaceObject = `---\n${yaml({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
})}`;

function daemonSet(host: RenderedHost, shared: readonly RenderedFile[], digest: string): string {
  const labels = {
    'app.kubernetes.io/name': 'swanmesh',
    'app.kubernetes.io/instance': toHex(sha256(encode(host.name)).subarray(0, 8)),
  };
  const own = { key: 'metadata.name', operator: 'In', values: [host.name] };
  const spec: YamlValue = {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [own] }] },
      },
    },
    automountServiceAccountToken: false,
    hostNetwork: true,
    hostPID: true,
    tolerations: [{ operator: 'Exists' }],
    containers: [
      {
        name: 'apply',
        image: 'docker.io/library/busybox:1.36.1',
        command: ['sh', '-euc', podScript(host.name)],
        env: [{ name: 'STAGE', value: 'add' }],
        securityContext: { privileged: true },
        volumeMounts: [{ name: 'tree', mountPath: '/tree', readOnly: true }],
      },
    ],
    volumes: [{ name: 'tree', projected: { sources: sourcesOf(host, shared) } }],
  };
  return object('apps/v1', 'DaemonSet', prefix + host.name, {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations: { 'swanmesh/files': digest } }, spec },
    },
  });
}

/** The tree as the volume has it: every file at its path, with its mode. */
function sourcesOf({ name, files }: RenderedHost, shared: readonly RenderedFile[]): readonly YamlValue[] {
  const items = (folder: string, some: readonly RenderedFile[]): YamlValue =>
    some.map((file) => ({ key: keyOf(file), path: `${folder}/${file.path}`, mode: Number.parseInt(file.mode, 8) }));
  const secrets = files.filter(({ secret }) => secret);
  return [
    { configMap: { name: sharedName, items: items(sharedFolder, shared) } },
    {
      configMap: {
        name: prefix + name,
        items: items(
          name,
          files.filter(({ secret }) => !secret),
        ),
      },
    },
    ...(secrets.length === 0 ? [] : [{ secret: { name: prefix + name, items: items(name, secrets) } }]),
  ];
}

/**
 * Brings the tree to the node and applies it there, in the node's own namespaces; where that fails the pod does, and tries
 * again. What begins with a dot in a volume is the kubelet's.
 */
function podScript(host: string): string {
  return `cd /tree
tar -chf - ./*/* | nsenter -t 1 -m -u -i -n -p -- sh -euc '
umask 077
tree=/var/lib/swanmesh-tree
rm -rf "$tree.new"
mkdir "$tree.new"
tar -xpf - -C "$tree.new"
chown -R 0:0 "$tree.new"
rm -rf "$tree"
mv "$tree.new" "$tree"
sh "$tree/$1/apply.sh" --stage "$2" --rollback-after 0
' sh ${shellWord(host)} "$STAGE"
trap exit TERM
while :; do
  sleep 3600 &
  wait
done
`;
}
