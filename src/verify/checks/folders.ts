import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import type { Rendering } from '../../render/prepare.ts';
import type { Host } from '../host.ts';

/**
 * `verify/leftover-host` and `verify/missing-host`: the folders are those of the hosts of the inventory; without one, those of the
 * manifest that `render` wrote.
 *
 * @param rendered the hosts of the manifest
 */
export function checkFolders(
  hosts: readonly Host[],
  of: { readonly rendering: Rendering | undefined; readonly rendered: readonly string[] | undefined },
): readonly Diagnostic[] {
  const { rendering, rendered } = of;
  const known = rendering === undefined ? rendered : rendering.mesh.nodes.map(({ name }) => name);
  if (known === undefined) return [];
  const list = rendering === undefined ? 'manifest' : 'inventory';
  const at = rendering === undefined ? valueAt('manifest', 'hosts') : valueAt('nodes');
  const [planned, present] = [new Set<string>(known), new Set(hosts.map(({ name }) => name))];
  const leftover = hosts
    .filter(({ name }) => !planned.has(name))
    .map(({ name }) =>
      diagnostic(
        'verify/leftover-host',
        at,
        `a folder must be that of a host of the ${list}, and ${JSON.stringify(name)} is not`,
        { severity: 'error', hint: 'the host has left the mesh; remove its conns there, and the folder here' },
      ),
    );
  // Of the hosts of an inventory the judging of pairs says so.
  const missing = rendering === undefined ? known.filter((name) => !present.has(name)) : [];
  return [
    ...leftover,
    ...missing.map((name) =>
      diagnostic('verify/missing-host', at, `the files of ${name} are missing: render wrote them`, {
        hint: 're-render the tree',
      }),
    ),
  ];
}
