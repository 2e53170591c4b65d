import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestoreLine } from '../../src/firewall/iptables/ast.ts';
import { option } from '../../src/firewall/iptables/ast.ts';
import { parseRestore } from '../../src/firewall/iptables/parse.ts';
import { printRestore } from '../../src/firewall/iptables/print.ts';
import { headChains, iptablesRules } from '../../src/firewall/iptables/rules.ts';
import { understandRestore } from '../../src/firewall/iptables/understand.ts';
import type { NftRule, NftTable } from '../../src/firewall/nftables/ast.ts';
import { nftTable } from '../../src/firewall/nftables/rules.ts';
import { understandNft } from '../../src/firewall/nftables/understand.ts';
import { judgeRules, type Verdict } from '../../src/firewall/verdict/judge.ts';
import { joinRuleSets, type RuleSet } from '../../src/firewall/verdict/rule-set.ts';
import { families, familyOf } from '../../src/net/address.ts';
import { type FilterCase, filterCase } from '../arbitraries/host-filter.ts';

function judge(rules: RuleSet, { filter, own, peers }: FilterCase): readonly Verdict[] {
  return filter.doors.flatMap((door) => {
    const local = own[door.family];
    if (local === undefined) return [];
    const reached = peers.filter((peer) => familyOf(peer) === door.family);
    return judgeRules(rules, { ...door, local, peers: reached });
  });
}

/** Something is refused. Behind AH over IPv6 the filter sees what the hosts talk, so there more cannot be told than that it hangs on that. */
const isFound = (verdicts: readonly Verdict[]) =>
  verdicts.some(
    ({ answer, service, family }) =>
      answer === 'no' || (answer === 'cannot-tell' && service === 'ah' && family === 'ipv6'),
  );
const answers = (verdicts: readonly Verdict[]) => [...new Set(verdicts.map(({ answer }) => answer))];

/** What iptables-save says of a host that drops by default, after iptables.sh ran. */
function saved(filter: FilterCase['filter'], family: 'ipv4' | 'ipv6'): readonly RestoreLine[] {
  const [table, ...rest] = iptablesRules(filter, family);
  if (table === undefined) throw new Error('no table');
  const builtins = Object.keys(headChains) as (keyof typeof headChains)[];
  const chains: RestoreLine[] = [...builtins, 'ADMIN'].map((name) => ({
    kind: 'chain',
    name,
    policy: name === 'ADMIN' ? '-' : name === 'INPUT' ? 'DROP' : 'ACCEPT',
  }));
  const jump = (chain: string, target: string): RestoreLine => ({
    kind: 'rule',
    chain,
    options: [option('-j', target)],
  });
  const heads = builtins
    .filter((name) => rest.some((line) => line.kind === 'chain' && line.name === headChains[name]))
    .map((name) => jump(name, headChains[name]));
  const established: RestoreLine = {
    kind: 'rule',
    chain: 'INPUT',
    options: [option('-m', 'conntrack'), option('--ctstate', 'RELATED,ESTABLISHED'), jump('', 'ACCEPT')].flatMap(
      (one) => ('options' in one ? one.options : 'values' in one ? [one] : []),
    ),
  };
  const ours = rest.filter(({ kind }) => kind !== 'commit');
  return [
    table,
    ...chains,
    ...ours.filter(({ kind }) => kind === 'chain'),
    ...heads,
    established,
    jump('INPUT', 'ADMIN'),
    jump('ADMIN', 'SWANMESH-ALLOW'),
    ...ours.filter(({ kind }) => kind === 'rule'),
    { kind: 'commit' },
  ];
}

function understood(lines: Readonly<Record<'ipv4' | 'ipv6', readonly RestoreLine[]>>): RuleSet {
  const sets = families.map((family) =>
    understandRestore(parseRestore(printRestore(lines[family]), family).value, family),
  );
  return sets.reduce(joinRuleSets);
}

const bothFamilies = (filter: FilterCase['filter']) => ({ ipv4: saved(filter, 'ipv4'), ipv6: saved(filter, 'ipv6') });

/** Whether IKE or ESP need the rule: it lets them in, or past the rules that compare plaintext with the peers. */
function isNeeded(line: RestoreLine, { filter, peers, own }: FilterCase, family: 'ipv4' | 'ipv6'): boolean {
  if (line.kind !== 'rule' || own[family] === undefined) return false;
  const reached = peers.filter((peer) => familyOf(peer) === family);
  if (reached.length === 0) return false;
  const text = line.options.map(({ name, values }) => [name, ...values].join(' ')).join(' ');
  if (line.chain === 'ADMIN' || /^SWANMESH-(ALLOW|PEERS)/.test(line.chain)) return true;
  if (filter.requireEsp === undefined || !/^SWANMESH-(IN|OUT)$/.test(line.chain)) return false;
  return /^-p esp -j RETURN|^(-p ah|-m ah) -j RETURN|500,4500/.test(text);
}

describe('whatever we render passes our own verdict', () => {
  test('iptables, behind a policy that drops', () => {
    fc.assert(
      fc.property(filterCase(), (one) => {
        expect(answers(judge(understood(bothFamilies(one.filter)), one))).toEqual(
          one.peers.length === 0 ? [] : ['yes'],
        );
      }),
    );
  });

  test('nftables', () => {
    fc.assert(
      fc.property(filterCase(), (one) => {
        expect(answers(judge(understandNft([nftTable(one.filter)]), one))).toEqual(
          one.peers.length === 0 ? [] : ['yes'],
        );
      }),
    );
  });
});

describe('taking away any one needed rule is found', () => {
  test('iptables', () => {
    fc.assert(
      fc.property(filterCase(), fc.constantFrom(...families), fc.nat(), (one, family, pick) => {
        const lines = bothFamilies(one.filter);
        const needed = lines[family].filter((line) => isNeeded(line, one, family));
        fc.pre(needed.length > 0);
        const gone = needed[pick % needed.length];
        const left = { ...lines, [family]: lines[family].filter((line) => line !== gone) };
        expect(isFound(judge(understood(left), one))).toBe(true);
      }),
    );
  });

  test('nftables, in front of a table that drops by default', () => {
    const drops: NftTable = {
      family: 'inet',
      name: 'filter',
      sets: [],
      chains: [{ name: 'input', hook: { type: 'filter', hook: 'input', priority: 0, policy: 'drop' }, rules: [] }],
    };
    fc.assert(
      fc.property(filterCase(), fc.nat(), (one, pick) => {
        fc.pre(one.peers.length > 0);
        const ours = nftTable(one.filter);
        const accepts = ours.chains.find(({ name }) => name === 'input')?.rules.filter(isAccept) ?? [];
        const pasted: NftTable = {
          ...drops,
          sets: ours.sets,
          chains: drops.chains.map((chain) => ({ ...chain, rules: accepts })),
        };
        expect(isFound(judge(understandNft([ours, drops]), one))).toBe(true);
        expect(answers(judge(understandNft([ours, pasted]), one))).toEqual(['yes']);
        const useful = accepts.filter((rule) => one.peers.some((peer) => belongs(rule, familyOf(peer))));
        const gone = useful[pick % useful.length];
        const less = pasted.chains.map((chain) => ({ ...chain, rules: accepts.filter((rule) => rule !== gone) }));
        expect(isFound(judge(understandNft([ours, { ...pasted, chains: less }]), one))).toBe(true);
      }),
    );
  });

  test('nftables, a return before the rules that compare plaintext with the peers', () => {
    fc.assert(
      fc.property(filterCase(), fc.nat(), (one, pick) => {
        fc.pre(one.filter.requireEsp !== undefined && one.peers.length > 0);
        const table = nftTable(one.filter);
        const needed = table.chains
          .filter(({ name }) => name === 'plain-in' || name === 'plain-out')
          .flatMap(({ name, rules }) =>
            rules.filter((rule) => isServiceReturn(rule, name === 'plain-out')).map((rule) => ({ name, rule })),
          )
          .filter(({ rule }) => one.peers.some((peer) => belongs(rule, familyOf(peer))));
        const gone = needed[pick % needed.length]?.rule;
        const chains = table.chains.map((chain) => ({ ...chain, rules: chain.rules.filter((rule) => rule !== gone) }));
        expect(gone).toBeDefined();
        expect(isFound(judge(understandNft([{ ...table, chains }]), one))).toBe(true);
      }),
    );
  });
});

function isAccept({ expressions }: NftRule): boolean {
  return expressions.some((one) => one.kind === 'verdict' && one.verdict === 'accept');
}

/** ESP and AH by protocol; of the two rules for ports of OUTPUT each alone is enough for packets that have both. */
function isServiceReturn({ expressions }: NftRule, out: boolean): boolean {
  return expressions.some(
    (one) => one.kind === 'match' && (/l4proto|ip protocol|nexthdr/.test(one.key) || (!out && one.key === 'udp dport')),
  );
}

function belongs({ expressions }: NftRule, family: 'ipv4' | 'ipv6'): boolean {
  const foreign = family === 'ipv4' ? /^ip6 |^ipv6$/ : /^ip |^ipv4$/;
  return !expressions.some(
    (one) =>
      one.kind === 'match' &&
      (foreign.test(one.key) ||
        (one.key === 'meta nfproto' && one.values.some((value) => value.kind === 'one' && foreign.test(value.text)))),
  );
}
