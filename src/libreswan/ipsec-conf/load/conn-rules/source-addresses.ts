/** `leftsourceip=`: the address that a host uses itself. */
import { shown } from '../../../../bytes/shown.ts';
import type { Family } from '../../../../net/address.ts';
import { readPlutoAddress } from '../../../address/pluto-address.ts';
import { partsOf } from '../../../address/pluto-range.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn } from '../resolved.ts';
import { hostFamilyOf, readHost } from './addresses.ts';
import { childEndOf, isVirtual } from './child-end.ts';
import { at, lost, none, type Rule, sides } from './rule.ts';

/** `leftsourceip=`: from 5.0 an address, within what the end protects. */
export const sourceAddresses: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const source = conn.settings.get(`${side}sourceip`);
    if (source?.value === undefined) return none;
    const both = conn.settings.get(`${side}interface-ip`);
    const because = `${side}sourceip= must be an address`;
    if (!atLeast(release, '5.0')) {
      if (readPlutoAddress(source.value) !== undefined || readHost(source.value, release).kind === 'address')
        return none;
      const outcome = atLeast(release, '4.3') ? 'asks DNS, and goes on without it' : 'asks DNS';
      return at(source, 'libreswan/no-effect', `${because}, not ${shown(source.value)}; ${release} ${outcome}`);
    }
    if (both !== undefined)
      return lost(source, release, `${side}sourceip= and ${side}interface-ip= exclude each other`);
    const seen = new Set<Family>();
    for (const part of partsOf(source.value)) {
      const address = readPlutoAddress(part);
      if (address === undefined || address.bits === 0n) return lost(source, release, `${because}, not ${shown(part)}`);
      if (seen.has(address.family)) return lost(source, release, `${side}sourceip= takes one address of a family`);
      seen.add(address.family);
      const outside = outsideOf(conn, side, address, release);
      if (outside !== undefined) return lost(source, release, outside);
    }
    return none;
  });

/** Why an address is no source address of an end, or `undefined`. */
function outsideOf(
  conn: ResolvedConn,
  side: 'left' | 'right',
  { family, bits }: { readonly family: Family; readonly bits: bigint },
  release: Release,
): string | undefined {
  const subnet = conn.settings.get(`${side}subnet`)?.value;
  const isSaid = subnet !== undefined && !isVirtual(subnet);
  const hasLists = sides.some((one) => conn.settings.has(`${one}subnets`));
  // Of the conns that a list stands for nobody looks at an end with subnets.
  if (hasLists && (isSaid || conn.settings.has(`${side}subnets`))) return undefined;
  if (isSaid && !conn.settings.has(`${side}addresspool`)) {
    if (conn.settings.has('connalias')) return undefined;
    const { subnets: ranges } = childEndOf(conn, side, release);
    const isWithin = ranges.some((range) => range.family === family && range.from <= bits && bits <= range.to);
    return isWithin ? undefined : `${side}sourceip= must be within ${side}subnet=${subnet}`;
  }
  const written = conn.settings.get(side)?.value;
  const host = readHost(written, release);
  // Up to 5.3 the address of the default route is known by then.
  if ((host.kind === 'interface' && written !== '%any4') || (host.kind === 'defaultroute' && !atLeast(release, '5.4')))
    return undefined;
  // Up to 5.2 an address of the other family is looked up as a name, and is none.
  const isKnown = host.kind === 'address' && (atLeast(release, '5.3') || host.family === hostFamilyOf(conn, release));
  if (isKnown && host.family === family && host.bits === bits) return undefined;
  return `without ${side}subnet= ${side}sourceip= must be ${side}= itself`;
}
