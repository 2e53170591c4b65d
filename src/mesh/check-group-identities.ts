import { toHex } from '../bytes/hex.ts';
import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { Mesh, MeshNode } from './mesh.ts';

/**
 * `mesh/other-issuer`, `mesh/shared-certificate`, `mesh/shared-key`, `mesh/mixed-keys-need-explicit`: a group conn takes any
 * host whose certificate has the same issuer as the own one (`rightca=%same`), and says once for all of them how they sign.
 */
export function checkGroupIdentities(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.mode !== 'opportunistic' || mesh.auth !== 'certificate') return [];
  return [...checkIssuers(mesh), ...checkShared(mesh), ...checkKinds(mesh)];
}

function checkIssuers({ nodes }: Mesh): readonly Diagnostic[] {
  const issuers = groupBy(nodes, (node) => node.certificate?.issuer.derHex);
  const [most, ...others] = [...issuers.values()].sort((a, b) => b.length - a.length);
  const [example] = most ?? [];
  return others.flat().map((node) => {
    const message = `the certificate of ${node.name} must have the issuer of the other hosts' (as that of ${example?.name ?? ''}): a group conn takes no other`;
    return diagnostic('mesh/other-issuer', valueAt('nodes', node.name, 'certificate'), message, {
      hint: 'issue it by the same authority, or use mode: explicit',
    });
  });
}

function checkShared({ nodes }: Mesh): readonly Diagnostic[] {
  const certificates = groupBy(nodes, (node) => node.certificate?.fingerprintSha256);
  const shared = new Set([...certificates.values()].filter((owners) => owners.length > 1).flat());
  const keys = groupBy(nodes, (node) => node.certificate && toHex(node.certificate.publicKey.spki));
  return [
    ...[...certificates.values()].flatMap(([first, ...others]) =>
      others.map((node) => sharing('mesh/shared-certificate', 'certificate', node, first)),
    ),
    ...[...keys.values()].flatMap(([first, ...others]) =>
      others.filter((node) => !shared.has(node)).map((node) => sharing('mesh/shared-key', 'key', node, first)),
    ),
  ];
}

function sharing(
  code: 'mesh/shared-certificate' | 'mesh/shared-key',
  what: string,
  node: MeshNode,
  first: MeshNode | undefined,
): Diagnostic {
  const message = `${node.name} must have a ${what} of its own, and it has that of ${first?.name ?? ''}`;
  return diagnostic(code, valueAt('nodes', node.name, 'certificate'), message, {
    ...(first === undefined
      ? {}
      : { related: [{ at: valueAt('nodes', first.name, 'certificate'), message: 'the other host' }] }),
  });
}

function checkKinds({ nodes }: Mesh): readonly Diagnostic[] {
  const kinds = groupBy(
    nodes,
    ({ certificate }) => certificate && (certificate.publicKey.algorithm === 'ec' ? 'ECDSA' : 'RSA'),
  );
  const [most, ...others] = [...kinds].sort(([, a], [, b]) => b.length - a.length);
  return others.flatMap(([kind, owners]) =>
    owners.map((node) => {
      const message = `all hosts must have keys of one kind in mode: opportunistic, and ${node.name} has ${kind} beside ${most?.[0] ?? ''}`;
      return diagnostic('mesh/mixed-keys-need-explicit', valueAt('nodes', node.name, 'certificate'), message);
    }),
  );
}

function groupBy(
  nodes: readonly MeshNode[],
  key: (node: MeshNode) => string | undefined,
): ReadonlyMap<string, readonly MeshNode[]> {
  const groups = new Map<string, MeshNode[]>();
  for (const node of nodes) {
    const value = key(node);
    if (value === undefined) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [node]);
    else group.push(node);
  }
  return groups;
}
