/** Names of conns, by docs/reference/contract.md §1: from the node's name alone, so that a new node renames nothing. */
import { type ConnName, isConnName } from '../libreswan/conn-name.ts';
import type { Family } from '../net/address.ts';
import type { MeshNode } from './mesh.ts';

/**
 * What a node's conns are called on the other hosts.
 *
 * @example connNameOf('node-1.example.com') // 'node-1.example.com'
 * @example connNameOf('10-a') // 'n-10-a': a conn name begins with a letter or _
 */
export function connNameOf(nodeName: string): ConnName {
  return (isConnName(nodeName) ? nodeName : `n-${nodeName}`) as ConnName;
}

/** The conn of one pair: the IPv6 one of two nodes that share both families ends in `-ipv6`. */
export function pairConnName(remote: ConnName, family: Family, dualStack: boolean): ConnName {
  return (dualStack && family === 'ipv6' ? `${remote}-ipv6` : remote) as ConnName;
}

/** The host's own half; a host with both families has a second half for IPv6. */
export function selfConnName(mesh: ConnName, family: Family, hostIsDualStack: boolean): ConnName {
  return (hostIsDualStack && family === 'ipv6' ? `${mesh}-self-ipv6` : `${mesh}-self`) as ConnName;
}

/** Whether a host has an address of both families. */
export function isDualStack(node: MeshNode): boolean {
  return node.addresses.ipv4 !== undefined && node.addresses.ipv6 !== undefined;
}
