import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry } from '../diagnostics/fix.ts';
import { groupInstanceName } from '../libreswan/policy-group/instance.ts';
import { groupNames } from './groups.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/group-overlap`: the same target in two groups; pluto installs one of the two, and which is not said. The same one twice
 * in a group is `libreswan/group-duplicate`.
 */
export function checkGroupOverlap({ mode, groups }: Mesh): readonly Diagnostic[] {
  if (mode !== 'opportunistic') return [];
  const owners = new Map<string, { readonly group: string; readonly at: Place }>();
  return groupNames.flatMap((group) =>
    (groups[group] ?? []).flatMap((target, i) => {
      const name = groupInstanceName('', target);
      const at = valueAt('groups', group, i);
      const owner = owners.get(name);
      if (owner === undefined) {
        owners.set(name, { group, at });
        return [];
      }
      const related = [{ at: owner.at, message: 'the first time' }];
      if (owner.group === group)
        return [
          diagnostic('libreswan/group-duplicate', at, `${target.prefix} should stand in ${group} once`, {
            related,
            fix: removeEntry(at.path, true),
          }),
        ];
      const message = `${target.prefix} must be in one group, and it is in ${owner.group} and in ${group}`;
      return [
        diagnostic('mesh/group-overlap', at, message, {
          related,
          hint: 'take it out of one of them',
          fix: removeEntry(at.path, false),
        }),
      ];
    }),
  );
}
