import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { peeringsOf } from '../mesh/peerings.ts';

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
  return `#!/bin/sh
# Brings up the conns of which this host is the first end, after they are loaded. Written by swanmesh; safe to repeat.
set -u
PATH="$PATH:/usr/sbin:/sbin"

if ! ipsec whack --status >/dev/null 2>&1; then
  echo 'bring-up.sh: pluto does not answer; start ipsec first' >&2
  exit 1
fi
failed=0
while read -r conn; do
  [ -n "$conn" ] || continue
  ipsec whack --asynchronous --name "$conn" --initiate </dev/null || failed=1
done <<'CONNS'
${names.join('\n')}
CONNS
exit "$failed"
`;
}
