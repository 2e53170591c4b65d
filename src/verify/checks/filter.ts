import { readSourceText } from '../../bytes/source-text.ts';
import { type Diagnostic, hasError } from '../../diagnostic.ts';
import { checkRules, type FactFile, readHostRules } from '../../firewall/check-rules.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { linkedNodes } from '../../mesh/peerings.ts';
import { families } from '../../net/address.ts';
import type { HostEvidence } from '../evidence.ts';
import type { Host } from '../host.ts';

/**
 * `firewall/blocked` and its kin: the packet filter that the host has lets IKE and ESP from and to its peers pass. Without an
 * inventory nobody knows the interface, and nothing is said.
 */
export function checkFilter(
  { node }: Host,
  { files, show }: HostEvidence,
  mesh: Mesh | undefined,
): readonly Diagnostic[] {
  if (node === undefined || mesh === undefined) return [];
  const fact = (name: string): FactFile | undefined => {
    const content = files.get(`facts/${name}`);
    return content === undefined ? undefined : { file: show(`facts/${name}`), text: readSourceText(content).text };
  };
  const [iptablesSave, ip6tablesSave, nft] = [fact('iptables-save.txt'), fact('ip6tables-save.txt'), fact('nft.json')];
  if (iptablesSave === undefined && ip6tablesSave === undefined && nft === undefined) return [];
  const rules = readHostRules({
    ...(iptablesSave === undefined ? {} : { iptablesSave }),
    ...(ip6tablesSave === undefined ? {} : { ip6tablesSave }),
    ...(nft === undefined ? {} : { nft }),
  });
  const peers = linkedNodes(mesh, node);
  const services = ['esp', 'ike', 'nat-t'] as const;
  const needs = families.flatMap((family) => {
    const local = node.addresses[family];
    if (local === undefined) return [];
    const addresses = peers.flatMap((peer) => peer.addresses[family] ?? []);
    const needed = node.encapsulation === 'no' ? services.slice(0, 2) : services;
    return [{ family, interface: node.interface, local, peers: addresses, services: [...needed] }];
  });
  const found = [...rules.findings, ...checkRules(rules, needs)];
  return hasError(found) ? found.filter(({ severity }) => severity === 'error') : found;
}
