/** The statement of one family as chains and rules of iptables' table `filter`. */
import { append } from '../../bytes/append.ts';
import type { Family } from '../../net/address.ts';
import { familyOf } from '../../net/address.ts';
import type { Door, HostFilter, RequireEsp, Service } from '../host-filter.ts';
import { neighbourDiscovery, services } from '../host-filter.ts';
import { option, type RestoreLine, type RuleLine, type RuleOption } from './ast.ts';

/** Our chain of accepting rules; hooked into the chain that the administrator names. */
export const allowChain = 'SWANMESH-ALLOW';

/** The built-in chains, and ours that has to be first in each. */
export const headChains: Readonly<Record<'INPUT' | 'OUTPUT' | 'FORWARD', string>> = {
  INPUT: 'SWANMESH-IN',
  OUTPUT: 'SWANMESH-OUT',
  FORWARD: 'SWANMESH-FORWARD',
};

const jump = (target: string): RuleOption => option('-j', target);
const back = jump('RETURN');
const cameSecured = [option('-m', 'policy'), option('--dir', 'in'), option('--pol', 'ipsec')];
const goesSecured = [option('-m', 'policy'), option('--dir', 'out'), option('--pol', 'ipsec')];

/**
 * The lines of the restore file of one family: our own chains only, so that loading it with `--noflush` replaces them, and
 * nothing else, in one step.
 */
export function iptablesRules(filter: HostFilter, family: Family): readonly RestoreLine[] {
  const rules = [...allowRules(filter.doors, family), ...headRules(filter, family)];
  const chains = [...new Set([allowChain, ...rules.flatMap((rule) => [rule.chain, ...ownTarget(rule)])])];
  return [
    { kind: 'table', name: 'filter' },
    ...chains.map((name): RestoreLine => ({ kind: 'chain', name, policy: '-' })),
    ...rules,
    { kind: 'commit' },
  ];
}

function ownTarget(rule: RuleLine): readonly string[] {
  const target = rule.options.find(({ name }) => name === '-j')?.values[0];
  return target?.startsWith('SWANMESH-') ? [target] : [];
}

function rule(chain: string, ...options: readonly RuleOption[]): RuleLine {
  return { kind: 'rule', chain, options };
}

/** What makes a packet one of the service. ip6tables steps over AH as an extension header, so there `-p ah` never matches. */
export function serviceMatch(service: Service, family: Family): readonly RuleOption[] {
  const { port } = services[service];
  if (port !== undefined) return [option('-p', 'udp'), option('-m', 'udp'), option('--dport', `${port}`)];
  return service === 'ah' && family === 'ipv6' ? [option('-m', 'ah')] : [option('-p', service)];
}

function onInterface({ interface: name }: Door): readonly RuleOption[] {
  return name === undefined ? [] : [option('-i', name)];
}

/** With peers, each door leads to a chain of theirs, shared by doors of the same peers: N rules for N peers, not 3 N. */
function allowRules(doors: readonly Door[], family: Family): readonly RuleLine[] {
  const peerChains = new Map<string, string>();
  const peerRules: RuleLine[] = [];
  const rules = doors
    .filter((door) => door.family === family)
    .flatMap((door) => {
      const target = door.peers === undefined ? 'ACCEPT' : peerChain(door.peers);
      return door.services.map((service) =>
        rule(allowChain, ...onInterface(door), ...serviceMatch(service, family), jump(target)),
      );
    });
  return [...rules, ...peerRules];

  function peerChain(peers: readonly string[]): string {
    const key = peers.join();
    const known = peerChains.get(key);
    if (known !== undefined) return known;
    const name = peerChains.size === 0 ? 'SWANMESH-PEERS' : `SWANMESH-PEERS-${peerChains.size + 1}`;
    peerChains.set(key, name);
    append(
      peerRules,
      peers.map((peer) => rule(name, option('-s', peer), jump('ACCEPT'))),
    );
    return name;
  }
}

function headRules(filter: HostFilter, family: Family): readonly RuleLine[] {
  const clamps = (filter.mssClamps ?? [])
    .filter((clamp) => clamp.family === family)
    .map((clamp) => [
      option('-p', 'tcp'),
      option('-m', 'tcp'),
      option('--tcp-flags', 'SYN,RST', 'SYN'),
      ...goesSecured,
      option('-j', 'TCPMSS'),
      option('--set-mss', `${clamp.bytes}`),
    ]);
  const plain = filter.requireEsp === undefined ? undefined : plaintextRules(filter.requireEsp, family);
  return [
    ...(plain?.in ?? []),
    ...clamps.map((clamp) => rule(headChains.OUTPUT, ...clamp)),
    ...(plain?.out ?? []),
    ...clamps.map((clamp) => rule(headChains.FORWARD, ...clamp)),
    ...(plain?.forward ?? []),
    ...(plain?.peers ?? []),
  ];
}

interface PlaintextRules {
  readonly in: readonly RuleLine[];
  readonly out: readonly RuleLine[];
  readonly forward: readonly RuleLine[];
  readonly peers: readonly RuleLine[];
}

/** What is secured, or exempt, goes back to the administrator's rules; only the rest is compared with the peers. */
function plaintextRules(require: RequireEsp, family: Family): PlaintextRules {
  const peers = require.peers.filter((peer) => familyOf(peer) === family && !require.own.includes(peer));
  const exempt = require.exempt.filter((prefix) => familyOf(prefix) === family);
  const ports = (which: string) => [option('-p', 'udp'), option('-m', 'multiport'), option(which, '500,4500')];
  const ipsec = [
    serviceMatch('esp', family),
    ...(require.ah ? [serviceMatch('ah', family)] : []),
    ...(family === 'ipv6' ? neighbourDiscovery.map(({ type }) => icmpv6(type)) : []),
  ];
  const away = (side: '-s' | '-d') => [
    ...(family === 'ipv6' ? [[option(side, 'fe80::/10')]] : []),
    ...exempt.map((prefix) => [option(side, prefix)]),
  ];
  const [from, to] = ['SWANMESH-FROM', 'SWANMESH-TO'] as const;
  const returns = (chain: string, matches: readonly (readonly RuleOption[])[]) =>
    matches.map((match) => rule(chain, ...match, back));
  const { INPUT, OUTPUT, FORWARD } = headChains;
  return {
    in: [
      ...returns(INPUT, [[option('-i', 'lo')], cameSecured, ...ipsec, ports('--dports'), ...away('-s')]),
      ...laterFragments(INPUT, from, family),
      rule(INPUT, jump(from)),
    ],
    out: [
      ...returns(OUTPUT, [[option('-o', 'lo')], goesSecured, ...ipsec, ports('--ports'), ...away('-d')]),
      rule(OUTPUT, jump(to)),
    ],
    forward: [
      ...returns(FORWARD, [...ipsec, ports('--ports'), ...away('-s'), ...away('-d')]),
      rule(FORWARD, option('-m', 'policy'), option('--dir', 'in'), option('--pol', 'none'), jump(from)),
      rule(FORWARD, option('-m', 'policy'), option('--dir', 'out'), option('--pol', 'none'), jump(to)),
    ],
    peers: [
      ...peers.map((peer) => rule(from, option('-s', peer), jump('DROP'))),
      ...peers.map((peer) => rule(to, option('-d', peer), jump('DROP'))),
    ],
  };
}

function icmpv6(type: number): readonly RuleOption[] {
  return [option('-p', 'ipv6-icmp'), option('-m', 'icmp6'), option('--icmpv6-type', `${type}`)];
}

/**
 * IPv4 is put together before INPUT, IPv6 after it: the later fragments of a long IKE message have no port. They may pass
 * once the first fragment was judged; without it they come to nothing.
 */
function laterFragments(chain: string, drop: string, family: Family): readonly RuleLine[] {
  if (family === 'ipv4') return [];
  return [
    rule(chain, option('-m', 'frag'), option('--fragfirst'), jump(drop)),
    rule(chain, option('-m', 'frag'), back),
  ];
}
