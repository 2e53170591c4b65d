/** `leftsubnet=` and `leftsubnets=`: what is read, and what excludes each other. */
import { shown } from '../../../../bytes/shown.ts';
import { familyOf, readAddress } from '../../../../net/address.ts';
import { type PlutoRange, partsOf, readPlutoSubnet } from '../../../address/pluto-range.ts';
import { atLeast, type Release } from '../../../release.ts';
import { type Advice, writeValueOf } from '../advice.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { hostFamilyOf } from './addresses.ts';
import { isVirtual, subnetParts } from './child-end.ts';
import { at, between, ikeVersionOf, lost, none, otherSide, type Rule, sides } from './rule.ts';

/** Subnets that cannot be read: 4.10 to 4.15 complain and load the conn for the addresses of the hosts alone. */
const subnets: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const keyword = `${side}subnet`;
    const subnet = conn.settings.get(keyword);
    if (subnet?.value === undefined) return none;
    if (isVirtual(subnet.value)) return virtualSubnet(conn, subnet, release);
    if (conn.settings.has(`${side}addresspool`) && atLeast(release, '5.0')) return none;
    if (/^%default$/i.test(subnet.value) && !atLeast(release, '5.0')) return unreadable(subnet, release);
    const ranges = subnetParts(conn, side, release);
    return ranges.every((range) => range !== undefined)
      ? narrow(conn, subnet, side, ranges, release)
      : unreadable(subnet, release);
  });

function unreadable(subnet: ResolvedSetting, release: Release): ReturnType<Rule> {
  const text = subnet.value ?? '';
  const address = text.includes('/') ? undefined : readAddress(text);
  const hint =
    address === undefined ? undefined : prefixed(subnet, `${text}/${familyOf(address) === 'ipv6' ? 128 : 32}`);
  const message = `${subnet.keyword}= must be a prefix such as 10.0.0.0/8, not ${shown(text)}`;
  if (!between(release, '4.10', '5.0')) return lost(subnet, release, message, hint);
  // The conn is loaded, and what the subnet was for goes in clear: no mere warning.
  return at(subnet, 'libreswan/no-effect', `${message}; ${release} loads the conn without it`, hint, 'error');
}

/** The subnet with its length. */
function prefixed({ file, line }: ResolvedSetting, prefix: string): Advice {
  return { ...writeValueOf(file, line, prefix, true), hint: `write ${prefix}` };
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
  if (hasLists && ranges.some(({ isLoose }) => isLoose))
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

/** In the order in which they are asked. */
export const subnetRules: readonly Rule[] = [subnets, subnetLists];
