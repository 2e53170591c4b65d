/** What each end protects: subnets, a pool, an address of its own, a protocol. */
import { shown } from '../../../../bytes/shown.ts';
import { type Family, familyOf, readAddress } from '../../../../net/address.ts';
import { readPlutoAddress } from '../../../address/pluto-address.ts';
import { readProtoport } from '../../../address/pluto-protoport.ts';
import {
  isPrefix,
  type PlutoRange,
  partsOf,
  readPlutoPool,
  readPlutoSelector,
  readPlutoSubnet,
} from '../../../address/pluto-range.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { hostFamilyOf, readHost } from './addresses.ts';
import { at, between, ikeVersionOf, lost, none, otherSide, type Rule, sides } from './rule.ts';

const isVirtual = (value: string): boolean => /^v(?:host|net):/.test(value);

/** The subnets of an end, from `leftsubnet=` and `leftsubnets=`; what cannot be read is left out. */
export interface ChildEnd {
  readonly subnets: readonly PlutoRange[];
  readonly pools: readonly PlutoRange[];
}

/** The parts of `leftsubnet=`: one up to 4.15, and one beside `leftprotoport=` or with IKEv1 in 5.2; else a list. */
function subnetParts(
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

/** Subnets that can not be read: 4.10 to 4.15 complain and load the conn for the addresses of the hosts alone. */
const subnets: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const keyword = `${side}subnet`;
    const subnet = conn.settings.get(keyword);
    if (subnet?.value === undefined) return none;
    if (isVirtual(subnet.value)) return virtualSubnet(conn, subnet, release);
    if (conn.settings.has(`${side}addresspool`) && atLeast(release, '5.0')) return none;
    if (/^%default$/i.test(subnet.value) && !atLeast(release, '5.0')) return unreadable(subnet, release);
    const ranges = subnetParts(conn, side, release);
    if (!ranges.every((range) => range !== undefined)) return unreadable(subnet, release);
    return narrow(
      conn,
      subnet,
      side,
      ranges.filter((range) => range !== undefined),
      release,
    );
  });

function unreadable(subnet: ResolvedSetting, release: Release): ReturnType<Rule> {
  const text = subnet.value ?? '';
  const address = text.includes('/') ? undefined : readAddress(text);
  const hint = address === undefined ? undefined : `write ${text}/${familyOf(address) === 'ipv6' ? 128 : 32}`;
  const message = `${subnet.keyword}= must be a prefix such as 10.0.0.0/8, not ${shown(text)}`;
  if (!between(release, '4.10', '5.0')) return lost(subnet, release, message, hint);
  // The conn is loaded, and what the subnet was for goes in clear: no mere warning.
  return at(subnet, 'libreswan/no-effect', `${message}; ${release} loads the conn without it`, hint, 'error');
}

/** What a list, or a selector with a protocol, excludes. */
function narrow(
  conn: ResolvedConn,
  subnet: ResolvedSetting,
  side: 'left' | 'right',
  ranges: readonly PlutoRange[],
  release: Release,
): ReturnType<Rule> {
  if (!atLeast(release, '5.0')) return none;
  const hasLists = sides.some((one) => conn.settings.has(`${one}subnets`));
  if (hasLists && ranges.some(({ isLoose }) => isLoose) && atLeast(release, '5.0'))
    return lost(subnet, release, `${subnet.keyword}= must have no bits of a host beside a list of subnets`);
  if (!atLeast(release, '5.3')) return none;
  if (conn.settings.has(`${side}protoport`)) {
    if (ranges.length > 1)
      return lost(subnet, release, `${subnet.keyword}= must be one subnet beside ${side}protoport=`);
    if (ranges.some(({ isNarrow }) => isNarrow))
      return lost(subnet, release, `${subnet.keyword}= must name no protocol beside ${side}protoport=`);
  }
  if (ikeVersionOf(conn, release) === 1 && ranges.length > 1) {
    const isSplit = conn.settings.get('cisco-split')?.value === 'yes';
    const isServer =
      conn.settings.get(`${side}modecfgserver`)?.value === 'yes' || conn.settings.has(`${otherSide(side)}addresspool`);
    if (!isSplit || !isServer) return lost(subnet, release, `IKEv1 takes one subnet in ${subnet.keyword}=`);
  }
  return none;
}

function virtualSubnet(conn: ResolvedConn, subnet: ResolvedSetting, release: Release): ReturnType<Rule> {
  if (ikeVersionOf(conn, release) === 1 || !atLeast(release, '4.10')) return none;
  const because = `${subnet.keyword}= must not be virtual, which IKEv2 does not know`;
  if (atLeast(release, '5.0')) return lost(subnet, release, because);
  return at(subnet, 'libreswan/no-effect', `${because}; ${release} complains, and loads the conn at start`);
}

/** `leftsubnets=`: up to 4.15 both ends need a subnet or a list, and what follows a part that cannot be read is lost. */
const subnetLists: Rule = (conn, release) => {
  const list = conn.settings.get('leftsubnets') ?? conn.settings.get('rightsubnets');
  if (list === undefined) return none;
  if (atLeast(release, '5.0')) return sides.flatMap((side) => listFault(conn, side, release));
  return sides.flatMap((side) => {
    if (conn.settings.has(`${side}subnet`)) return none;
    const own = conn.settings.get(`${side}subnets`);
    if (own?.value === undefined)
      return lost(list, release, `${list.keyword}= needs ${side}subnet= or ${side}subnets= too`);
    const [first, ...others] = partsOf(own.value.replace(/\s/g, ' '));
    const family = hostFamilyOf(conn, release);
    const isRead = (part: string): boolean => {
      const range = /^%default$/i.test(part) ? undefined : readPlutoSubnet(part, release, family);
      return /^%default$/i.test(part) || (range !== undefined && !(range.isLoose && family === 'ipv6'));
    };
    if (first === undefined || !isRead(first))
      return lost(own, release, `${own.keyword}= must begin with a subnet, not ${shown(first ?? 'nothing')}`);
    const stranger = others.find((part) => !isRead(part));
    if (stranger === undefined) return none;
    const message = `${own.keyword}= must be a list of subnets, and ${shown(stranger)} is none; ${release} passes over it and what follows`;
    return at(own, 'libreswan/no-effect', message, undefined, 'error');
  });
};

function listFault(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReturnType<Rule> {
  const own = conn.settings.get(`${side}subnets`);
  if (own?.value === undefined || conn.settings.has(`${side}addresspool`)) return none;
  const stranger = partsOf(own.value).find((part) => {
    const range = readPlutoSubnet(part, release);
    return range === undefined || range.isLoose;
  });
  return stranger === undefined
    ? none
    : lost(own, release, `${own.keyword}= must be a list of subnets, and ${shown(stranger)} is none`);
}

/** `leftsourceip=`: from 5.0 an address, within what the end protects. */
const sourceAddresses: Rule = (conn, release) =>
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
  const host = readHost(conn.settings.get(side)?.value, release);
  // Up to 5.3 the address of the default route is known by then.
  if (host.kind === 'interface' || (host.kind === 'defaultroute' && !atLeast(release, '5.4'))) return undefined;
  if (host.kind === 'address' && host.family === family && host.bits === bits) return undefined;
  return `without ${side}subnet= ${side}sourceip= must be ${side}= itself`;
}

/** `leftprotoport=`: 4.10 complains and goes on without it. */
const protoports: Rule = (conn, release) => {
  const wild = sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}protoport`);
    const read = setting?.value === undefined ? undefined : readProtoport(setting.value, release);
    return setting !== undefined && read?.isWildcard === true ? [setting] : [];
  });
  const [, second] = wild;
  if (second !== undefined && atLeast(release, '4.3'))
    return lost(second, release, 'one protoport= at most may be %any');
  return sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}protoport`);
    if (setting?.value === undefined || readProtoport(setting.value, release) !== undefined) return none;
    const message = `${side}protoport= must be a protocol, or a protocol and a port, not ${shown(setting.value)}`;
    if (atLeast(release, '5.0')) return lost(setting, release, message, 'write tcp/22');
    if (!atLeast(release, '4.0')) return none;
    // The conn is loaded for every protocol.
    return at(
      setting,
      'libreswan/no-effect',
      `${message}; ${release} loads the conn without it`,
      'write tcp/22',
      'error',
    );
  });
};

/** `leftaddresspool=`: addresses that the end is given. */
const addressPools: Rule = (conn, release) => {
  const [left, right] = sides.map((side) => conn.settings.get(`${side}addresspool`));
  if (left !== undefined && right !== undefined && atLeast(release, '4.10') && readable(release, left, right))
    return lost(right, release, 'leftaddresspool= and rightaddresspool= exclude each other');
  return sides.flatMap((side) => poolFault(conn, side, release));
};

function readable(release: Release, ...pools: readonly ResolvedSetting[]): boolean {
  return pools.every(
    ({ value = '' }) => readPlutoPool(value) !== undefined || (value.includes(',') && atLeast(release, '5.0')),
  );
}

function poolFault(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReturnType<Rule> {
  const pool = conn.settings.get(`${side}addresspool`);
  if (pool?.value === undefined || !atLeast(release, '4.3')) return none;
  const subnet = conn.settings.get(`${side}subnet`);
  const excluded =
    conn.settings.get(`${side}subnets`) ??
    (subnet !== undefined && !isVirtual(subnet.value ?? '') ? subnet : undefined);
  if (excluded !== undefined) {
    const because = `${excluded.keyword}= and ${side}addresspool= exclude each other`;
    if (atLeast(release, '5.0')) return lost(pool, release, because);
    if (excluded === subnet)
      return at(pool, 'libreswan/no-effect', `${because}; ${release} complains, and loads the conn at start`);
  }
  const parts = atLeast(release, '5.0') ? pool.value.split(/[, ]/) : [pool.value];
  const ranges = parts.map((part) => (part === '' ? undefined : readPlutoPool(part)));
  const because = `${side}addresspool= must be a range such as 10.0.0.10-10.0.0.99, not ${shown(pool.value)}`;
  if (!ranges.every((range) => range !== undefined)) {
    if (atLeast(release, '5.0')) return lost(pool, release, because);
    return at(pool, 'libreswan/no-effect', `${because}; ${release} loads the conn without it`, undefined, 'error');
  }
  const all = ranges.filter((range) => range !== undefined);
  if (all.some(({ from }) => from === 0n) && atLeast(release, '4.10'))
    return lost(pool, release, `${side}addresspool= must not begin at address zero`);
  if (!atLeast(release, '5.0')) return none;
  if (new Set(all.map(({ family }) => family)).size < all.length)
    return lost(pool, release, `${side}addresspool= takes one range of a family`);
  const sixes = all.filter(({ family }) => family === 'ipv6');
  if (sixes.length > 0 && ikeVersionOf(conn, release) === 1)
    return lost(pool, release, 'IKEv1 gives no IPv6 addresses');
  return sixes.every(isPrefix) ? none : lost(pool, release, `${side}addresspool= must be a prefix where it is IPv6`);
}

/** In the order in which they are asked. */
export const childEndRules: readonly Rule[] = [subnets, subnetLists, sourceAddresses, protoports, addressPools];
