import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { peeringsOf } from '../mesh/peerings.ts';
import { bringUp } from './bring-up.sh.ts';

/**
 * `bring-up.sh` of the start mode `ondemand-up`: a POSIX script that asks pluto for the SAs of those pairs of which this host
 * is the canonically first end, so that no two ends initiate at once. The conns are routed before, so nothing leaves in
 * clear meanwhile. It asks and does not wait: pluto goes on trying, and a packet would ask again.
 *
 * `ipsec whack` is the one spelling that every release has; `ipsec auto` went in 5.0, `ipsec up` came there.
 */
export function bringUpScript(mesh: Mesh, node: MeshNode): string {
  const names = peeringsOf(mesh, node)
    .filter(({ localIsFirst }) => localIsFirst)
    .map(({ connName }) => connName);
  return bringUp.replace('@CONNS@', () => names.join('\n'));
}
