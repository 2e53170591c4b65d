/** The two hosts that are asked about: as an inventory plans them, or as they were gathered. */

import { statSync } from 'node:fs';
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { gatheredState } from '../../explain/gathered-state.ts';
import type { HostState } from '../../explain/traffic-state.ts';
import type { Release } from '../../libreswan/release.ts';
import { readAddress } from '../../net/address.ts';
import { plannedState } from '../../planned-states.ts';
import type { SignatureAnswers } from '../../x509/check-signatures.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import type { Source } from '../findings.ts';
import { openHostTree } from '../host-tree.ts';
import type { Passwords } from '../password.ts';
import { signaturesOf } from '../signatures.ts';

/** What was asked. */
export interface Asked {
  readonly path: string;
  /** The two ends, and hosts that are named beside. */
  readonly names: readonly string[];
  readonly now: Date;
  readonly passwords: Passwords;
  readonly release?: Release;
}

/** The hosts that were found, and what shows places in the inventory. */
export interface ExplainedHosts {
  /** Absent where the inventory has an error. */
  readonly hosts?: readonly HostState[];
  readonly signatures: SignatureAnswers | undefined;
  readonly findings: readonly Diagnostic[];
  readonly source: Source | undefined;
}

/** Reads no more hosts than are asked about. */
export async function explainedHosts(asked: Asked): Promise<ExplainedHosts> {
  const isFolder = asked.path !== '-' && statSync(asked.path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? fromTree(asked) : fromCluster(asked);
}

async function fromCluster({ path, names, now, passwords }: Asked): Promise<ExplainedHosts> {
  const { file, cluster, findings } = await readClusterFile(path, now, passwords);
  if (cluster === undefined) return { signatures: undefined, findings, source: file };
  const nodes = cluster.mesh.nodes;
  refuseStrangers(
    names,
    nodes.map(({ name }) => name),
  );
  const planned = plannedHosts(cluster, names);
  return {
    hosts: planned.hosts,
    signatures: await signaturesOf(cluster),
    findings: [...findings, ...planned.findings],
    source: file,
  };
}

/** The hosts of a cluster that some names and addresses mean, as it plans them. */
export function plannedHosts(
  cluster: Cluster,
  names: readonly string[],
): Required<Pick<ExplainedHosts, 'hosts' | 'findings'>> {
  const wanted = cluster.mesh.nodes.filter(
    (node) => names.includes(node.name) || names.some((name) => isAddressOf(name, Object.values(node.addresses))),
  );
  const states = wanted.map((node) => plannedState(cluster, node));
  return { hosts: states.map(({ value }) => value), findings: states.flatMap((each) => each.findings) };
}

async function fromTree({ path, names, release }: Asked): Promise<ExplainedHosts> {
  const tree = openHostTree(path);
  refuseStrangers(names, tree.hosts);
  const byAddress = names.some((name) => readAddress(name) !== undefined);
  const wanted = tree.hosts.filter((name) => byAddress || names.includes(name));
  const states = wanted.map((name) => gatheredState(tree.folder(name), release === undefined ? {} : { release }));
  const hosts = states.map(({ value }) => value);
  const signatures = await signaturesOf(undefined, hosts);
  return {
    hosts,
    signatures,
    findings: [...states.flatMap(({ findings }) => findings), ...tree.findings],
    source: undefined,
  };
}

function isAddressOf(name: string, addresses: readonly string[]): boolean {
  const address = readAddress(name);
  return address !== undefined && addresses.includes(address);
}

function refuseStrangers(names: readonly string[], hosts: readonly string[]): void {
  const stranger = names.find((name) => !hosts.includes(name) && readAddress(name) === undefined);
  if (stranger === undefined) return;
  const known = `${hosts.slice(0, 5).join(', ')}${hosts.length > 5 ? ` and ${hosts.length - 5} more` : ''}`;
  throw new UsageError(`${JSON.stringify(stranger)} must be a host or an address; there are ${known}`);
}
