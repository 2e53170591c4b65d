/** The units that a host gets, before systemd's own judge: the one of the packet filter, and those that take a change back. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { transaction } from '../../../src/render/apply/transaction.sh.ts';
import { firewallUnit } from '../../../src/render/firewall-unit.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { cluster, type Inventory } from './host.ts';

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** What systemd-analyze says of the units of a folder. */
function verified(units: string): string {
  const files = readdirSync(units).map((name) => join(units, name));
  const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
    encoding: 'utf8',
    // Units of ours alone: those of this machine may have faults of their own.
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${units}:/usr/lib/systemd/system` },
  });
  const own = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('swanmesh'));
  return own.length > 0 ? own.join('\n') : status === 0 ? '' : stderr;
}

describeWithTools(['systemd-analyze'], 'the units of a host', () => {
  test('a unit with a fault is seen', () => {
    folder = mkdtempSync(join(tmpdir(), 'swanmesh-units-'));
    writeFileSync(join(folder, 'swanmesh-firewall.service'), '[Service]\nType=oneshit\nExecStart=/bin/true\n');
    expect(verified(folder)).toContain('oneshit');
  });

  test.each([['iptables'], ['nftables'], ['iptables', 'nftables']])(
    'that of the packet filter has none: %s',
    (...backends) => {
      folder = mkdtempSync(join(tmpdir(), 'swanmesh-units-'));
      const { mesh } = cluster((inventory: Inventory) => {
        inventory.firewall.backends = backends;
      });
      // The judge wants to find the program; where it is on a host is the host's.
      for (const { path, content } of firewallUnit(mesh))
        writeFileSync(join(folder, path.replace(/.*\//, '')), content.replace('/usr/sbin/nft', '/bin/true'));
      expect(readdirSync(folder)).toEqual(['swanmesh-firewall.service']);
      expect(verified(folder)).toBe('');
    },
  );

  test('those that take a change back have none', () => {
    folder = mkdtempSync(join(tmpdir(), 'swanmesh-units-'));
    const arm = /^arm\(\) \{\n[\s\S]*?^\}$/m.exec(transaction)?.[0] ?? '';
    const script = `units='${folder}' pending='${folder}/pending' state=/var/lib/swanmesh mesh='a mesh'
mkdir "$pending"
has_systemd() { :; }; limit() { :; }; to_disk() { :; }; uptime_seconds() { echo 7; }
${arm}
arm 120 && rm -r "$pending"`;
    expect(spawnSync('sh', ['-euc', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual([
      'swanmesh-rollback-boot.service',
      'swanmesh-rollback.service',
      'swanmesh-rollback.timer',
    ]);
    expect(verified(folder)).toBe('');
  });
});
