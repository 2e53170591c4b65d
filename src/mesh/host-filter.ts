/** What the mesh needs of one host's packet filter. */
import type { Door, HostFilter, MssClamp, RequireEsp, Service } from '../firewall/host-filter.ts';
import type { Need } from '../firewall/verdict/judge.ts';
import { type Address, type Family, families, type Prefix } from '../net/address.ts';
import { usesAh } from './ah.ts';
import type { Mesh, MeshNode } from './mesh.ts';
import type { SafeMtu } from './mtu.ts';
import { linkedNodes } from './peerings.ts';
import { clearPrefixes } from './plaintext-exemptions.ts';

/**
 * What comes in on each of a host's families: ESP, AH where the mesh uses it, IKE, and UDP 4500 unless encapsulation is
 * switched off; with `onlyPeers` from the linked nodes alone.
 */
export function doorsOf(mesh: Mesh, node: MeshNode): readonly Door[] {
  const services: readonly Service[] = [
    'esp',
    ...(usesAh(mesh) ? (['ah'] as const) : []),
    'ike',
    ...(node.encapsulation === 'no' ? [] : (['nat-t'] as const)),
  ];
  return families
    .filter((family) => node.addresses[family] !== undefined)
    .map((family): Door => {
      const peers = mesh.firewall.onlyPeers ? { peers: peerAddresses(mesh, node, family) } : {};
      return { ...on(node.interface), family, services, ...peers };
    });
}

function on(name: string | undefined): { readonly interface?: string } {
  return name === undefined ? {} : { interface: name };
}

function peerAddresses(mesh: Mesh, node: MeshNode, family: Family): readonly Address[] {
  return linkedNodes(mesh, node).flatMap((peer) => peer.addresses[family] ?? []);
}

/**
 * The whole statement of a host. With `requireEsp` it names every node that the host is linked to; with `mssClamp` it holds
 * TCP to what fits into the smallest tunnel that the host and a peer may come to have.
 */
export function hostFilter(mesh: Mesh, node: MeshNode, mtu: SafeMtu | undefined): HostFilter {
  return {
    doors: doorsOf(mesh, node),
    ...(mesh.firewall.requireEsp ? { requireEsp: requireEspOf(mesh, node) } : {}),
    ...(mesh.firewall.mssClamp && mtu !== undefined ? { mssClamps: mssClampsOf(node, mtu) } : {}),
  };
}

/** TCP's own header is 20 bytes without options (RFC 6691), IP's is 20 or 40. */
function mssClampsOf(node: MeshNode, { floorMtu }: SafeMtu): readonly MssClamp[] {
  return families
    .filter((family) => node.addresses[family] !== undefined)
    .map((family) => ({ family, bytes: floorMtu - (family === 'ipv4' ? 40 : 60) }));
}

function requireEspOf(mesh: Mesh, node: MeshNode): RequireEsp {
  const own = [...Object.values(node.addresses), ...node.otherAddresses];
  const peers = families
    .filter((family) => node.addresses[family] !== undefined)
    .flatMap((family) => peerAddresses(mesh, node, family));
  return { peers, own, exempt: exemptOf(mesh), ah: usesAh(mesh) };
}

function exemptOf(mesh: Mesh): readonly Prefix[] {
  return [...new Set([...mesh.management, ...clearPrefixes(mesh)])];
}

/**
 * What has to pass the packet filter that a host really has, for `checkRules`: an entry for each of its families.
 *
 * @param interfaces which interface has which address, where that is known; else the inventory is believed
 */
export function filterNeeds(mesh: Mesh, node: MeshNode, interfaces?: ReadonlyMap<Address, string>): readonly Need[] {
  // Where ESP always goes in UDP, it need not pass on its own.
  const services: readonly Service[] = [
    ...(node.encapsulation === 'yes' ? [] : (['esp'] as const)),
    ...(usesAh(mesh) ? (['ah'] as const) : []),
    'ike',
    ...(node.encapsulation === 'no' ? [] : (['nat-t'] as const)),
  ];
  return families.flatMap((family) => {
    const local = node.addresses[family];
    if (local === undefined) return [];
    const peers = peerAddresses(mesh, node, family);
    return [{ family, ...on(interfaces?.get(local) ?? node.interface), local, peers, services }];
  });
}
