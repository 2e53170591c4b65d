import { describe, expect, test } from 'vitest';
import { explainTraffic } from '../../src/explain/explain-traffic.ts';
import { gatheredState } from '../../src/explain/gathered-state.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { type Address, readAddress } from '../../src/net/address.ts';
import { now } from '../support/cluster.ts';

const conf = (own: number, other: number, auto: string): string =>
  `conn c\n\tleft=10.0.0.${own}\n\tright=10.0.0.${other}\n\tauthby=secret\n\tikev2=insist\n\tauto=${auto}\n`;

function gather(name: string, files: Readonly<Record<string, string>>): HostState {
  const folder = { name, files: new Map(Object.entries(files)), show: (path: string) => `${name}/${path}` };
  return gatheredState(folder, { release: '4.10' }).value;
}

const running = (routing: string): string =>
  `000 "c": 10.0.0.1<10.0.0.1>...10.0.0.2<10.0.0.2>; ${routing}; eroute owner: #0\n000 Total IPsec connections: loaded 1, active 0\n`;
const secrets = { 'etc/ipsec.d/m.secrets': '10.0.0.1 10.0.0.2 : PSK "a word that both of them know"\n' };
const fate = (a: HostState, b: HostState, protocol = 1): string => {
  const { first, later } = explainTraffic({ hosts: [a, b], now }, { from: 'a', to: 'b', protocol }).there;
  return [first, later].map(({ request, answered }) => `${request.fate}${answered ? '' : ' -'}`).join(', ');
};
const b = (auto: string, more = {}): HostState =>
  gather('b', { 'etc/ipsec.d/m.conf': conf(2, 1, auto), ...secrets, ...more });
const a = (auto: string, more = {}): HostState =>
  gather('a', { 'etc/ipsec.d/m.conf': conf(1, 2, auto), ...secrets, ...more });

describe('what was gathered of a host decides', () => {
  test('without a status pluto has what the files say', () => {
    expect(fate(a('ondemand'), b('ondemand'))).toBe('held -, encrypted');
    expect(fate(a('start'), b('add'))).toBe('encrypted, encrypted');
  });

  test('a conn that pluto has not loaded is not there', () => {
    const status = { 'facts/status.txt': '000 Total IPsec connections: loaded 0, active 0\n' };
    expect(fate(a('ondemand', status), b('add'))).toBe('clear, clear');
  });

  test('a status without a line is a pluto that does not run', () => {
    expect(fate(a('ondemand'), b('ondemand', { 'facts/status.txt': '' }))).toBe('held -, held -');
    expect(fate(a('ondemand', { 'facts/status.txt': '' }), b('add'))).toBe('clear, clear');
  });

  test('what pluto lists as routed is routed, whatever auto= says, and what is up is up', () => {
    expect(fate(a('add', { 'facts/status.txt': running('prospective erouted') }), b('add'))).toBe('held -, encrypted');
    expect(fate(a('ondemand', { 'facts/status.txt': running('unrouted') }), b('add'))).toBe('clear, clear');
    expect(fate(a('ondemand', { 'facts/status.txt': running('erouted') }), b('add'))).toBe('encrypted, encrypted');
  });

  test('the filter that was gathered is asked', () => {
    const closed = {
      'facts/iptables-save.txt':
        '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -d 10.0.0.2/32 -p udp -m udp --dport 500 -j DROP\nCOMMIT\n',
    };
    expect(fate(a('ondemand', closed), b('ondemand'))).toBe('held -, held -');
    const strict = {
      'facts/iptables-save.txt':
        '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -d 10.0.0.2/32 -m policy --dir out --pol none -j DROP\n-A INPUT -p udp -m udp --dport 500 -j ACCEPT\nCOMMIT\n',
    };
    expect(fate(a('add', strict), b('add'))).toBe('refused -, refused -');
    expect(fate(a('add', strict), b('add'), 6)).toBe('held -, held -');
  });

  test('IKE that passes makes an SA, also where a filter then drops its ESP', () => {
    const rules = (rule: string) => ({
      'facts/iptables-save.txt': `*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`,
    });
    expect(fate(a('ondemand'), b('ondemand', rules('-A INPUT -s 10.0.0.1/32 -p esp -j DROP')))).toBe(
      'held -, dropped -',
    );
    expect(fate(a('ondemand', rules('-A OUTPUT -p esp -j DROP')), b('ondemand'))).toBe('held -, held -');
  });

  test('a folder without files is a host without IPsec', () => {
    expect(
      fate(
        a('ondemand'),
        gather('b', { 'facts/addresses.json': '[{"ifname":"eth0","addr_info":[{"local":"10.0.0.2"}]}]' }),
      ),
    ).toBe('held -, held -');
  });

  test('where a fact is missing it is named', () => {
    const nobody: HostState = { name: 'b', addresses: [], pluto: 'unknown', missing: 'nothing was gathered of b' };
    const { first } = explainTraffic({ hosts: [a('ondemand'), nobody], now }, { from: 'a', to: 'b' }).there;
    expect(first.request).toMatchObject({ fate: 'unknown', missing: 'the addresses of a and b in one family' });
    const silent: HostState = { ...nobody, addresses: [readAddress('10.0.0.2') as Address] };
    const { later } = explainTraffic({ hosts: [a('ondemand'), silent], now }, { from: 'a', to: 'b' }).there;
    expect(later.request).toMatchObject({ fate: 'unknown', missing: 'nothing was gathered of b' });
  });
});
