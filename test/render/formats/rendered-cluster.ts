/** Clusters for the formats, and what is to come out of each format again. */
import fc from 'fast-check';
import type { Cluster } from '../../../src/cluster.ts';
import type { DocumentFormat, DocumentOptions, OutputFormat } from '../../../src/render/formats/format.ts';
import { type RenderedHost, renderedHost } from '../../../src/render/formats/rendered-host.ts';
import { type RenderedFile, sharedFolder } from '../../../src/render/rendered-file.ts';
import { renderShared } from '../../../src/render/shared.ts';
import { arbitraryInventory } from '../../arbitraries/inventory.ts';
import { goodCluster, testInventory } from '../../support/cluster.ts';
import { valueIn } from '../../support/results.ts';

export interface RenderedCluster {
  readonly cluster: Cluster;
  readonly hosts: readonly RenderedHost[];
  readonly shared: readonly RenderedFile[];
}

export function renderedCluster(inventory: unknown): RenderedCluster {
  return renderedOf(goodCluster(inventory));
}

export function renderedOf(cluster: Cluster): RenderedCluster {
  const hosts = cluster.mesh.nodes.map((node) => valueIn(renderedHost(cluster.rendering, node)));
  return { cluster, hosts, shared: renderShared(cluster.mesh) };
}

const master = `0x${'00112233445566778899aabbccddeeff'.repeat(2)}`;

/** Hosts a, b and c with pre-shared keys. */
export const withSecretFiles: RenderedCluster = renderedCluster({ ...testInventory(), auth: 'psk', psk: { master } });

/** Clusters of every kind: with and without secrets, packet filters, roles and names that fill a header. */
export const arbitraryCluster: fc.Arbitrary<RenderedCluster> = fc
  .record({
    inventory: arbitraryInventory({ maxNodes: 4, releases: ['4.10', '4.12'] }),
    psk: fc.boolean(),
    role: fc.constantFrom('', 'worker', 'master'),
    backends: fc.subarray(['iptables', 'nftables', 'firewalld']),
    tail: fc.constantFrom('', `.${'x'.repeat(60)}`, `.${'y'.repeat(63)}.${'z'.repeat(120)}`),
  })
  .map(({ inventory: { links: _, ...inventory }, psk, role, backends, tail }) => {
    const nodes = Object.entries(inventory.nodes).map(([name, node]) => [`${name}${tail}`, { ...node, role }]);
    const ipsec = { layout: 'shared' };
    return renderedCluster({
      ...inventory,
      ...(psk ? { auth: 'psk', psk: { master }, ipsec } : {}),
      firewall: { backends },
      nodes: Object.fromEntries(nodes),
    });
  });

/** A document, whole. */
export function documentOf(
  format: DocumentFormat,
  { cluster, hosts, shared }: RenderedCluster,
  options: Partial<DocumentOptions> = {},
): Buffer {
  const head = { withSecrets: true, checksums: false, swanmesh: '0', name: cluster.mesh.name, shared };
  const document = format.start({ ...head, ...options });
  const pieces = [...hosts.flatMap((host) => [...document.add(host)]), ...document.finish({ ok: true, findings: [] })];
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

/** All that a format makes of a cluster, by the name of its files; a document is one. */
export function filesOf(format: OutputFormat, made: RenderedCluster): ReadonlyMap<string, RenderedFile> {
  if (format.kind === 'document') throw new Error('a document is no files');
  const folders = [
    [sharedFolder, format.shared(made.shared)] as const,
    ...made.hosts.map((host) => [host.name, format.files(host, made.shared)] as const),
  ];
  return new Map(folders.flatMap(([name, files]) => files.map((file) => [`${name}/${file.path}`, file] as const)));
}

/** What a file is: mode, owner and content. */
export type Row = readonly [mode: string, owner: string, content: string];

/** The rows of files, by `key` of each. */
export function rowsOf(
  files: readonly RenderedFile[],
  key: (file: RenderedFile) => string = ({ target }) => target,
): Readonly<Record<string, Row>> {
  return Object.fromEntries(
    files.map((file) => [key(file), [file.mode, 'root:root', Buffer.from(file.content).toString('latin1')]]),
  );
}
