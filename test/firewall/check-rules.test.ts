import { describe, expect, test } from 'vitest';
import { checkRules } from '../../src/firewall/check-rules.ts';
import type { Service } from '../../src/firewall/host-filter.ts';
import { type FilterFacts, readHostRules } from '../../src/firewall/host-rules.ts';
import type { Need } from '../../src/firewall/verdict/judge.ts';
import type { Address } from '../../src/net/address.ts';

const need = (services: readonly Service[] = ['esp', 'ike', 'nat-t'], over: Partial<Need> = {}): Need => ({
  family: 'ipv4',
  interface: 'eth0',
  local: '10.0.0.1' as Address,
  peers: ['10.0.0.2', '10.0.0.3', '10.0.0.4'].map((text) => text as Address),
  services,
  ...over,
});

const save = (rules: string, policy = 'ACCEPT'): FilterFacts => ({
  iptablesSave: {
    file: 'iptables-save.txt',
    text: `*filter\n:INPUT ${policy} [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`,
  },
});

const json = (...rules: readonly unknown[]): FilterFacts => ({
  nft: {
    file: 'nft.json',
    text: JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.6' } },
        { table: { family: 'inet', name: 'filter' } },
        {
          chain: {
            family: 'inet',
            table: 'filter',
            name: 'i',
            type: 'filter',
            hook: 'input',
            prio: 0,
            policy: 'accept',
          },
        },
        ...rules.map((expr) => ({ rule: { family: 'inet', table: 'filter', chain: 'i', expr } })),
      ],
    }),
  },
});

function findings(facts: FilterFacts, ...needs: readonly Need[]) {
  return checkRules(readHostRules(facts).value, needs).map(({ code, at }) => [
    code,
    at.kind === 'text' ? `${at.file}:${at.line}` : at.path.join('/'),
  ]);
}

const esp = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'esp' } };

describe('checkRules', () => {
  test.each([
    { why: 'nothing is in the way', facts: save(''), found: [] },
    {
      why: 'a reject before the guide’s rules drops them',
      facts: save('-A INPUT -j REJECT\n-A INPUT -p esp -j ACCEPT\n-A INPUT -p udp -m udp --dport 500 -j ACCEPT'),
      found: ['firewall/blocked', 'firewall/blocked', 'firewall/nat-t-closed'].map((code) => [
        code,
        'iptables-save.txt:5',
      ]),
    },
    {
      why: 'the policy decides where no rule does',
      facts: save(
        '-A INPUT -p esp -j ACCEPT\n-A INPUT -p udp -m multiport --dports 500,4500 -j ACCEPT\n-A OUTPUT -p esp -j DROP',
        'DROP',
      ),
      found: [['firewall/blocked', 'iptables-save.txt:7']],
    },
    {
      why: 'the guide forgets UDP 4500',
      facts: save('-A INPUT -i eth0 -p esp -j ACCEPT\n-A INPUT -i eth0 -p udp -m udp --dport 500 -j ACCEPT', 'DROP'),
      found: [['firewall/nat-t-closed', 'iptables-save.txt:2']],
    },
    {
      why: 'the guide opens AH, which nobody uses',
      facts: save('-A INPUT -p ah -j ACCEPT'),
      found: [['firewall/ah-unused', 'iptables-save.txt:5']],
    },
    {
      why: 'an ipset may hold the peer or not',
      facts: save('-A INPUT -p esp -m set --match-set bad src -j DROP'),
      found: [['firewall/cannot-tell', 'iptables-save.txt:5']],
    },
    {
      why: 'an unknown match before a drop that comes anyway is no doubt',
      facts: save('-A INPUT -p esp -m set --match-set bad src -j DROP\n-A INPUT -p esp -j DROP'),
      found: [['firewall/blocked', 'iptables-save.txt:5']],
    },
    {
      why: 'a line that cannot be read may be a drop',
      facts: save('-A INPUT -p esp -j ACCEPT\n-A INPUT -p udp -j ACCEPT\n-A INPUT "'),
      found: [
        'iptables-save.txt:5',
        'iptables-save.txt:4',
        'iptables-save.txt:6',
        'iptables-save.txt:4',
        'iptables-save.txt:6',
        'iptables-save.txt:4',
      ].map((at) => ['firewall/cannot-tell', at]),
    },
    {
      why: 'a masquerade leaves the own address as it is',
      facts: {
        iptablesSave: {
          file: 'nat',
          text: '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 10.128.0.0/14 -j MASQUERADE\n-A POSTROUTING -o eth0 -p udp -j MASQUERADE\nCOMMIT\n',
        },
      },
      found: [],
    },
    {
      why: 'a source translation takes the address by which the peer knows the host; answers to it are in the way of what comes in',
      facts: {
        iptablesSave: {
          file: 'nat',
          text: '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -p esp -j SNAT --to-source 192.0.2.9\nCOMMIT\n',
        },
      },
      found: [
        ['firewall/cannot-tell', 'nat:3'],
        ['firewall/other-source', 'nat:3'],
      ],
    },
    { why: 'rules of nft', facts: json([esp, { drop: null }]), found: [['firewall/blocked', 'nftables/3']] },
    {
      why: 'an expression of nft that is not interpreted',
      facts: json([esp, { match: { op: '==', left: { meta: { key: 'cpu' } }, right: 1 } }, { drop: null }]),
      found: [['firewall/cannot-tell', 'nftables/3']],
    },
    {
      why: 'nobody marked the packet',
      facts: json([esp, { match: { op: '==', left: { meta: { key: 'mark' } }, right: 1 } }, { drop: null }]),
      found: [],
    },
    {
      why: 'AH in nft',
      facts: json(
        [{ match: { op: '==', left: { meta: { key: 'l4proto' } }, right: { set: ['esp', 'ah'] } } }, { accept: null }],
        [
          { match: { op: '==', left: { payload: { protocol: 'ip', field: 'protocol' } }, right: 'ah' } },
          { accept: null },
        ],
      ),
      found: [],
    },
  ])('$why', ({ facts, found }) => {
    expect(findings(facts, need())).toEqual(found);
  });

  test('peers that one rule drops are one finding', () => {
    const [finding, ...more] = checkRules(readHostRules(save('-A INPUT -p esp ! -s 10.0.0.3 -j DROP')).value, [need()]);
    expect(more).toEqual([]);
    expect(finding?.message).toContain('10.0.0.2 and 1 more');
  });

  test('where ESP only comes inside UDP, a closed 4500 is an error', () => {
    const facts = save('-A INPUT -p udp -m udp --dport 4500 -j DROP');
    expect(findings(facts, need(['ike', 'nat-t']))).toEqual([['firewall/blocked', 'iptables-save.txt:5']]);
  });

  test('a rule for another interface than that of the address lets nothing in', () => {
    const facts = save('-A INPUT -i eth0 -p esp -j ACCEPT', 'DROP');
    expect(findings(facts, need(['esp']))).toEqual([]);
    expect(findings(facts, need(['esp'], { interface: 'br-ex' }))).toEqual([
      ['firewall/blocked', 'iptables-save.txt:2'],
    ]);
  });

  test('what the facts do not tell is not judged', () => {
    const six = need(['esp'], { family: 'ipv6', local: 'fd00::1' as Address, peers: ['fd00::2' as Address] });
    expect(findings(save('-A INPUT -j DROP'), six)).toEqual([]);
    expect(findings({ ...save(''), ...json([{ drop: null }]) }, six)).toEqual([['firewall/blocked', 'nftables/3']]);
  });

  test('a table that nft and iptables-save have is judged as nft has it', () => {
    const {
      value: { rules },
    } = readHostRules({
      ...save(''),
      nft: {
        file: 'nft.json',
        text: JSON.stringify({
          nftables: ['filter', 'mine'].flatMap((name) => [
            { table: { family: 'ip', name } },
            {
              chain: {
                family: 'ip',
                table: name,
                name: 'INPUT',
                type: 'filter',
                hook: 'input',
                prio: 0,
                policy: 'drop',
              },
            },
          ]),
        }),
      },
    });
    expect(rules.bases.map(({ chain }) => chain)).toEqual(['ip filter INPUT', 'ip mine INPUT']);
  });

  test.each(['', '{', '[]', '{"nftables":1}', 'null'])(
    'a file that is no JSON of nft makes nothing sure: %j',
    (text) => {
      const host = readHostRules({ nft: { file: 'nft.json', text }, ...save('') });
      expect(host.findings.map(({ code, severity }) => [code, severity])).toEqual([['firewall/unreadable', 'error']]);
      expect(new Set(checkRules(host.value, [need()]).map(({ code }) => code))).toEqual(
        new Set(['firewall/cannot-tell']),
      );
    },
  );

  test.each([
    {
      why: 'a table of iptables-legacy that was not saved',
      facts: { legacyTables: { file: 'names', text: 'filter\n' } },
    },
    {
      why: 'rules of an nft that writes no JSON',
      facts: { nftText: { file: 'nft.txt', text: 'table inet t {\n}\n' } },
    },
  ])('what is there and cannot be read makes nothing sure: $why', ({ facts }) => {
    const header = '# Generated by iptables-save v1.8.9 (nf_tables) on Sat Nov 28\n';
    const text = header + (save('').iptablesSave?.text ?? '');
    const found = findings({ iptablesSave: { file: 'iptables-save.txt', text }, ...facts }, need(['esp']));
    expect(new Set(found.map(([code]) => code))).toEqual(new Set(['firewall/cannot-tell']));
  });

  test('a set that was gathered is looked into, one that was not may hold the peer', () => {
    const facts = save('-A INPUT -p esp -m set --match-set bad src -j DROP');
    const ipset = {
      file: 'ipset.txt',
      text: 'create bad hash:ip family inet\nadd bad 10.0.0.3\nadd bad 192.0.2.9 timeout 0\n',
    };
    expect(findings({ ...facts, ipset }, need(['esp']))).toEqual([['firewall/blocked', 'iptables-save.txt:5']]);
    const [finding] = checkRules(readHostRules({ ...facts, ipset }).value, [need(['esp'])]);
    expect(finding?.message).toContain('10.0.0.3');
  });

  test('a chain that jumps to itself, or to thousands, is given up and not followed for ever', () => {
    const loop = save(':A - [0:0]\n-A INPUT -j A\n-A A -j A');
    expect(findings(loop, need(['esp'])).map(([code]) => code)).toEqual(['firewall/cannot-tell']);
    const names = Array.from({ length: 40 }, (_, i) => `C${i}`);
    const tree = names.map((name, i) => `-A ${name} -j C${i + 1}\n-A ${name} -j C${i + 1}`).join('\n');
    const text = save(`${[...names, 'C40'].map((name) => `:${name} - [0:0]`).join('\n')}\n-A INPUT -j C0\n${tree}`);
    expect(findings(text, need(['esp'])).map(([code]) => code)).toEqual(['firewall/cannot-tell']);
  });
});
