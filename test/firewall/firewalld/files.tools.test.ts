import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { firewalldFiles } from '../../../src/firewall/firewalld/files.ts';
import type { Door, HostFilter } from '../../../src/firewall/host-filter.ts';
import type { Address } from '../../../src/net/address.ts';
import { describeWithFirewalld, type OfflineFirewalld } from '../../support/debian/firewalld.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { valueIn } from '../../support/results.ts';

const at = valueAt('firewall', 'backends', 0);
const addresses = (...texts: readonly string[]) => texts.map((text) => text as Address);
const door = (over: Partial<Door> = {}): Door => ({
  interface: 'eth0',
  family: 'ipv4',
  services: ['esp', 'ike', 'nat-t'],
  ...over,
});
const scriptOf = (filter: HostFilter): string => valueIn(firewalldFiles(filter, at))[0]?.content ?? '';

const anybody: HostFilter = { doors: [door(), door({ family: 'ipv6' })] };
const peersOnly: HostFilter = {
  doors: [
    door({ peers: addresses('10.0.0.3', '10.0.0.2') }),
    door({ interface: 'eth1', peers: addresses('10.0.0.2', '10.0.0.3') }),
    door({ family: 'ipv6', peers: addresses('fd00::2') }),
  ],
};

describeWithTools(['shellcheck'], 'firewalld.sh', () => {
  test.each([
    { filter: anybody, why: 'anybody' },
    { filter: peersOnly, why: 'peers' },
  ])('says nothing to shellcheck: $why', ({ filter }) => {
    const run = spawnSync('shellcheck', ['-'], { input: scriptOf(filter), encoding: 'utf8' });
    expect(run.stdout).toBe('');
    expect(run.status).toBe(0);
  });
});

describeWithFirewalld('firewalld.sh with firewall-offline-cmd', (make) => {
  const made: OfflineFirewalld[] = [];
  afterAll(() => {
    for (const one of made) one.remove();
  });
  /** What the configuration says of ours, and the rich rules of others. */
  const state = (firewalld: OfflineFirewalld) =>
    firewalld
      .run(
        `firewall-offline-cmd --list-all-zones | awk '/^[a-z]/ { zone = $1 } $1 == "rule" { print zone, $0 }' | sort
        firewall-offline-cmd --info-service=swanmesh | grep -E 'ports|protocols'
        for set in $(firewall-offline-cmd --get-ipsets); do
          echo "$set: $(firewall-offline-cmd --ipset=$set --get-entries | paste -sd' ')"
        done`,
      )
      .split('\n')
      .map((line) => line.replaceAll(/\s+/g, ' ').trim())
      .filter((line) => !/^(source-ports: |)$/.test(line) && !line.startsWith('source-ports'));
  const others = 'public rule family="ipv4" source address="192.0.2.1" drop';

  test('it says what is wanted, changes nothing a second time, and takes away what is no longer wanted', () => {
    const firewalld = make();
    made.push(firewalld);
    firewalld.run(`firewall-offline-cmd --zone=internal --add-interface=eth1
      firewall-offline-cmd --zone=public --add-rich-rule='rule family="ipv4" source address="192.0.2.1" drop'
      firewall-offline-cmd --zone=public --add-service=ipsec`);

    firewalld.run(scriptOf(peersOnly));
    expect(state(firewalld)).toEqual([
      'internal rule family="ipv4" source ipset="swanmesh-ipv4" service name="swanmesh" accept',
      others,
      'public rule family="ipv4" source ipset="swanmesh-ipv4" service name="swanmesh" accept',
      'public rule family="ipv6" source ipset="swanmesh-ipv6" service name="swanmesh" accept',
      'ports: 4500/udp 500/udp',
      'protocols: esp',
      'swanmesh-ipv4: 10.0.0.2 10.0.0.3',
      'swanmesh-ipv6: fd00::2',
    ]);

    const once = firewalld.files();
    firewalld.run(scriptOf(peersOnly));
    expect(firewalld.files()).toBe(once);

    firewalld.run(scriptOf({ doors: [door({ services: ['esp', 'ike'], peers: addresses('10.0.0.3', '10.0.0.4') })] }));
    expect(state(firewalld)).toEqual([
      others,
      'public rule family="ipv4" source ipset="swanmesh-ipv4" service name="swanmesh" accept',
      'ports: 500/udp',
      'protocols: esp',
      'swanmesh-ipv4: 10.0.0.3 10.0.0.4',
    ]);

    expect(firewalld.run('firewall-offline-cmd --zone=public --query-service=ipsec').trim()).toBe('yes');
  }, 180_000);

  test('two runs at once end as one, and a rule that is in a zone twice is there once after the next', () => {
    const firewalld = make();
    made.push(firewalld);
    firewalld.write('script.sh', scriptOf(peersOnly));
    firewalld.run('sh ./script.sh');
    const once = state(firewalld);
    const fresh = make();
    made.push(fresh);
    fresh.write('script.sh', scriptOf(peersOnly));
    fresh.run('sh ./script.sh & first=$!; sh ./script.sh & wait $! && wait $first');
    expect(state(fresh)).toEqual(once);
    expect(fresh.files().match(/<rule family="ipv4">/g)).toEqual(firewalld.files().match(/<rule family="ipv4">/g));

    const zone = firewalld.file('zones/public.xml');
    const rule = /\s*<rule family="ipv4">[\s\S]*?<\/rule>/.exec(zone)?.[0] ?? '';
    expect(rule).toContain('swanmesh');
    firewalld.write('etc/zones/public.xml', zone.replace(rule, `${rule}${rule}`));
    firewalld.run('sh ./script.sh');
    expect(state(firewalld)).toEqual(once);
  }, 300_000);
});
