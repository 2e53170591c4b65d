import type { Mesh, MeshNode } from '../../mesh/mesh.ts';
import { type FilePlace, hostPlace, type RenderedFile, sharedFolder } from '../rendered-file.ts';

/** Where it goes. */
export const readmePlace: FilePlace = hostPlace('README.txt', '0644');

/** `README.txt`: which file goes where on the host, in which order, and how to undo it; from the same list as `apply.sh`. */
export function readme(mesh: Mesh, node: MeshNode, places: readonly FilePlace[]): RenderedFile {
  const rows = places
    .map(({ mode, path, target, secret }) => ({ mode, path, target: secret ? `${target} (secret)` : target }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const width = rows.reduce((most, { path }) => Math.max(most, path.length), 0);
  const table = rows.map(({ mode, path, target }) => `  ${mode}  ${path.padEnd(width)}  ${target}\n`).join('');
  const needsFiles = mesh.auth === 'certificate' && mesh.onHost.certificate === undefined;
  const certificate = needsFiles ? ' --certificate CERT KEY CA' : '';
  const loads = mesh.firewall.requireEsp
    ? 'the packet filter, last, because it refuses plaintext'
    : 'the packet filter, before the conns';
  const content = `${node.name} in the mesh ${mesh.name}. Written by swanmesh.

What goes where, all of it owned by root:

${table}
apply.sh does all of it, checks that it works, and puts everything back by itself unless somebody confirms within two minutes:
after a typing error, when nobody can log in any more, after a reboot, and when it is killed itself.

1. Bring this folder and ${sharedFolder} to the host, side by side:
     rsync -a ${sharedFolder} ${node.name} root@${node.name}:swanmesh/
2. See what it would do:
     sh swanmesh/${node.name}/apply.sh --check${certificate}
3. On every host of the mesh, one after the other; this cuts nobody:
     sh swanmesh/${node.name}/apply.sh --stage add${certificate}
   and from a second session, which shows that one can still log in:
     sh swanmesh/${node.name}/apply.sh --confirm
4. When all hosts are there, again on every host:
     sh swanmesh/${node.name}/apply.sh${certificate}
     sh swanmesh/${node.name}/apply.sh --confirm

The order on a host: the certificate; ipsec started; the files; ${loads}; conns loaded, SAs
brought up, conns routed; ipsec and the packet filter at boot.

To undo the last change, confirmed or not:   sh swanmesh/${node.name}/apply.sh --back
To take this mesh off the host altogether:   sh swanmesh/${node.name}/apply.sh --remove
What is pending, and what pluto has:         sh swanmesh/${node.name}/apply.sh --status

What apply.sh saves to go back, keys among it, is in /var/lib/swanmesh, for root alone.
`;
  return { ...readmePlace, content };
}
