import type { PlannedSecret } from '../libreswan/ipsec-secrets/planned-secret.ts';
import { needsRsaRecord } from '../libreswan/ipsec-secrets/print.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { pairSecrets } from '../mesh/pair-secret.ts';
import { commonFamilies, countPeerings, linkedNodes } from '../mesh/peerings.ts';

export type { PlannedSecret } from '../libreswan/ipsec-secrets/planned-secret.ts';

/** What stands in the host's secrets file: the key of each of its pairs, for the addresses of both ends, or its own RSA key. */
export function secretsOf(mesh: Mesh, node: MeshNode): readonly PlannedSecret[] {
  const { auth, pskMaster } = mesh;
  if (auth === 'certificate') return [{ kind: 'rsa', nickname: node.nickname }];
  if (pskMaster === undefined) return [];
  const secretWith = pairSecrets(pskMaster);
  return linkedNodes(mesh, node).flatMap((peer): readonly PlannedSecret[] => {
    const ends = node.name < peer.name ? [node, peer] : [peer, node];
    const indices = commonFamilies(node, peer).flatMap((family) => ends.flatMap((end) => end.addresses[family] ?? []));
    const secret = secretWith(node.name, peer.name);
    return indices.length === 0 ? [] : [{ kind: 'psk', indices, secret }];
  });
}

/** Whether that is anything, without deriving a key. */
export function hasSecrets(mesh: Mesh, node: MeshNode): boolean {
  if (mesh.auth === 'certificate') return needsRsaRecord(node.releases);
  return mesh.pskMaster !== undefined && countPeerings(mesh, node) > 0;
}
