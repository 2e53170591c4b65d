/** The files of the two hosts of a mixed pair, written as somebody would by hand. */
import type { DebianRelease } from '../../support/debian/release-tools.ts';
import type { End, MixedEnd } from './mixed-pair.ts';

/** A host of a pair. */
export interface MixedHost {
  readonly name: string;
  readonly address: string;
  readonly peer: string;
  readonly peerAddress: string;
}

/** The host of an end of the pair with a number. */
export function mixedHost(pair: number, end: End): MixedHost {
  const address = (which: End): string => `10.8.${pair}.${which === 'a' ? 1 : 2}`;
  const other = end === 'a' ? 'b' : 'a';
  return { name: `${end}${pair}`, address: address(end), peer: `${other}${pair}`, peerAddress: address(other) };
}

/** What of `/etc/ipsec.d` the host has, by path. */
export function mixedFiles(host: MixedHost, end: MixedEnd, release: DebianRelease): ReadonlyMap<string, string> {
  const { conn, beside, group, wide } = end;
  const groups = [group, wide].flatMap((each) => each ?? []);
  const sections = [
    ...(conn === undefined ? [] : [section(host.peer, { ...plainConn(host, release), ...conn })]),
    ...(beside === undefined ? [] : [section('beside', { left: host.address, right: host.peerAddress, ...beside })]),
    ...groups.map((each) => section(each, groupConn(each, host, release))),
  ];
  return new Map([
    ...(sections.length === 0 ? [] : [['etc/ipsec.d/mesh.conf', sections.join('\n')] as const]),
    ...(group === undefined ? [] : [[`etc/ipsec.d/policies/${group}`, `${host.peerAddress}/32\n`] as const]),
    ...(wide === undefined ? [] : [[`etc/ipsec.d/policies/${wide}`, '10.8.0.0/16\n'] as const]),
  ]);
}

const section = (name: string, lines: Readonly<Record<string, string>>): string =>
  `conn ${name}\n${Object.entries(lines)
    .map(([key, value]) => `\t${key}=${value}\n`)
    .join('')}`;

const ikeVersion = (release: DebianRelease): Readonly<Record<string, string>> =>
  release === '5.2' ? { keyexchange: 'ikev2' } : { ikev2: 'insist' };

function plainConn({ name, address, peer, peerAddress }: MixedHost, release: DebianRelease) {
  return {
    left: address,
    leftid: `"O=system:nodes, CN=system:node:${name}"`,
    leftcert: name,
    right: peerAddress,
    rightid: `"O=system:nodes, CN=system:node:${peer}"`,
    rightca: '%same',
    authby: 'rsasig',
    'retransmit-interval': '8000',
    ...ikeVersion(release),
  };
}

function groupConn(
  group: string,
  { name, address }: MixedHost,
  release: DebianRelease,
): Readonly<Record<string, string>> {
  if (group === 'clear' || group === 'block')
    return {
      left: address,
      right: '%group',
      authby: 'never',
      type: group === 'clear' ? 'passthrough' : 'drop',
      auto: 'ondemand',
    };
  const shunt = group === 'private' ? 'drop' : 'passthrough';
  return {
    left: address,
    leftid: '%fromcert',
    leftcert: name,
    right: '%opportunisticgroup',
    rightid: '%fromcert',
    rightca: '%same',
    authby: 'rsasig',
    'retransmit-interval': '8000',
    ...ikeVersion(release),
    negotiationshunt: shunt,
    failureshunt: shunt,
    auto: group === 'clear-or-private' ? 'add' : 'ondemand',
  };
}

/** A filter that takes nothing readable from the peer and lets nothing readable out to it. */
export function strictRules({ peerAddress }: MixedHost): string {
  return [
    `iptables -A INPUT -p udp --dport 500 -j ACCEPT`,
    `iptables -A INPUT -s ${peerAddress} -m policy --dir in --pol none -j DROP`,
    `iptables -A OUTPUT -p udp --sport 500 -j ACCEPT`,
    `iptables -A OUTPUT -p esp -j ACCEPT`,
    `iptables -A OUTPUT -d ${peerAddress} -m policy --dir out --pol none -j DROP`,
  ].join(' && ');
}
