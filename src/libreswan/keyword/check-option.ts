import { type Diagnostic, diagnostic, type Place, valueAt } from '../../diagnostics/diagnostic.ts';
import { removeEntry } from '../../diagnostics/fix.ts';
import type { ReleaseRange } from '../release.ts';
import { findKeyword } from './keyword.ts';
import { checkSetting } from './spell-setting.ts';

/** What swanmesh writes itself, or what decides who is trusted and how. */
const ours: ReadonlySet<string> = new Set([
  ...['also', 'alsoflip', 'auto', 'authby', 'ikev2', 'keyexchange', 'type', 'esp', 'ike'],
  ...['dpddelay', 'dpdtimeout', 'dpdaction', 'encapsulation', 'forceencaps', 'connaddrfamily', 'hostaddrfamily'],
]);

/** Up to 5.2 `ah=` is another name of `esp=`; with `phase2=ah` it is what nobody else writes. */
function isAh(keyword: string): boolean {
  return keyword.toLowerCase() === 'ah';
}

/**
 * What is wrong with a further conn keyword that somebody wants in every conn (`ipsec.options` of an inventory): it must be
 * a conn keyword that no end has and that swanmesh does not write itself, it must run nothing, and keyword and value must
 * be effective and mean the same on every release of the range. Empty when all is well.
 *
 * Codes: `libreswan/option-not-free`, and those of `checkSetting`.
 *
 * @example checkOption('salifetime', '8h', ['4.10'], at) // []
 * @example checkOption('leftupdown', '/bin/sh', ['4.10'], at) // libreswan/option-not-free
 */
export function checkOption(
  keyword: string,
  value: string,
  releases: ReleaseRange,
  at: Place = valueAt(),
): readonly Diagnostic[] {
  const found = findKeyword('conn', keyword);
  if (found === undefined) return checkSetting('conn', keyword, value, releases, at);
  const { row } = found;
  if (found.side !== undefined || row.runs || (ours.has(row.alias ?? row.name) && !isAh(keyword))) {
    const why = row.runs
      ? 'runs a command'
      : found.side !== undefined
        ? 'belongs to one end'
        : 'is written by swanmesh itself';
    return [
      diagnostic('libreswan/option-not-free', at, `a further keyword must not be ${keyword}=, which ${why}`, {
        hint: 'take it out; what it would do has its own place in the inventory, or none',
        fix: at.kind === 'value' ? removeEntry(at.path, false) : undefined,
      }),
    ];
  }
  return checkSetting('conn', keyword, value, releases, at);
}
