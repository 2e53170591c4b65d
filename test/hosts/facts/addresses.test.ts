import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { checkInterfaces } from '../../../src/firewall/check-interfaces.ts';
import type { Door } from '../../../src/firewall/host-filter.ts';
import { readInterfaces } from '../../../src/hosts/facts/addresses.ts';
import type { Address } from '../../../src/net/address.ts';
import { codesOf, valueIn } from '../../support/results.ts';

const listing = JSON.stringify([
  { ifname: 'lo', addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8 }] },
  { ifname: 'br-ex', addr_info: [{ local: '10.0.0.1' }, { local: 'FD00:0::1' }, { local: 'nonsense' }, 7] },
  { ifname: 'eth0' },
  {},
]);
const doors: readonly Door[] = [
  { interface: 'eth0', family: 'ipv4', services: ['esp'] },
  { interface: 'br-ex', family: 'ipv6', services: ['esp'] },
];
const at = valueAt('nodes', 'a', 'interface');

describe('checkInterfaces', () => {
  test.each([
    { own: ['fd00::1'], found: [], why: 'the door is where the address is' },
    { own: ['10.0.0.1'], found: ['firewall/wrong-interface'], why: 'the address is on a bridge' },
    { own: ['10.0.0.9'], found: ['firewall/wrong-interface'], why: 'the address is nowhere' },
  ])('$why', ({ own, found }) => {
    const interfaces = valueIn(readInterfaces(listing, 'addresses.json'));
    const findings = checkInterfaces(
      doors,
      own.map((text) => text as Address),
      interfaces,
      at,
    );
    expect(findings.map(({ code }) => code)).toEqual(found);
    for (const finding of findings) expect(finding.at).toEqual(at);
  });

  test.each(['', '{}', 'null', '7'])('what ip did not write is refused: %j', (text) => {
    expect(codesOf(readInterfaces(text, 'addresses.json'))).toEqual(['firewall/unreadable']);
  });
});
