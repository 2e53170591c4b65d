/** A host's `apply.sh`: what the host is to have, as values; how it gets there is in the folder that hosts share. */
import type { Mesh, MeshNode } from '../../mesh/mesh.ts';
import { linkedNodes } from '../../mesh/peerings.ts';
import { families } from '../../net/address.ts';
import { type FilePlace, hostFile, type RenderedFile, sharedFolder } from '../rendered-file.ts';
import { sharedPlaces } from '../shared.ts';
import { goOnWith, shellValues } from '../shell.ts';

/** The steps of `apply.sh`, in the order in which they are done. */
export const applySteps = ['certificate', 'start', 'files', 'filter', 'add', 'up', 'route', 'enable'] as const;

/** One of them; each is explained by `apply.sh --help`. */
export type ApplyStep = (typeof applySteps)[number];

/**
 * The script that brings a host to what its folder says, observes that it works, and puts everything back by itself unless
 * that is confirmed in time.
 *
 * @param files all other files of the host
 * @param steps what is done where the caller says nothing; all when nothing is said here either
 */
export function applyScript(
  mesh: Mesh,
  node: MeshNode,
  files: readonly FilePlace[],
  steps: readonly ApplyStep[] = applySteps,
): RenderedFile {
  const values = shellValues([
    ['mesh', mesh.name],
    ['mode', mesh.mode],
    ['filters', mesh.firewall.backends.join(' ')],
    ['chain', mesh.firewall.chain],
    ['strict', mesh.firewall.requireEsp ? 'yes' : 'no'],
    ['peers', mesh.mode === 'opportunistic' ? peerAddresses(mesh, node).join(' ') : ''],
    ['own_files', placements(mesh, files).join('\n')],
    ['steps', steps.join(' ')],
  ]);
  const head = `#!/bin/sh
# Brings ${node.name} to what this folder says, and back unless that is confirmed. Written by swanmesh; --help says more.
# shellcheck disable=SC2034 # read by the script that it goes on with
set -u
`;
  return hostFile('apply.sh', '0755', head + values + goOnWith('apply.sh'));
}

/** For each file mode, path from the host's folder, and target. */
function placements(mesh: Mesh, files: readonly FilePlace[]): readonly string[] {
  const shared = sharedPlaces(mesh).map((file) => ({ ...file, path: `../${sharedFolder}/${file.path}` }));
  const own = hostFile('apply.sh', '0755', '');
  return [...files, own, ...shared].map(({ mode, path, target }) => `${mode} ${path} ${target}`);
}

function peerAddresses(mesh: Mesh, node: MeshNode): readonly string[] {
  return linkedNodes(mesh, node).flatMap((peer) =>
    families.flatMap((family) => (node.addresses[family] === undefined ? [] : (peer.addresses[family] ?? []))),
  );
}
