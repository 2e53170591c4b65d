import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithBoxes } from '../support/host-box/describe-with-boxes.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { type Controller, changedOf, newController, type TestHost } from './controller.ts';
import { authority, hosts as example, inventoryOf } from './mesh.ts';

const hosts: readonly TestHost[] = Array.from({ length: 20 }, (_, i) => ({
  name: `host-${i + 1}.example.com`,
  address: `172.16.0.${i + 101}`,
  certificate: example[0]?.certificate ?? '',
  key: example[0]?.key ?? '',
}));

describeWithBoxes('the playbook', () => {
  describeWithTools(['ansible-playbook', 'ssh', 'sshd', 'ipsec', 'iptables'], '20 hosts, 10 at a time', () => {
    let controller: Controller;
    beforeAll(() => {
      controller = newController(hosts, authority);
    }, 300_000);
    afterAll(() => controller.remove());

    test('all of them route all of their peers, and the second run changes nothing', { timeout: 1_500_000 }, () => {
      writeFileSync(join(controller.folder, 'psk.key'), `0x${'5a0c31f7'.repeat(8)}\n`, { mode: 0o600 });
      const psk = { auth: 'psk', psk: { master: 'psk.key' }, authority: undefined, onHost: undefined };
      const nodes = Object.fromEntries(hosts.map(({ name, address }) => [name, { address }]));
      controller.describe(inventoryOf([], { ...psk, nodes }));
      const first = controller.play('--forks', '10');
      expect(first.status, first.stdout).toBe(0);
      for (const [name, box] of controller.boxes) {
        const { stdout } = box.run('ipsec whack --status');
        expect(stdout.match(/; prospective erouted;/g), name).toHaveLength(hosts.length - 1);
      }
      expect(changedOf(controller.play('--forks', '10'))).toEqual(
        Object.fromEntries(hosts.map(({ name }) => [name, 0])),
      );
    });
  });
});
