import { type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import { comparePrefixes } from '../../net/address.ts';
import type { ReleaseRange } from '../release.ts';
import { checkGroupTargets } from './check-targets.ts';
import type { GroupTarget } from './document.ts';
import { groupInstanceName } from './instance.ts';

/**
 * The lines of a policy-group file for every release of a range: one target a line, canonical, sorted, each once, in the first
 * column; empty for no targets. Nothing else is written, because on some release anything else loses the rest of the file.
 *
 * Fails with `libreswan/no-common-spelling`: ports need 3.25, IPv6 needs 3.16.
 *
 * @example printPolicyGroup([{ prefix }], releaseRange('3.19', '5.4'), at) // ok: '172.16.0.0/16\n'
 * @see libreswan `programs/pluto/foodgroups.c`
 */
export function printPolicyGroup(
  targets: readonly GroupTarget[],
  releases: ReleaseRange,
  at: Place = valueAt(),
): Result<string> {
  return settle(() => printTargets(targets), checkGroupTargets(targets, releases, at));
}

/** The lines of targets that every release of the hosts reads; see {@link checkGroupTargets}. */
export function printTargets(targets: readonly GroupTarget[]): string {
  const unique = new Map(targets.map((target) => [groupInstanceName('', target), target]));
  return [...unique.values()].sort(compareTargets).map(line).join('');
}

/** Order of targets: by prefix, then the whole traffic before a part of it, then by protocol and ports. */
export function compareTargets(a: GroupTarget, b: GroupTarget): number {
  const [x, y] = [a, b].map(
    ({ traffic }) => traffic && [traffic.protocol, traffic.sourcePort, traffic.destinationPort],
  );
  const byPorts = [0, 1, 2].map((i) => (x?.[i] ?? -1) - (y?.[i] ?? -1)).find((difference) => difference !== 0);
  return comparePrefixes(a.prefix, b.prefix) || (byPorts ?? 0);
}

function line({ prefix, traffic }: GroupTarget): string {
  if (traffic === undefined) return `${prefix}\n`;
  return `${prefix} ${traffic.protocol} ${traffic.sourcePort} ${traffic.destinationPort}\n`;
}
