/** The mesh's needs of one host's packet filter, and the files of the chosen back ends. */
import { type Diagnostic, type Place, type Result, settle, valueAt } from '../diagnostic.ts';
import { iptablesFiles } from '../firewall/iptables/files.ts';
import type { Door, FilterFile, HostFilter, Service } from '../firewall/statement.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { families } from '../net/address.ts';
import type { RenderedFile } from './rendered-file.ts';

/** What one host must let in: ESP and AH, IKE, and UDP 4500 unless encapsulation is switched off. */
export function hostFilter(node: MeshNode): HostFilter {
  const services: readonly Service[] =
    node.encapsulation === 'no' ? ['esp', 'ah', 'ike'] : ['esp', 'ah', 'ike', 'nat-t'];
  return {
    doors: families
      .filter((family) => node.addresses[family] !== undefined)
      .map((family): Door => ({ interface: node.interface, family, services })),
  };
}

/** The files below `firewall/`. */
export function firewallFiles(mesh: Mesh, node: MeshNode): Result<readonly RenderedFile[]> {
  const findings: Diagnostic[] = [];
  const files: FilterFile[] = [];
  const at: Place = valueAt('nodes', node.name, 'interface');
  if (mesh.firewall.backends.includes('iptables')) {
    const made = iptablesFiles(hostFilter(node), mesh.firewall.chain, at);
    findings.push(...made.findings);
    if (made.kind === 'ok') files.push(...made.value);
  }
  return settle(
    () => files.map(({ name, mode, content }) => ({ path: `firewall/${name}`, mode, secret: false, content })),
    findings,
  );
}
