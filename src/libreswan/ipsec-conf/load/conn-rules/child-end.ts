/** What an end protects, as ranges of addresses: its subnets and its pools. */
import type { Family } from '../../../../net/address.ts';
import { readPlutoAddress } from '../../../address/pluto-address.ts';
import {
  type PlutoRange,
  partsOf,
  readPlutoPool,
  readPlutoSelector,
  readPlutoSubnet,
} from '../../../address/pluto-range.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn } from '../resolved.ts';
import { ikeVersionOf, sides } from './rule.ts';

/** Whether a subnet is one that IKEv1 makes up: `vhost:`, `vnet:`. */
export const isVirtual = (value: string): boolean => /^v(?:host|net):/.test(value);

/** The families of some ranges. */
export function familiesOf(ranges: readonly PlutoRange[]): ReadonlySet<Family> {
  return new Set(ranges.map(({ family }) => family));
}

/** The subnets of an end, from `leftsubnet=` and `leftsubnets=`; what cannot be read is left out. */
export interface ChildEnd {
  readonly subnets: readonly PlutoRange[];
  readonly pools: readonly PlutoRange[];
}

/** The parts of `leftsubnet=`: one up to 4.15, and one beside `leftprotoport=` or with IKEv1 in 5.2; else a list. */
export function subnetParts(
  conn: ResolvedConn,
  side: 'left' | 'right',
  release: Release,
): readonly (PlutoRange | undefined)[] {
  const value = conn.settings.get(`${side}subnet`)?.value;
  if (value === undefined || isVirtual(value)) return [];
  const hasLists = sides.some((one) => conn.settings.has(`${one}subnets`));
  const isSubnet = !atLeast(release, '5.0') || hasLists || (!atLeast(release, '5.3') && isPlain(conn, side, release));
  if (!isSubnet) {
    const parts = value.split(/[, ]/);
    return parts.map((part) => (part === '' ? undefined : readPlutoSelector(part)));
  }
  if (value.toLowerCase() === '%default') return [];
  return [readPlutoSubnet(value, release)];
}

function isPlain(conn: ResolvedConn, side: 'left' | 'right', release: Release): boolean {
  return ikeVersionOf(conn, release) === 1 || conn.settings.has(`${side}protoport`);
}

/** What an end protects beside its own address. */
export function childEndOf(conn: ResolvedConn, side: 'left' | 'right', release: Release): ChildEnd {
  const lists = conn.settings.get(`${side}subnets`)?.value;
  const listed = lists === undefined ? [] : partsOf(lists).map((part) => readPlutoSubnet(part, release));
  const subnets = [...subnetParts(conn, side, release), ...listed].filter((range) => range !== undefined);
  const pool = conn.settings.get(`${side}addresspool`)?.value;
  const pools =
    pool === undefined
      ? []
      : partsOf(pool)
          .map(readPlutoPool)
          .filter((range) => range !== undefined);
  if (subnets.length > 0 || atLeast(release, '5.0')) return { subnets, pools };
  // Up to 4.15 an end without a subnet protects its source address.
  const source = readPlutoAddress(conn.settings.get(`${side}sourceip`)?.value ?? '');
  if (source === undefined) return { subnets, pools };
  const { family, bits } = source;
  return { subnets: [{ family, from: bits, to: bits, isLoose: false, isNarrow: false }], pools };
}
