import { describe, expect, test } from 'vitest';
import { readHostRules } from '../../../src/firewall/host-rules.ts';
import { printRestore } from '../../../src/firewall/iptables/print.ts';
import { iptablesRules } from '../../../src/firewall/iptables/rules.ts';
import { judgeTraffic, type TrafficNeed } from '../../../src/firewall/verdict/judge.ts';
import { type Address, familyOf } from '../../../src/net/address.ts';

const save = (text: string) =>
  readHostRules({ iptablesSave: { file: 'save', text }, ip6tablesSave: { file: 'save6', text } }).value.rules;
const rules = (...lines: readonly string[]) =>
  save(`*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.map((line) => `-A ${line}\n`).join('')}COMMIT\n`);

const packet = (protocol: number, port?: number, more: Partial<TrafficNeed> = {}): TrafficNeed => ({
  family: 'ipv4',
  interface: 'eth0',
  local: '10.0.0.1' as Address,
  peer: '10.0.0.2' as Address,
  traffic: { protocol, ...(port === undefined ? {} : { sourcePort: 40000, destinationPort: port }), secured: false },
  direction: 'in',
  isAnswer: false,
  ...more,
});
const secured = (need: TrafficNeed): TrafficNeed => ({ ...need, traffic: { ...need.traffic, secured: true } });
const turned = (need: TrafficNeed): TrafficNeed => ({
  ...need,
  isAnswer: true,
  traffic: {
    protocol: need.traffic.protocol,
    sourcePort: need.traffic.destinationPort ?? 0,
    destinationPort: 40000,
    secured: false,
  },
});

describe('whether a packet of a program passes a filter', () => {
  test('by its protocol and the port at its end, not by the one it comes from', () => {
    const filter = rules('INPUT -p tcp -m tcp --dport 443 -j ACCEPT', 'INPUT -j DROP');
    expect(judgeTraffic(filter, packet(6, 443)).answer).toBe('yes');
    expect(judgeTraffic(filter, packet(6, 22)).answer).toBe('no');
    expect(judgeTraffic(filter, packet(17, 443)).answer).toBe('no');
    expect(judgeTraffic(filter, turned(packet(6, 443))).answer).toBe('no');
    expect(
      judgeTraffic(rules('INPUT -p tcp -m tcp --sport 443 -j ACCEPT', 'INPUT -j DROP'), turned(packet(6, 443))).answer,
    ).toBe('yes');
  });

  test('an answer belongs to a connection', () => {
    const filter = rules('INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT', 'INPUT -j DROP');
    expect(judgeTraffic(filter, packet(6, 443)).answer).toBe('no');
    expect(judgeTraffic(filter, turned(packet(6, 443))).answer).toBe('yes');
  });

  test('an echo is ICMP of its type, and no other', () => {
    expect(
      judgeTraffic(rules('INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT', 'INPUT -j DROP'), packet(1)).answer,
    ).toBe('yes');
    expect(
      judgeTraffic(rules('INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT', 'INPUT -j DROP'), packet(1)).answer,
    ).toBe('no');
  });

  test('whether it came through IPsec', () => {
    const filter = rules('INPUT -m policy --dir in --pol ipsec -j ACCEPT', 'INPUT -j DROP');
    expect(judgeTraffic(filter, packet(6, 443)).answer).toBe('no');
    expect(judgeTraffic(filter, secured(packet(6, 443))).answer).toBe('yes');
  });

  test('what hangs on a match that is not understood is left open, with its name', () => {
    const filter = rules('INPUT -m limit --limit 1/s -j ACCEPT', 'INPUT -j DROP');
    expect(judgeTraffic(filter, packet(6, 443))).toMatchObject({ answer: 'cannot-tell', reason: 'limit' });
  });

  for (const [local, peer, echo] of [
    ['10.0.0.1', '10.0.0.2', 1],
    ['fd00::1', 'fd00::2', 58],
  ] as const)
    test(`our own requireEsp lets ${familyOf(local as Address)} echoes pass only through IPsec, and neighbour discovery of no avail`, () => {
      const family = familyOf(local as Address);
      const requireEsp = { peers: [peer as Address], own: [local as Address], exempt: [], ah: false };
      const text = printRestore(
        iptablesRules({ doors: [{ interface: 'eth0', family, services: ['esp', 'ike'] }], requireEsp }, family),
      );
      const hooked = text
        .replace('COMMIT', '-A INPUT -j SWANMESH-IN\n-A OUTPUT -j SWANMESH-OUT\nCOMMIT')
        .replace('*filter\n', '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n');
      const filter = save(hooked);
      for (const direction of ['in', 'out'] as const) {
        const need = packet(echo, undefined, { family, local: local as Address, peer: peer as Address, direction });
        expect([direction, judgeTraffic(filter, need).answer]).toEqual([direction, 'no']);
        expect([direction, judgeTraffic(filter, secured(need)).answer]).toEqual([direction, 'yes']);
      }
    });
});
