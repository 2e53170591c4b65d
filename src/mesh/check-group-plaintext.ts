import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { PolicyGroupName } from '../inventory/index.ts';
import type { Mesh } from './mesh.ts';

const open: readonly (readonly [PolicyGroupName, string])[] = [
  ['private-or-clear', 'goes in clear whenever a tunnel cannot be made, also because somebody prevents it'],
  [
    'clear-or-private',
    'goes in clear until the remote host asks for a tunnel, and between two hosts of this group always',
  ],
];

/** `mesh/plaintext-possible`: the two groups that prefer traffic to protection. */
export function checkGroupPlaintext({ mode, groups }: Mesh): readonly Diagnostic[] {
  if (mode !== 'opportunistic') return [];
  return open.flatMap(([group, what]) =>
    (groups[group] ?? []).length === 0
      ? []
      : [
          diagnostic(
            'mesh/plaintext-possible',
            valueAt('groups', group),
            `traffic with the networks of ${group} ${what}`,
            {
              hint: 'use private where nothing may leave in clear',
            },
          ),
        ],
  );
}
