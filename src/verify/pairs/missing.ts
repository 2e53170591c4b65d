/** Findings about what is not there, at the file where it would be. */
import { type Diagnostic, diagnostic, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import type { Family } from '../../net/address.ts';
import type { Conn } from '../conn.ts';
import type { Host } from '../host.ts';
import type { Proof } from './verification-state.ts';

/** `verify/missing-host`: the inventory names a host of which there is no folder. */
export function missingHost(node: MeshNode): Diagnostic {
  return diagnostic('verify/missing-host', valueAt('nodes', node.name), `the files of ${node.name} are missing`, {
    hint: 'run the script of "swanmesh collect-script" on the host',
  });
}

/** `verify/missing-conn`: a host has no conn for another. */
export function missingConn(
  { homeOf }: Proof,
  host: Host,
  peer: Host,
  family: Family,
  other: Conn | undefined,
): Diagnostic {
  const suffix = family === 'ipv6' ? ' over IPv6' : '';
  const related = other === undefined ? {} : { related: [{ at: other.at, message: `the other end, on ${peer.name}` }] };
  return diagnostic(
    'verify/missing-conn',
    textAt(homeOf(host), 1, 1),
    `${host.name} must have a conn for ${peer.name}${suffix}`,
    { hint: 're-render the host', ...related },
  );
}

/** `verify/missing-conn`, in an opportunistic mesh. */
export function missingGroups({ homeOf }: Proof, host: Host): Diagnostic {
  return diagnostic(
    'verify/missing-conn',
    textAt(homeOf(host), 1, 1),
    `${host.name} must have the conns of the policy groups`,
    { hint: 're-render the host' },
  );
}
