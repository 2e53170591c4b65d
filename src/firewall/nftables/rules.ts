/** The statement as one table of nftables. */
import { type Address, type Family, families, familyOf } from '../../net/address.ts';
import type { Door, HostFilter, MssClamp, RequireEsp, Service } from '../host-filter.ts';
import { neighbourDiscovery, services } from '../host-filter.ts';
import type { NftChain, NftExpression, NftMatch, NftNamedSet, NftRule, NftTable, NftValue } from './ast.ts';

/**
 * Where our base chains stand. Before those of `filter` (priority 0), except for what leaves: only behind `srcnat` (100) has
 * what pods send to a node the host's own address, and so goes through IPsec.
 */
const priorities = { input: -10, output: -10, forward: -10, postrouting: 110 } as const;

type Hook = keyof typeof priorities;

const one = (text: string): NftValue => ({ kind: 'one', text });
const match = (key: string, ...texts: readonly string[]): NftMatch => ({
  kind: 'match',
  key,
  negated: false,
  values: texts.map(one),
});
const fromSet = (key: string, name: string): NftMatch => ({
  kind: 'match',
  key,
  negated: false,
  values: [{ kind: 'set', name }],
});
const verdict = (word: 'accept' | 'drop' | 'return'): NftExpression => ({ kind: 'verdict', verdict: word });
const jump = (target: string): NftExpression => ({ kind: 'verdict', verdict: 'jump', target });
const rule = (...expressions: readonly NftExpression[]): NftRule => ({ expressions });

const named = (name: string, rules: readonly NftRule[]): NftChain => ({ name, rules });

/** The table `inet swanmesh` of a host. */
export function nftTable(filter: HostFilter): NftTable {
  const sets = namedSets();
  const accepts = filter.doors.flatMap((door) => doorRules(door, sets.nameOf));
  const plain = filter.requireEsp === undefined ? undefined : plaintextRules(filter.requireEsp, sets.nameOf);
  const clamps = (filter.mssClamps ?? []).map(clampRule);
  const base = (hook: Hook, rules: readonly NftRule[]): readonly NftChain[] =>
    rules.length === 0
      ? []
      : [{ name: hook, hook: { type: 'filter', hook, priority: priorities[hook], policy: 'accept' }, rules }];
  return {
    family: 'inet',
    name: 'swanmesh',
    sets: sets.all,
    chains: [
      ...(plain === undefined ? [] : [named('plain-in', plain.in), named('plain-out', plain.out)]),
      ...base('input', [...(plain === undefined ? [] : [rule(jump('plain-in'))]), ...accepts]),
      ...base('output', plain === undefined ? [] : [rule(jump('plain-out'))]),
      ...base('forward', plain?.forward ?? []),
      ...base('postrouting', [...clamps, ...(plain === undefined ? [] : [rule(jump('plain-out'))])]),
    ],
  };
}

interface NamedSets {
  readonly all: readonly NftNamedSet[];
  readonly nameOf: (purpose: 'peers' | 'nodes', family: Family, addresses: readonly Address[]) => string;
}

/** Sets of addresses, the same one for the same members. */
function namedSets(): NamedSets {
  const all: NftNamedSet[] = [];
  const names = new Map<string, string>();
  return { all, nameOf };

  function nameOf(purpose: 'peers' | 'nodes', family: Family, addresses: readonly Address[]): string {
    const members = [...new Set(addresses)];
    const key = `${purpose} ${family} ${members.join()}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const base = `${purpose}-${family}`;
    const others = [...names.values()].filter((name) => name.startsWith(base)).length;
    const name = others === 0 ? base : `${base}-${others + 1}`;
    names.set(key, name);
    all.push({ name, type: family === 'ipv4' ? 'ipv4_addr' : 'ipv6_addr', elements: members.map(one) });
    return name;
  }
}

const ip = (family: Family) => (family === 'ipv4' ? 'ip' : 'ip6');

/** What makes a packet one of the service. nft steps over AH as an IPv6 extension header, so there it is the next header. */
function serviceMatch(service: Service, family: Family): readonly NftMatch[] {
  const { port } = services[service];
  if (service === 'ah' && family === 'ipv6') return [match('ip6 nexthdr', 'ah')];
  return [
    match('meta nfproto', family),
    ...(port === undefined ? [match('meta l4proto', service)] : [match('udp dport', `${port}`)]),
  ];
}

function doorRules(door: Door, nameOf: NamedSets['nameOf']): readonly NftRule[] {
  const { family, peers } = door;
  const from = peers === undefined ? [] : [fromSet(`${ip(family)} saddr`, nameOf('peers', family, peers))];
  const on = door.interface === undefined ? [] : [match('iifname', door.interface)];
  return door.services.map((service) => rule(...on, ...serviceMatch(service, family), ...from, verdict('accept')));
}

/** The kernel never raises a segment size in this way (nft_exthdr.c). */
function clampRule({ family, bytes }: MssClamp): NftRule {
  return rule(match('meta nfproto', family), match('rt ipsec', 'exists'), match('tcp flags & (syn | rst)', 'syn'), {
    kind: 'set',
    key: 'tcp option maxseg size',
    value: `${bytes}`,
  });
}

interface PlaintextRules {
  readonly in: readonly NftRule[];
  readonly out: readonly NftRule[];
  readonly forward: readonly NftRule[];
}

/** What is secured, or exempt, returns; only the rest is compared with the peers. */
function plaintextRules(require: RequireEsp, nameOf: NamedSets['nameOf']): PlaintextRules {
  const nodes = families.flatMap((family) => {
    const peers = require.peers.filter((peer) => familyOf(peer) === family && !require.own.includes(peer));
    return peers.length === 0 ? [] : [{ family, set: nameOf('nodes', family, peers) }];
  });
  const back = verdict('return');
  const drop = verdict('drop');
  const ipsec = [
    rule(match('meta l4proto', 'esp'), back),
    ...(require.ah ? [rule(match('ip protocol', 'ah'), back), rule(match('ip6 nexthdr', 'ah'), back)] : []),
    rule(match('icmpv6 type', ...neighbourDiscovery.map(({ nft }) => nft)), back),
  ];
  const ports = (...sides: readonly string[]) => sides.map((side) => rule(match(`udp ${side}`, '500', '4500'), back));
  const away = (side: 'saddr' | 'daddr') => [
    rule(match(`ip6 ${side}`, 'fe80::/10'), back),
    ...require.exempt.map((prefix) => rule(match(`${ip(familyOf(prefix))} ${side}`, prefix), back)),
  ];
  const from = () => nodes.map(({ family, set }) => rule(fromSet(`${ip(family)} saddr`, set), drop));
  const to = () => nodes.map(({ family, set }) => rule(fromSet(`${ip(family)} daddr`, set), drop));
  // Later fragments of a long IKE message over IPv6 have no port; they may pass once the first fragment was judged.
  const fragments = nodes
    .filter(({ family }) => family === 'ipv6')
    .map(() => rule({ ...match('frag frag-off', '0'), negated: true }, back));
  return {
    in: [
      rule(match('iifname', 'lo'), back),
      rule(match('meta ipsec', 'exists'), back),
      ...ipsec,
      ...ports('dport'),
      ...away('saddr'),
      ...fragments,
      ...from(),
    ],
    out: [
      rule(match('oifname', 'lo'), back),
      rule(match('rt ipsec', 'exists'), back),
      ...ipsec,
      ...ports('sport', 'dport'),
      ...away('daddr'),
      ...to(),
    ],
    forward: [
      rule(match('meta ipsec', 'exists'), back),
      ...ipsec,
      ...ports('sport', 'dport'),
      ...away('saddr'),
      ...away('daddr'),
      ...from(),
    ],
  };
}
