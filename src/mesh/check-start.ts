import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/plaintext-until-up` and `mesh/crossing-initiations`: `auto=start` installs no policy until the SA is up, so packets
 * leave in clear to a peer that is down or fails to authenticate (measured on 4.3, 4.10 and 5.2; `failureshunt=drop` does
 * not help); and two ends that both start can lose SAs to one another.
 */
export function checkStart(mesh: Mesh): readonly Diagnostic[] {
  const { start } = mesh.ipsec;
  if (mesh.mode !== 'explicit' || (start !== 'one-side' && start !== 'both')) return [];
  const at = valueAt('ipsec', 'start');
  const open = diagnostic(
    'mesh/plaintext-until-up',
    at,
    `start: ${start} lets plaintext through to a peer while no SA with it is up`,
    {
      hint: 'ondemand holds packets back; ondemand-up also brings the SAs up after loading',
      fix: writeValue(at.path, 'ondemand', false),
    },
  );
  if (start === 'one-side') return [open];
  return [
    open,
    diagnostic(
      'mesh/crossing-initiations',
      at,
      'start: both lets both ends initiate at once, and crossing initiations can lose SAs',
      {
        hint: 'ondemand-up and one-side initiate from one end of each pair alone',
        fix: writeValue(at.path, 'ondemand-up', false),
      },
    ),
  ];
}
