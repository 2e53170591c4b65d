import { type Address, contains, prefixLength, readAddress } from '../net/address.ts';
import type { Mesh } from './mesh.ts';

/**
 * Whether hosts reach a server through a tunnel or not at all, so that they cannot fetch from it what they need for the tunnel.
 * With explicit conns that is every node. With policy groups it is whatever the longest prefix puts into `private`; the other
 * groups let packets out in clear when a negotiation fails.
 *
 * @param server a name or an address, as URLs have it; of names only those of nodes are known
 *
 * @example isOnlyInMesh(mesh, '172.16.0.1') // true for the address of a node
 */
export function isOnlyInMesh(mesh: Mesh, server: string): boolean {
  const name = server.toLowerCase();
  const node = mesh.nodes.find((one) => one.name.toLowerCase() === name);
  const address = readAddress(server);
  const addresses = node === undefined ? (address === undefined ? [] : [address]) : Object.values(node.addresses);
  if (addresses.length === 0) return false;
  if (mesh.mode === 'opportunistic') return addresses.every((one) => groupOf(mesh, one) === 'private');
  return node !== undefined || mesh.nodes.some((one) => Object.values(one.addresses).some((own) => own === address));
}

/** The group whose prefix for all traffic to an address is the longest. */
function groupOf(mesh: Mesh, address: Address): string | undefined {
  let [found, longest]: readonly [string | undefined, number] = [undefined, -1];
  for (const [group, targets = []] of Object.entries(mesh.groups))
    for (const { prefix, traffic } of targets)
      if (traffic === undefined && contains(prefix, address) && prefixLength(prefix) > longest)
        [found, longest] = [group, prefixLength(prefix)];
  return found;
}
