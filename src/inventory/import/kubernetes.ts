/** Hosts from the nodes of a Kubernetes or OpenShift cluster. */

import { shown } from '../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Result,
  settle,
  type ValuePath,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import { type Address, readAddress } from '../../net/address.ts';
import { isControlPlane } from '../control-plane.ts';
import { isMapping } from '../unknown-keys.ts';
import type { WrittenNode } from '../written.ts';
import { nodeAddresses } from './addresses.ts';
import { newNameCheck, notThatSource } from './host-name.ts';
import { type Imported, type ImportedHost, inRoleOrder } from './imported.ts';
import type { DocumentImporter } from './importer.ts';
import { kubernetesDocument, nodesIn } from './kubernetes-document.ts';
import { platformOf } from './platform-of.ts';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The nodes of `kubectl get nodes -o json` (or `oc`): a `List`, the API's own `NodeList`, or one `Node`. Addresses are
 * those of type `InternalIP`; the role comes from the labels `node-role.kubernetes.io/…`, the platform from
 * `status.nodeInfo.osImage`. Nodes that run Windows are left out.
 *
 * Fails with `import/source`, `inventory/node-name`, `inventory/duplicate-node`; says `import/no-address`,
 * `import/further-address`, `import/platform`, `import/left-out`.
 *
 * @param input the document as JSON or YAML gives it
 *
 * @example
 * importKubernetes({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } })
 * // { kind: 'ok', value: { kind: 'imported', hosts: [{ name: 'n1', node: { address: '10.0.0.1' }, at: [] }] }, … }
 * @see https://kubernetes.io/docs/reference/node/node-labels/ and the API reference of Node v1
 */
export function importKubernetes(input: unknown): Result<Imported> {
  const items = nodesIn(input);
  if (items === undefined)
    return failed(
      notThatSource('the input must be a Node or a List of them', 'give the output of: kubectl get nodes -o json'),
    );
  const findings: Diagnostic[] = [];
  const isNew = newNameCheck(findings);
  const hosts = items.flatMap(({ item, at }) => {
    const host = readNode(item, at, findings);
    return host !== undefined && isNew(host.name, at) ? [host] : [];
  });
  if (hosts.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    findings.push(notThatSource('the list must have a node', 'give the output of: kubectl get nodes -o json'));
  return settle(() => ({ kind: 'imported', hosts: inRoleOrder(hosts) }), findings);
}

function readNode(item: Mapping, at: ValuePath, findings: Diagnostic[]): ImportedHost | undefined {
  // The items of a NodeList, as the API itself gives it, have no kind.
  if (item.kind !== undefined && item.kind !== 'Node') {
    findings.push(leftOut(at, `an item must be a Node, and one is a ${shown(String(item.kind))}`));
    return undefined;
  }
  const metadata = part(item, 'metadata');
  const labels = part(metadata, 'labels');
  const status = part(item, 'status');
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  if (labels['kubernetes.io/os'] === 'windows') {
    findings.push(leftOut(at, `${shown(name)} runs Windows, which has no libreswan`));
    return undefined;
  }
  const role = roleOf(labels);
  const platform = readPlatform(name, part(status, 'nodeInfo').osImage, at, findings);
  const node: Partial<WrittenNode> = {
    ...(role === undefined ? {} : { role }),
    ...nodeAddresses(shown(name), internalAddresses(status.addresses), [...at, 'status', 'addresses'], findings),
    ...(platform === undefined ? {} : { platform }),
  };
  return { name, node, at };
}

function internalAddresses(written: unknown): readonly Address[] {
  return listed(written).flatMap((entry) => {
    const address = entry.type === 'InternalIP' ? readAddress(String(entry.address)) : undefined;
    return address === undefined ? [] : [address];
  });
}

const rolePrefix = 'node-role.kubernetes.io/';

/** The role of the labels; that of the control plane before others, else the first in code unit order. */
function roleOf(labels: Mapping): string | undefined {
  const roles = Object.keys(labels)
    .filter((label) => label.startsWith(rolePrefix))
    .map((label) => label.slice(rolePrefix.length))
    .concat(typeof labels['kubernetes.io/role'] === 'string' ? [labels['kubernetes.io/role']] : [])
    .filter((role) => /^[A-Za-z0-9._-]{1,63}$/.test(role))
    .sort();
  return roles.find(isControlPlane) ?? roles[0];
}

function readPlatform(
  name: string,
  osImage: unknown,
  at: ValuePath,
  findings: Diagnostic[],
): WrittenNode['platform'] | undefined {
  if (typeof osImage !== 'string' || osImage === '') return undefined;
  const platform = platformOf(osImage);
  if (platform === undefined)
    findings.push(
      diagnostic(
        'import/platform',
        valueAt(...at, 'status', 'nodeInfo', 'osImage'),
        `${shown(name)} runs ${shown(osImage)}, which is no platform that is known: libreswan's own paths are taken`,
        { hint: 'write platform: where the host has its NSS database elsewhere than libreswan itself does' },
      ),
    );
  return platform;
}

function leftOut(at: ValuePath, message: string): Diagnostic {
  return diagnostic('import/left-out', valueAt(...at), message);
}

function part(value: Mapping, key: string): Mapping {
  const inner = value[key];
  return isMapping(inner) ? inner : {};
}

function listed(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

export const kubernetes: DocumentImporter = {
  ...kubernetesDocument,
  title: 'the nodes of a Kubernetes or OpenShift cluster',
  takes: 'document',
  read: importKubernetes,
};
