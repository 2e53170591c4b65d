/** What a conn of a policy group does with packets, by its settings. */
import type { GroupAction } from './groups.ts';

export type { GroupAction } from './groups.ts';

/**
 * The action of a group's conn.
 *
 * @param meaning what pluto takes for a keyword
 */
export function groupActionOf(meaning: (keyword: string) => string | undefined): GroupAction {
  const type = meaning('type');
  if (type === 'passthrough') return 'clear';
  if (type === 'drop' || type === 'reject') return 'drop';
  if (meaning('auto') === 'add') return 'clear-until-asked';
  const shunt = meaning('failureshunt') ?? 'none';
  return shunt === 'passthrough' || shunt === 'none' ? 'encrypt-else-clear' : 'encrypt';
}
