import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import { familyOf } from '../../net/address.ts';
import { atLeast, oldest, type ReleaseRange } from '../release.ts';
import type { GroupTarget } from './document.ts';

/**
 * What keeps a release of the range from reading some targets; empty where every one reads them all.
 *
 * Codes: `libreswan/no-common-spelling`: ports need 3.25, IPv6 needs 3.16.
 *
 * @see libreswan `programs/pluto/foodgroups.c`
 */
export function checkGroupTargets(
  targets: readonly GroupTarget[],
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  const floor = oldest(releases);
  const findings: Diagnostic[] = [];
  const refuse = (what: string, since: string): void => {
    const message = `every release must read the entries of a group: ${floor} reads no ${what}, ${since} is the first that does`;
    findings.push(diagnostic('libreswan/no-common-spelling', at, message));
  };
  if (!atLeast(floor, '3.25') && targets.some(({ traffic }) => traffic !== undefined)) refuse('ports', '3.25');
  if (!atLeast(floor, '3.16') && targets.some(({ prefix }) => familyOf(prefix) === 'ipv6')) refuse('IPv6', '3.16');
  return findings;
}
