import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { Door, HostFilter } from '../../../src/firewall/host-filter.ts';
import { iptablesFiles } from '../../../src/firewall/iptables/files.ts';
import type { Address } from '../../../src/net/address.ts';
import { readAddress } from '../../../src/net/address.ts';

const at = valueAt('nodes', 'a');
const address = (text: string) => readAddress(text) as Address;

function door(over: Partial<Door> = {}): Door {
  return { interface: 'eth0', family: 'ipv4', services: ['esp', 'ike', 'nat-t'], ...over };
}

function files(filter: HostFilter, chain = 'OS_FIREWALL_ALLOW'): Readonly<Record<string, string>> {
  const result = iptablesFiles(filter, chain, at);
  if (result.kind === 'failed') throw new Error(result.findings.map(({ message }) => message).join());
  return Object.fromEntries(result.value.map(({ name, content }) => [name, content]));
}

describe('iptablesFiles', () => {
  test('the guide’s lines come out as the guide has them', () => {
    expect(files({ doors: [door({ services: ['esp', 'ike'] })] })['guide.rules']).toBe(
      [
        '-A OS_FIREWALL_ALLOW -i eth0 -p 50 -j ACCEPT',
        '-A OS_FIREWALL_ALLOW -i eth0 -p 51 -j ACCEPT',
        '-A OS_FIREWALL_ALLOW -i eth0 -p udp --dport 500 -j ACCEPT',
        '',
      ].join('\n'),
    );
  });

  test('UDP 4500 is opened where the door has it', () => {
    expect(files({ doors: [door()] })['guide.rules']).toContain(
      '-A OS_FIREWALL_ALLOW -i eth0 -p udp --dport 4500 -j ACCEPT\n',
    );
  });

  test('a restore file declares and fills our own chains only', () => {
    const rules = files({
      doors: [door({ peers: [address('10.0.0.2')] })],
      requireEsp: { peers: [address('10.0.0.2')], own: [address('10.0.0.1')], exempt: [], ah: false },
    })['iptables.rules'];
    const lines = rules?.split('\n').filter((line) => /^[:-]/.test(line)) ?? [];
    expect(lines.filter((line) => !/^(:|-A )SWANMESH-/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
  });

  test('a family without a door has no file', () => {
    expect(Object.keys(files({ doors: [door({ family: 'ipv6' })] }))).toEqual([
      'ip6tables.rules',
      'iptables.sh',
      'guide.rules',
    ]);
  });

  test.each([
    { chain: 'x'.repeat(29), interface: 'eth0', why: 'iptables takes 28 characters' },
    { chain: '-j', interface: 'eth0', why: 'would be an option' },
    { chain: 'a;reboot', interface: 'eth0', why: 'would be two commands of a shell' },
    { chain: 'SWANMESH-ALLOW', interface: 'eth0', why: 'one of our own' },
    { chain: 'OUTPUT', interface: 'eth0', why: 'a built-in chain, into which accepting rules would go' },
    { chain: 'ACCEPT', interface: 'eth0', why: 'a target, which iptables does not take for a chain' },
    { chain: 'REJECT', interface: 'eth0', why: 'a target of an extension' },
    { chain: 'MY_CHAIN', interface: 'eth0\n-A INPUT', why: 'would be two rules' },
    { chain: 'MY_CHAIN', interface: 'eth+', why: 'would be a wildcard' },
    { chain: 'MY_CHAIN', interface: 'a'.repeat(16), why: 'Linux takes 15 characters' },
  ])('a name that is not plain is refused: $why', ({ chain, interface: name }) => {
    const result = iptablesFiles({ doors: [door({ interface: name })] }, chain, at);
    expect(result.kind).toBe('failed');
    expect(result.findings.map((finding) => [finding.code, finding.at])).toEqual([['firewall/bad-name', at]]);
  });
});
