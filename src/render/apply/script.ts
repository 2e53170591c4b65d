/** A host's `apply.sh`: what the host is to have, as values; how it gets there is in the folder that hosts share. */
import type { Mesh, MeshNode } from '../../mesh/mesh.ts';
import { linkedNodes } from '../../mesh/peerings.ts';
import { families } from '../../net/address.ts';
import { type FilePlace, hostPlace, type RenderedFile } from '../rendered-file.ts';
import { goOnWith, shellValues } from '../shell.ts';

/** Where the script itself goes. */
export const applyPlace: FilePlace = hostPlace('apply.sh', '0755');

/** What is done where the caller of the script says nothing, in this order; `apply.sh --help` explains each. */
const allSteps = ['certificate', 'start', 'files', 'filter', 'add', 'up', 'route', 'enable'];

/**
 * The script that brings a host to what its folder says, observes that it works, and puts everything back by itself unless
 * that is confirmed in time.
 *
 * @param places of all that goes to the host, the script itself included
 */
export function applyScript(mesh: Mesh, node: MeshNode, places: readonly FilePlace[]): RenderedFile {
  const values = shellValues([
    ['mesh', mesh.name],
    ['mode', mesh.mode],
    ['filters', mesh.firewall.backends.join(' ')],
    ['chain', mesh.firewall.chain],
    ['strict', mesh.firewall.requireEsp ? 'yes' : 'no'],
    ['peers', mesh.mode === 'opportunistic' ? peerAddresses(mesh, node).join(' ') : ''],
    ['own_files', places.map(({ mode, path, target }) => `${mode} ${path} ${target}`).join('\n')],
    ['steps', allSteps.join(' ')],
  ]);
  const head = `#!/bin/sh
# Brings ${node.name} to what this folder says, and back unless that is confirmed. Written by swanmesh; --help says more.
# shellcheck disable=SC2034 # read by the script that it goes on with
set -u
`;
  return { ...applyPlace, content: head + values + goOnWith('apply.sh') };
}

function peerAddresses(mesh: Mesh, node: MeshNode): readonly string[] {
  return linkedNodes(mesh, node).flatMap((peer) =>
    families.flatMap((family) => (node.addresses[family] === undefined ? [] : (peer.addresses[family] ?? []))),
  );
}
