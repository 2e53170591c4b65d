/** The verdict against what really happens to packets, with rules as administrators write them. */
import { expect, test } from 'vitest';
import type { Service } from '../../../src/firewall/host-filter.ts';
import { readHostRules } from '../../../src/firewall/host-rules.ts';
import { judgeRules, type Verdict } from '../../../src/firewall/verdict/judge.ts';
import { type Address, type Family, families } from '../../../src/net/address.ts';
import { describeInWorlds, play } from '../../support/packet-filter/world.ts';

const peers: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['10.0.0.2', '10.0.0.7'],
  ipv6: ['fd00::2', 'fd00::7'],
};
const own: Readonly<Record<Family, string>> = { ipv4: '10.0.0.1', ipv6: 'fd00::1' };
const sent: Readonly<Record<Service, string>> = {
  esp: 'esp',
  ah: 'ah',
  ike: 'udp/500/500',
  'nat-t': 'udp/4500/4500',
};
const services = Object.keys(sent) as readonly Service[];

/** Every service both ways between the host and two others, in both families. */
const traffic = (ways: readonly string[]) =>
  families
    .flatMap((family) =>
      peers[family].flatMap((peer) =>
        services.flatMap((service) => [
          ...(ways.includes('in') ? [`send in/${peer}/${service} ${peer} ${own[family]} ${sent[service]}`] : []),
          ...(ways.includes('out') ? [`send out/${peer}/${service} ${own[family]} ${peer} ${sent[service]}`] : []),
        ]),
      ),
    )
    .concat('arrived')
    .join('\n');
const bothWays = ['in', 'out'];

const token = ({ direction, peer, service }: Verdict) => `${direction}/${peer}/${service}`;

function verdicts(facts: Parameters<typeof readHostRules>[0]): readonly Verdict[] {
  const { value: host } = readHostRules(facts);
  return families.flatMap((family) =>
    judgeRules(host.rules, {
      family,
      interface: 'eth0',
      local: own[family] as Address,
      peers: peers[family] as readonly Address[],
      services,
    }),
  );
}

/** A yes arrives and a no does not; how many could not be told, AH over IPv6 apart: what stands behind its header is not known. */
function compare(all: readonly Verdict[], arrived: readonly string[], ways: readonly string[] = bothWays): number {
  const found = all.filter(({ direction }) => ways.includes(direction));
  const told = found.filter(({ answer }) => answer !== 'cannot-tell');
  const claimed = told.filter(({ answer }) => answer === 'yes').map(token);
  const known = told.map(token);
  expect(claimed.sort()).toEqual(arrived.filter((one) => known.includes(one)).sort());
  return found.filter((one) => one.answer === 'cannot-tell' && !(one.service === 'ah' && one.family === 'ipv6')).length;
}

const words = (line: string) => line.split(' ').filter((word) => word !== '');

/** Rules for both families; `{}` becomes `4` or `6`. */
const ruleSets: readonly {
  readonly why: string;
  readonly rules: string;
  readonly untold: number;
  readonly ways?: readonly string[];
}[] = [
  { why: 'nothing', rules: '', untold: 0 },
  {
    why: 'the guide, behind a reject',
    rules:
      '-N OS\n-A INPUT -j OS\n-A INPUT -j REJECT\n-A OS -i eth0 -p 50 -j ACCEPT\n-A OS -i eth0 -p udp --dport 500 -j ACCEPT',
    untold: 0,
  },
  {
    why: 'a reject before the guide',
    rules: '-A INPUT -p udp -j REJECT\n-A INPUT -p 50 -j ACCEPT\n-A INPUT -p udp --dport 500 -j ACCEPT\n-P INPUT DROP',
    untold: 0,
  },
  {
    why: 'another interface',
    rules:
      '-A INPUT -i eth1 -p 50 -j ACCEPT\n-A INPUT -i eth+ -p udp -m multiport --dports 400:600,4500 -j ACCEPT\n-P INPUT DROP',
    untold: 0,
  },
  {
    why: 'one peer is let in, the other thrown out',
    rules: '-A INPUT -s P2 -j ACCEPT\n-A INPUT -s P7 -p udp -j DROP\n-A OUTPUT ! -d P2 -p 50 -j DROP',
    untold: 0,
  },
  {
    why: 'only replies may leave',
    ways: ['out'],
    rules:
      '-A OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A OUTPUT -p udp -m udp ! --sport 500 -j DROP',
    untold: 0,
  },
  {
    why: 'return before a drop, goto past one',
    rules:
      '-N A\n-N B\n-A INPUT -p udp -j A\n-A INPUT -p 50 -g B\n-A INPUT -p 50 -j DROP\n-A A -p udp --dport 500 -j RETURN\n-A A -j DROP\n-A B -s P7 -j RETURN\n-A B -j ACCEPT',
    untold: 0,
  },
  {
    why: 'log and mark on the way',
    rules:
      '-A INPUT -j LOG --log-prefix "seen "\n-A INPUT -m comment --comment "-j DROP" -p udp -j ACCEPT\n-A INPUT -p tcp --syn -j DROP',
    untold: 0,
  },
  {
    why: 'a policy match and an address type',
    rules:
      '-A INPUT -m policy --dir in --pol ipsec -j DROP\n-A INPUT -m addrtype --src-type LOCAL -j DROP\n-A INPUT -m addrtype ! --dst-type LOCAL -j DROP\n-A INPUT -m policy --dir in --pol none -p udp --dport 4500 -j DROP',
    untold: 0,
  },
  { why: 'an address range', rules: '-A INPUT -m iprange --src-range P2-P6 -j ACCEPT\n-P INPUT DROP', untold: 0 },
  {
    why: 'a limit that holds here',
    rules: '-A INPUT -p udp -m limit --limit 1000/s --limit-burst 100 -j ACCEPT\n-P INPUT DROP',
    untold: 8,
  },
];

function forFamily(rules: string, family: Family): string {
  const net = family === 'ipv4' ? '10.0.0.' : 'fd00::';
  return rules.replaceAll(/P(\d)/g, `${net}$1`);
}

/** Neighbour discovery must go on, or nothing arrives over IPv6. */
const discovery = '-A INPUT -p ipv6-icmp -j ACCEPT\n-A OUTPUT -p ipv6-icmp -j ACCEPT';

for (const variant of ['nft', 'legacy'] as const) {
  describeInWorlds([`iptables-${variant}`, `ip6tables-${variant}`], `rules of iptables-${variant}`, () => {
    test.each(variant === 'nft' ? ruleSets : ruleSets.slice(1, 4))(
      'the verdict is what happens: $why',
      ({ rules, untold, ways = bothWays }) => {
        const commands = families.flatMap((family) => {
          const program = family === 'ipv4' ? `iptables-${variant}` : `ip6tables-${variant}`;
          const text = family === 'ipv4' ? rules : `${discovery}\n${rules}`;
          const lines = forFamily(text, family).split('\n');
          return lines
            .filter((line) => line !== '')
            .map((line) => `${program} ${line.replace('"-j DROP"', "'-j DROP'").replaceAll('!', "'!'")}`);
        });
        const lines = play(
          `${commands.join('\n')}\n${traffic(ways)}
        iptables-${variant}-save; echo ----; ip6tables-${variant}-save; echo ----; nft -j list ruleset`,
        );
        const [arrived = '', ...saves] = lines;
        const [four = '', six = '', nft = ''] = saves.join('\n').split('----\n');
        const facts = { iptablesSave: { file: 'four', text: four }, ip6tablesSave: { file: 'six', text: six } };
        expect(compare(verdicts(facts), words(arrived), ways)).toBe(untold);
        if (variant === 'nft') compare(verdicts({ nft: { file: 'nft', text: nft } }), words(arrived), ways);
      },
    );
  });
}

const nftRules: readonly { readonly why: string; readonly rules: string; readonly untold: number }[] = [
  {
    why: 'a named set of peers',
    rules:
      'set p { type ipv4_addr; elements = { 10.0.0.2, 10.0.0.9 } }\nchain i { type filter hook input priority 0; policy drop; icmpv6 type 1-255 accept; ip saddr @p accept; }',
    untold: 0,
  },
  {
    why: 'a verdict map by state and by protocol',
    rules:
      'chain i { type filter hook input priority 0; policy drop; ct state vmap { established : accept, invalid : drop }; icmpv6 type 1-255 accept; meta l4proto vmap { esp : accept, udp : goto u }; }\nchain u { udp dport { 500, 4000-4400 } accept; }',
    untold: 0,
  },
  {
    why: 'an accept in one table, a drop in a later chain',
    rules:
      'chain i { type filter hook input priority -5; policy accept; meta l4proto esp accept; }\nchain j { type filter hook input priority 5; policy accept; meta l4proto esp drop; ip6 nexthdr ah drop; }',
    untold: 0,
  },
  {
    why: 'prerouting and postrouting',
    rules:
      'chain i { type filter hook prerouting priority -300; iifname "eth*" ip saddr 10.0.0.0/30 udp dport 500 drop; }\nchain o { type filter hook postrouting priority 0; oifname { "eth0", "eth9" } ip6 daddr fd00::7 udp sport != 500 drop; }',
    untold: 0,
  },
  {
    why: 'a mark and a limit',
    rules:
      'chain i { type filter hook input priority 0; policy accept; meta mark 7 drop; udp dport 500 limit rate over 1000/second drop; }',
    untold: 4,
  },
  {
    why: 'only what fib and ipsec say',
    rules:
      'chain i { type filter hook input priority 0; policy accept; fib saddr type local drop; fib daddr type != local drop; meta ipsec exists drop; exthdr frag exists drop; meta nfproto ipv6 meta ipsec missing udp dport 500 reject; }',
    untold: 0,
  },
];

describeInWorlds(['nft'], 'rules of nft', () => {
  test.each(nftRules)('the verdict is what happens: $why', ({ rules, untold }) => {
    const lines = play(
      `nft -f - <<'end'\ntable inet admin {\n${rules}\n}\nend\n${traffic(bothWays)}\nnft -j list ruleset`,
    );
    const [arrived = '', ...json] = lines;
    expect(compare(verdicts({ nft: { file: 'nft', text: json.join('\n') } }), words(arrived))).toBe(untold);
  });
});
