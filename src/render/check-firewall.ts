/** What a back end can not say, and what the inventory says of the packet filter that can not be meant. */
import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import { badChain } from '../firewall/bad-name.ts';
import { firewalldPlan } from '../firewall/firewalld/plan.ts';
import type { MssClamp, RequireEsp } from '../firewall/host-filter.ts';
import { doorsOf } from '../mesh/host-filter.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { checkExempt, clearPrefixes } from '../mesh/plaintext-exemptions.ts';
import { addressOf, hostPrefix } from '../net/address.ts';
import { type Backend, besideNftables } from './firewall.ts';

/**
 * Codes: `firewall/bad-name`, `firewall/inexpressible`, `firewall/exempt-node`, `firewall/pods-to-nodes`,
 * `firewall/accept-not-final`. The last is for the record: in nftables another table may still drop what ours lets in.
 */
export function checkFirewall(mesh: Mesh): readonly Diagnostic[] {
  return [
    ...mesh.firewall.backends.flatMap((backend, i) => checks[backend](mesh, valueAt('firewall', 'backends', i))),
    ...checkExempt(mesh),
  ];
}

const checks: Readonly<Record<Backend, (mesh: Mesh, at: Place) => readonly Diagnostic[]>> = {
  iptables: (mesh) => [...badChain(mesh.firewall.chain, valueAt('firewall', 'chain')), ...podsToNodes(mesh)],
  nftables: (_, at) => [
    diagnostic(
      'firewall/accept-not-final',
      at,
      'an accept in our table is not final: every other table must let the packet pass as well',
      { hint: 'where another table drops by default, put the rules in the head of nftables.nft into it' },
    ),
  ],
  firewalld: (mesh, at) => {
    const { requireEsp, mssClamp } = mesh.firewall;
    return mesh.nodes.flatMap((node) => {
      const doors = doorsOf(mesh, node);
      if (besideNftables(mesh)) return firewalldPlan({ doors }, at).findings;
      const wanted = {
        doors,
        ...(requireEsp ? { requireEsp: nobody } : {}),
        ...(mssClamp ? { mssClamps: [anyClamp] } : {}),
      };
      return firewalldPlan(wanted, at).findings;
    });
  },
};

/** iptables has no place behind SNAT where a packet could be dropped; nftables has. */
function podsToNodes(mesh: Mesh): readonly Diagnostic[] {
  const { firewall, management, overlays } = mesh;
  const exempt = [...clearPrefixes(mesh), ...management].some((prefix) => prefix !== hostPrefix(addressOf(prefix)));
  if (!firewall.requireEsp || overlays.length === 0 || exempt) return [];
  return [
    diagnostic(
      'firewall/pods-to-nodes',
      valueAt('firewall', 'requireEsp'),
      'what pods send to a node must be let through FORWARD, where it does not yet have the address under which IPsec takes it',
      {
        hint: 'list the pod network in groups: { clear: […] }, or use the back end nftables, which looks behind the masquerade',
      },
    ),
  ];
}

/** What cannot be said depends on neither the peers nor the number. */
const nobody: RequireEsp = { peers: [], own: [], exempt: [], ah: false };
const anyClamp: MssClamp = { family: 'ipv4', bytes: 1398 };
