import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { families, familyOf } from '../net/address.ts';
import { groupNames } from './groups.ts';
import type { Mesh } from './mesh.ts';

/** `mesh/group-family`: an entry of a family that no node has an address of; no host can have a conn for it. */
export function checkGroupFamilies({ mode, groups, nodes }: Mesh): readonly Diagnostic[] {
  if (mode !== 'opportunistic') return [];
  const present = families.filter((family) => nodes.some(({ addresses }) => addresses[family] !== undefined));
  return groupNames.flatMap((group) =>
    (groups[group] ?? []).flatMap(({ prefix }, i) => {
      if (present.includes(familyOf(prefix))) return [];
      const message = `no node has an address of the family of ${prefix}, so that its traffic is under no policy`;
      return [
        diagnostic('mesh/group-family', valueAt('groups', group, i), message, {
          hint: 'give the nodes such addresses, or take it out',
        }),
      ];
    }),
  );
}
