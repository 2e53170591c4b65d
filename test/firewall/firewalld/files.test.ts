import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { firewalldPlan } from '../../../src/firewall/firewalld/plan.ts';
import type { Door, HostFilter } from '../../../src/firewall/host-filter.ts';
import type { Address } from '../../../src/net/address.ts';
import { codesOf, valueIn } from '../../support/results.ts';

const at = valueAt('firewall', 'backends', 0);
const addresses = (...texts: readonly string[]) => texts.map((text) => text as Address);
const door = (over: Partial<Door> = {}): Door => ({
  interface: 'eth0',
  family: 'ipv4',
  services: ['esp', 'ike', 'nat-t'],
  ...over,
});

const anybody: HostFilter = { doors: [door(), door({ family: 'ipv6' })] };
const peersOnly: HostFilter = {
  doors: [
    door({ peers: addresses('10.0.0.3', '10.0.0.2') }),
    door({ interface: 'eth1', peers: addresses('10.0.0.2', '10.0.0.3') }),
    door({ family: 'ipv6', peers: addresses('fd00::2') }),
  ],
};

describe('firewalldPlan', () => {
  const requireEsp = { peers: [], own: [], exempt: [], ah: false };
  test.each([
    { filter: { ...anybody, requireEsp }, why: 'firewalld cannot tell what came through IPsec' },
    { filter: { ...anybody, mssClamps: [{ family: 'ipv4', bytes: 1398 }] } as HostFilter, why: 'nor clamp only that' },
    {
      filter: { doors: [door({ family: 'ipv6', services: ['esp', 'ah'] })] } as HostFilter,
      why: 'nor see AH over IPv6',
    },
    {
      filter: { doors: [door(), door({ interface: 'eth1', services: ['esp'] })] } as HostFilter,
      why: 'two interfaces may be in one zone: services',
    },
    {
      filter: { doors: [door(), door({ interface: 'eth1', peers: [] })] } as HostFilter,
      why: 'two interfaces may be in one zone: peers',
    },
  ])('what it cannot say is refused: $why', ({ filter }) => {
    const result = firewalldPlan(filter, at);
    expect(codesOf(result)).toEqual(['firewall/inexpressible']);
    expect(result.findings.map((finding) => finding.at)).toEqual([at]);
    expect(result.kind).toBe('failed');
  });

  test('the order of doors and peers does not matter where they say the same', () => {
    expect(valueIn(firewalldPlan(peersOnly, at))).toEqual({
      ports: ['500/udp', '4500/udp'],
      protocols: ['esp'],
      entries: [
        { family: 'ipv4', interfaces: ['eth0', 'eth1'], peers: ['10.0.0.2', '10.0.0.3'] },
        { family: 'ipv6', interfaces: ['eth0'], peers: ['fd00::2'] },
      ],
    });
  });
});
