import { isDualStack, selfConnName } from '../mesh/conn-names.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { peeringsOf } from '../mesh/peerings.ts';
import { families } from '../net/address.ts';
import type { Rendering } from './prepare.ts';

/**
 * The conns of one host. In layout `shared` its own half stands once, in a conn of its own that is never loaded, and the
 * others take it by `also=`; in layout `flat` every conn is whole. Both mean the same. `%default` is left alone: it would
 * change the conns of others.
 */
export function connFile({ mesh, ownLines, peerLines }: Rendering, node: MeshNode): string {
  const head = `# IPsec conns of ${node.name}, written by swanmesh. Do not edit: they are written anew from the inventory.\n`;
  const dual = isDualStack(node);
  const shared = mesh.ipsec.layout === 'shared';
  const halves = families
    .filter((family) => shared && node.addresses[family] !== undefined)
    .map((family) => `\nconn ${selfConnName(mesh.name, family, dual)}\n${ownLines(node, family)}`);
  const conns = peeringsOf(mesh, node).map((peering) => {
    const own = shared ? `\talso=${selfConnName(mesh.name, peering.family, dual)}\n` : ownLines(node, peering.family);
    return `\nconn ${peering.connName}\n${own}${peerLines(peering)}`;
  });
  return [head, ...halves, ...conns].join('');
}
