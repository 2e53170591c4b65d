/** From a cluster and what its hosts have to a plan. Above the rooms, because a plan compares what was gathered with what is rendered. */
import type { Cluster } from './cluster.ts';
import type { HostState } from './explain/traffic-state.ts';
import { nssDirectory } from './libreswan/nss-directory.ts';
import { newest } from './libreswan/release.ts';
import type { MeshNode } from './mesh/mesh.ts';
import { linkedNodes } from './mesh/peerings.ts';
import { addressOf } from './net/address.ts';
import { plannedState } from './planned-states.ts';
import { renderHost } from './render/host.ts';
import { prepareRendering } from './render/prepare.ts';
import type { RenderedFile } from './render/rendered-file.ts';
import { buildPlan } from './rollout/build-plan.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { PlannedRolloutHost } from './rollout/rollout-input.ts';
import { withAddedConns } from './rollout/stage-files.ts';
import type { SignatureAnswers } from './x509/check-signatures.ts';

/** How a roll-out is planned. */
export interface RolloutOptions {
  /** When certificates must be valid. */
  readonly now: Date;
  readonly signatures?: SignatureAnswers;
  /** Hosts of one batch; all at once where it is absent. */
  readonly maxParallel?: number;
}

/**
 * The plan that leads from what hosts have to what the cluster is to be: the order of steps that harms least, proved by looking at every
 * state on the way. Hosts of which nothing is given have no IPsec; those that the cluster does not have leave it.
 *
 * @param current what the hosts have, by `gatheredState`
 * @example planRollout(cluster, [], { now }).worst // what a first roll-out costs
 */
export function planRollout(cluster: Cluster, current: readonly HostState[], options: RolloutOptions): RolloutPlan {
  const { mesh } = cluster;
  const soft = mesh.mode === 'opportunistic' ? clusterBetween(cluster) : undefined;
  const had = new Map(current.map((state) => [state.name, state]));
  const nodes = new Map(mesh.nodes.map((node) => [node.name as string, node]));
  const linked = new Map(
    mesh.nodes.map((node) => [node.name as string, new Set<string>(linkedNodes(mesh, node).map(({ name }) => name))]),
  );
  const hosts = mesh.nodes.map((node) => hostOf(cluster, soft, node, had.get(node.name)));
  const leaving = current.filter(({ name, evidence }) => !nodes.has(name) && evidence !== undefined).map(leavingHost);
  return buildPlan({
    cluster: mesh.name,
    mode: mesh.mode,
    hosts: [...hosts, ...leaving],
    linked: (a, b) => linked.get(a)?.has(b) ?? (linked.has(b) || nodes.has(a)),
    management: mesh.management.map(addressOf),
    ...options,
  });

  function leavingHost(state: HostState): PlannedRolloutHost {
    return {
      name: state.name,
      role: '',
      current: state,
      release: state.evidence?.release ?? newest(mesh.nodes[0]?.releases ?? ['4.10']),
      nss: '/var/lib/ipsec/nss',
      files: [],
      namesCertificate: false,
      confName: mesh.name,
      groups: [],
      softGroups: [],
    };
  }
}

function hostOf(
  cluster: Cluster,
  soft: Cluster | undefined,
  node: MeshNode,
  current: HostState | undefined,
): PlannedRolloutHost {
  const { rendering, mesh } = cluster;
  const target: HostState = { ...plannedState(cluster, node).value, pluto: 'running' };
  const files = filesOf(cluster, node);
  const overlayMtu = rendering.mtu.hosts.get(node.name)?.overlayMtu;
  return {
    name: node.name,
    role: node.role,
    ...(current?.evidence === undefined ? {} : { current }),
    target,
    ...(soft === undefined
      ? {}
      : { soft: { ...plannedState(soft, softNode(soft, node)).value, pluto: 'running' as const } }),
    release: newest(node.releases),
    nss: nssDirectory(node.platform, node.releases) ?? '/var/lib/ipsec/nss',
    files: files.map(({ path, target, mode, secret }) => ({ path, target, mode, secret })),
    namesCertificate: mesh.auth === 'certificate' && mesh.onHost.certificate === undefined,
    confName: mesh.name,
    groups: rendering.groups(node).map(({ name }) => name),
    softGroups: soft === undefined ? [] : soft.rendering.groups(softNode(soft, node)).map(({ name }) => name),
    ...(overlayMtu === undefined || mesh.overlays.length === 0 ? {} : { overlayMtu }),
  };
}

function softNode({ mesh }: Cluster, { name }: MeshNode): MeshNode {
  return mesh.nodes.find((node) => node.name === name) as MeshNode;
}

/** The cluster with every strict group as one that waits to be asked. */
function softened(cluster: Cluster): Cluster | undefined {
  const { groups } = cluster.mesh;
  const { clear, block, ...strict } = groups;
  const mesh = {
    ...cluster.mesh,
    groups: {
      'clear-or-private': Object.values(strict).flatMap((targets) => targets ?? []),
      ...(clear === undefined ? {} : { clear }),
      ...(block === undefined ? {} : { block }),
    },
    firewall: { ...cluster.mesh.firewall, requireEsp: false },
  };
  const rendering = prepareRendering(mesh);
  return rendering.kind === 'ok' ? { ...cluster, mesh, rendering: rendering.value } : undefined;
}

/** The files of a host in a stage of a plan: `between`, with conns that are only added and a filter that lets plaintext pass, and `after`. */
export function stageFiles(cluster: Cluster, node: MeshNode, stage: 'between' | 'after'): readonly RenderedFile[] {
  if (stage === 'after') return filesOf(cluster, node);
  const { mesh } = cluster;
  const prepared = clusterBetween(cluster);
  const files = prepared === undefined ? [] : filesOf(prepared, softNode(prepared, node));
  return files.map((file) =>
    mesh.mode === 'explicit' && file.path === `etc/ipsec.d/${mesh.name}.conf`
      ? { ...file, content: withAddedConns(file.content) }
      : file,
  );
}

/** Prepared once: whoever writes the trees asks for each host. */
const between: WeakMap<Cluster, Cluster | undefined> = new WeakMap();

function clusterBetween(cluster: Cluster): Cluster | undefined {
  const known = between.has(cluster)
    ? between.get(cluster)
    : cluster.mesh.mode === 'opportunistic'
      ? softened(cluster)
      : opened(cluster);
  between.set(cluster, known);
  return known;
}

function opened(cluster: Cluster): Cluster | undefined {
  const mesh = { ...cluster.mesh, firewall: { ...cluster.mesh.firewall, requireEsp: false } };
  const rendering = prepareRendering(mesh);
  return rendering.kind === 'ok' ? { ...cluster, mesh, rendering: rendering.value } : undefined;
}

function filesOf({ rendering }: Cluster, node: MeshNode): readonly RenderedFile[] {
  const rendered = renderHost(rendering, node);
  return rendered.kind === 'ok' ? rendered.value : [];
}
