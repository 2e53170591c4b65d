/** `left=` and `right=`: where the ends are, and of which family. */
import { shown } from '../../../../bytes/shown.ts';
import { diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { Family } from '../../../../net/address.ts';
import { readPlutoAddress } from '../../../address/pluto-address.ts';
import { atLeast, type Release } from '../../../release.ts';
import { placeOf } from '../load.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { between, idle, isStarted, lost, none, type Rule, sides } from './rule.ts';

/** What stands where an address is expected. */
export type HostKind = 'none' | 'address' | 'name' | 'interface' | 'defaultroute' | 'any' | 'group' | 'direct';

const keywords: Readonly<Record<string, HostKind>> = {
  '%': 'any',
  '%any': 'any',
  '%defaultroute': 'defaultroute',
  '%opportunistic': 'group',
  '%oppo': 'group',
  '%opportunisticgroup': 'group',
  '%oppogroup': 'group',
  '%group': 'group',
  '%hostname': 'name',
  '%direct': 'direct',
};

/** An address or what stands for one, with the family that it asks for. */
export interface Host {
  readonly kind: HostKind;
  readonly family?: Family;
  /** The address, where it is written out. */
  readonly bits?: bigint;
  /** From 5.3: what follows a `4` or `6` that ends a keyword. */
  readonly junk?: string;
}

/** What a value of `left=` or `leftnexthop=` is. */
export function readHost(text: string | undefined, release: Release): Host {
  if (text === undefined) return { kind: 'none' };
  if (text.startsWith('%') && atLeast(release, '5.3')) {
    const [, word = '', version = '', junk = ''] = /^([^46]*)([46]?)(.*)$/s.exec(text) ?? [];
    const family =
      version === '4' ? ({ family: 'ipv4' } as const) : version === '6' ? ({ family: 'ipv6' } as const) : {};
    const kind = keywords[word.toLowerCase()] ?? 'interface';
    return { kind, ...family, ...(junk === '' ? {} : { junk }) };
  }
  if (text.startsWith('%')) {
    const six = /^(%(?:any|defaultroute))6$/i.exec(text)?.[1];
    const kind = keywords[(six ?? text).toLowerCase()] ?? 'interface';
    return six === undefined ? { kind } : { kind, family: 'ipv6' };
  }
  const address = readPlutoAddress(text);
  return address === undefined ? { kind: 'name' } : { kind: 'address', family: address.family, bits: address.bits };
}

/** The family of the outer addresses: as said, else as the first address that has one. */
export function hostFamilyOf({ settings }: ResolvedConn, release: Release): Family {
  const said = settings.get('hostaddrfamily')?.value;
  if (said === 'ipv4' || said === 'ipv6') return said;
  const texts = sides.flatMap((side) => [settings.get(side)?.value, settings.get(`${side}nexthop`)?.value]);
  if (!atLeast(release, '5.3')) {
    const isSix = texts.some((text) => text !== undefined && (text.includes(':') || isAnySix(text)));
    return isSix ? 'ipv6' : 'ipv4';
  }
  return texts.map((text) => readHost(text, release).family).find((family) => family !== undefined) ?? 'ipv4';
}

/** `%any6` and `%defaultroute6`, of which only small letters are read. */
function isAnySix(text: string): boolean {
  return /^%(?:any|defaultroute)6$/.test(text);
}

/** From 4.10 a conn without both ends is not loaded; a template, which is not to be loaded, needs none. */
const bothEnds: Rule = (conn, release) => {
  const { settings } = conn;
  if (!atLeast(release, '4.10') || !isStarted(conn)) return none;
  const missing = sides.find((side) => !settings.has(side) || settings.get(side)?.value === '');
  if (missing === undefined || (conn.unread.has(missing) && !atLeast(release, '4.0'))) return none;
  const message = `conn ${shown(conn.name)} must have ${missing}=; ${release} does not load it`;
  return [diagnostic('libreswan/conn-lost', placeOf(conn.file, conn.node.at), message)];
};

/** Somebody must know where one end is. */
const oneEndKnown: Rule = (conn, release) => {
  const written = sides.flatMap((side) => conn.settings.get(side) ?? []);
  // From 4.10 an end that is not written has a finding of its own, and a template needs none.
  if (written.length < 2 && (!between(release, '4.1', '4.10') || !isStarted(conn))) return none;
  const isKnown = written.some(({ value }) => {
    // What is no word of the release is taken for an interface, which %any4 never is.
    if (value === '%any4' && !atLeast(release, '5.3')) return false;
    const { kind, bits } = readHost(value, release);
    if (kind === 'address') return bits !== 0n || atLeast(release, '5.4');
    return kind === 'name' || kind === 'defaultroute' || kind === 'interface' || kind === 'none';
  });
  if (isKnown) return none;
  const because = 'left= or right= must be an address of this host, and neither is';
  const blamed = written.at(-1);
  if (blamed !== undefined) return lost(blamed, release, because);
  const message = `${because}; ${release} does not load conn ${shown(conn.name)}`;
  return [diagnostic('libreswan/conn-lost', placeOf(conn.file, conn.node.at), message)];
};

/** From 5.3 addresses of two families, and keywords that name no end. */
const hostFamilies: Rule = (conn, release) => {
  if (!atLeast(release, '5.3')) return none;
  const { settings } = conn;
  const said = settings.get('hostaddrfamily');
  let winner: readonly [ResolvedSetting, Family] | undefined =
    said?.value === 'ipv4' || said?.value === 'ipv6' ? [said, said.value] : undefined;
  for (const side of sides) {
    for (const keyword of [side, `${side}nexthop`]) {
      const setting = settings.get(keyword);
      if (setting?.value === undefined) continue;
      const host = readHost(setting.value, release);
      if (host.junk !== undefined) return lost(setting, release, `nothing may follow the family in ${setting.value}`);
      if (host.family === undefined) continue;
      if (winner !== undefined && winner[1] !== host.family)
        return lost(
          setting,
          release,
          `${keyword}= must be of the family of ${winner[0].keyword}=${winner[0].line.value}`,
        );
      winner ??= [setting, host.family];
    }
  }
  return none;
};

/** Up to 4.9 each end has a family of its own, IPv4 where nothing tells. */
function endFamily({ settings }: ResolvedConn, side: 'left' | 'right'): string {
  const said = settings.get('hostaddrfamily')?.value;
  return said ?? (settings.get(side)?.value?.includes(':') === true ? 'ipv6' : 'ipv4');
}

/** Both must be of one. */
const endFamilies: Rule = (conn, release) => {
  if (!between(release, '4.0', '4.10')) return none;
  const [left, right] = sides.map((side) => endFamily(conn, side));
  const six = sides.map((side) => conn.settings.get(side)).find((end) => isAnySix(end?.value ?? ''));
  if (six !== undefined)
    return lost(six, release, `${six.keyword}= must not be ${six.value}, which ${release} knows no family of`);
  const setting = conn.settings.get('right') ?? conn.settings.get('left');
  return setting !== undefined && left !== right && conn.settings.has('left')
    ? lost(setting, release, `right= must be of the family of left=${conn.settings.get('left')?.value}`)
    : none;
};

/** `%direct` is no end, and a next hop is an address or the default route. */
const hops: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const end = conn.settings.get(side);
    const hop = conn.settings.get(`${side}nexthop`);
    if (end?.value !== undefined && atLeast(release, '5.3') && readHost(end.value, release).kind === 'direct')
      return lost(end, release, `${side}= must not be ${end.value}`);
    if (hop?.value === undefined || !atLeast(release, '4.0')) return none;
    const { kind, family } = readHost(hop.value, release);
    if (kind === 'defaultroute') return none;
    const because = `${side}nexthop= must be an address or %defaultroute, not ${shown(hop.value)}`;
    if (atLeast(release, '5.3')) return kind === 'address' || kind === 'direct' ? none : lost(hop, release, because);
    const isOwn = family === (atLeast(release, '4.10') ? hostFamilyOf(conn, release) : endFamily(conn, side));
    if (kind === 'address' && !isOwn && !atLeast(release, '4.10'))
      return lost(hop, release, `${side}nexthop= must be of the family of the ends`);
    // Up to 4.9 the hexadecimal form of an address is a name.
    const isTaken = kind === 'address' && isOwn && (!/^0x/i.test(hop.value) || atLeast(release, '4.10'));
    return isTaken ? none : idle(hop, `${because}; ${release} goes on without it`);
  });

/** What is asked of both ends together. */
export const addressRules: readonly Rule[] = [bothEnds, oneEndKnown, endFamilies, hostFamilies, hops];
