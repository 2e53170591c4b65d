import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithBoxes } from '../support/host-box/describe-with-boxes.ts';
import type { HostBox } from '../support/host-box/host-box.ts';
import { stateOf } from '../support/host-box/state.ts';
import { pieceIn, piecesOf } from '../support/pieces.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { cli } from '../support/run-cli.ts';
import { type Controller, changedOf, newController } from './controller.ts';
import { authority, hosts, inventoryOf } from './mesh.ts';

const tools = ['ansible-playbook', 'ssh', 'sshd', 'ipsec', 'certutil', 'iptables'];
describeWithBoxes('the playbook', () => {
  describeWithTools(tools, 'on three hosts', () => {
    let controller: Controller;
    beforeAll(() => {
      controller = newController(hosts, authority);
    }, 120_000);
    afterAll(() => controller.remove());

    const box = (name: string): HostBox => {
      const found = controller.boxes.get(`${name}.example.com`);
      if (found === undefined) throw new Error(name);
      return found;
    };
    const state = (name: string): string =>
      stateOf(box(name), '/etc/ipsec* /etc/swanmesh /etc/systemd/system /var/lib/ipsec');
    const states = (): readonly string[] => ['master-1', 'node-1', 'node-2'].map(state);
    const conf = (name: string): string => box(name).read('/etc/ipsec.d/mesh.conf') ?? '';
    const only = (name: string): readonly [string, string] => ['--limit', `${name}.example.com`];

    test('in check mode it changes nothing on a fresh host, and says what it would bring', () => {
      controller.describe(inventoryOf(hosts));
      const before = states();
      const { status, stdout } = controller.play('--check', '--diff');
      expect(status, stdout).toBe(0);
      expect(stdout).toContain('11 files would be brought to this host');
      expect(states()).toEqual(before);
    });

    test('brings every host to what the inventory says, and the second run changes nothing', () => {
      const first = controller.play();
      expect(first.status, first.stdout).toBe(0);
      for (const [name, ...peers] of [
        ['master-1', 'node-1', 'node-2'],
        ['node-1', 'master-1', 'node-2'],
        ['node-2', 'master-1', 'node-1'],
      ]) {
        const made = state(name ?? '');
        for (const peer of peers) expect(made).toContain(`"${peer}.example.com": prospective erouted`);
        expect(box(name ?? '').run('stat -c "%a %U" /etc/ipsec.d/mesh.conf').stdout).toBe('644 root\n');
        expect(box(name ?? '').run('sh /etc/swanmesh/host/apply.sh --status').stdout).toContain('pending: none');
      }
      const before = states();
      const second = controller.play();
      expect(changedOf(second)).toEqual(Object.fromEntries(hosts.map(({ name }) => [name, 0])));
      expect(states()).toEqual(before);
    });

    test('in check mode with diff it shows the lines that would change, and changes none', () => {
      controller.describe(inventoryOf(hosts, { ipsec: { esp: 'aes256-sha2_256' } }));
      const before = states();
      const { status, stdout } = controller.play('--check', '--diff', ...only('node-1'));
      expect(status, stdout).toBe(0);
      expect(stdout).toMatch(/^-\tesp=aes_gcm256/m);
      expect(stdout).toMatch(/^\+\tesp=aes256-sha2_256$/m);
      expect(states()).toEqual(before);
    });

    test('with --limit a host keeps all of its peers, and no other host is touched', () => {
      const [master, , node2] = states();
      const { status, stdout } = controller.play(...only('node-1'));
      expect(status, stdout).toBe(0);
      expect(conf('node-1')).toContain('conn master-1.example.com\n');
      expect(conf('node-1')).toContain('conn node-2.example.com\n');
      expect(conf('node-1')).toContain('esp=aes256-sha2_256\n');
      expect([state('master-1'), state('node-2')]).toEqual([master, node2]);
    });

    test('a peer that is gone is gone from the files and from pluto', () => {
      controller.describe(inventoryOf(hosts.slice(0, 2), { ipsec: { esp: 'aes256-sha2_256' } }));
      const { status, stdout } = controller.play(...only('node-1'));
      expect(status, stdout).toBe(0);
      expect(conf('node-1')).not.toContain('conn node-2');
      expect(state('node-1')).not.toContain('"node-2.example.com"');
      expect(state('node-1')).toContain('"master-1.example.com"');
    });

    test('a host that is not in the mesh is refused by name', () => {
      const { status, stdout } = controller.play(...only('node-2'));
      expect(status).not.toBe(0);
      expect(stdout).toContain('node-2.example.com is not a host of');
    });

    test('a file that pluto does not load is not left on the host', () => {
      controller.describe(inventoryOf(hosts, { ipsec: { esp: 'aes_gcm128' } }));
      const wrapper = join(controller.folder, 'swanmesh');
      // As if a file had been damaged between rendering and copying: swanmesh itself writes none that does not load.
      writeFileSync(
        wrapper,
        `#!/bin/sh\n'${process.execPath}' '${cli}' "$@" && sed -i 's/^\\tesp=.*/\\tesp=none-such/' '${controller.folder}'/swanmesh-tree/node-1*/etc/ipsec.d/mesh.conf
sum=$(sha256sum '${controller.folder}'/swanmesh-tree/node-1*/etc/ipsec.d/mesh.conf | cut -c 1-64)
sed -i '/"path": "etc.ipsec.d.mesh.conf"/,/sha256/s/"sha256": "[0-9a-f]*"/"sha256": "'$sum'"/' '${controller.folder}/swanmesh-tree/manifest.json'\n`,
        { mode: 0o755 },
      );
      const before = state('node-1');
      const { status, stdout } = controller.play(
        ...only('node-1'),
        ...['-e', JSON.stringify({ swanmesh_command: [wrapper], swanmesh_apply_args: ['--wait', '5'] })],
      );
      expect(status).not.toBe(0);
      expect(stdout).toContain('everything is as it was before');
      expect(state('node-1')).toBe(before);
    });

    test('what a lost controller has not confirmed is taken back', { timeout: 240_000 }, async () => {
      const before = state('node-1');
      const child = controller.start(...only('node-1'), '-e', 'swanmesh_rollback_after=8');
      const deadline = Date.now() + 120_000;
      const until = async (isSo: () => boolean): Promise<void> => {
        while (!isSo()) {
          if (Date.now() > deadline) throw new Error('never');
          await new Promise((done) => setTimeout(done, 50));
        }
      };
      await until(() => box('node-1').read('/var/lib/swanmesh/apply/passed') !== undefined);
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      expect(state('node-1')).not.toBe(before);
      const end = /nobody confirmed it in time\n\S+ everything is as it was\n$/;
      await until(() => end.test(box('node-1').read('/var/lib/swanmesh/log') ?? ''));
      expect(state('node-1')).toBe(before);
    });

    test('a policy group that somebody else wrote is refused by name, with its entries for the inventory', () => {
      const groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.1/32'] };
      controller.describe(inventoryOf(hosts, { mode: 'opportunistic', groups }));
      const foreign = '# our own\n10.9.0.0/16\n10.8.0.0/16 tcp 0 22 # ssh\n';
      box('node-1').write('/etc/ipsec.d/policies/private', foreign);
      const before = state('node-1');
      const { status, stdout } = controller.play(...only('node-1'));
      expect(status).not.toBe(0);
      expect(stdout).toContain('/etc/ipsec.d/policies/private has entries that swanmesh did not write');
      expect(stdout.replaceAll('\\"', '"')).toContain('private: ["10.9.0.0/16", "10.8.0.0/16 tcp 0 22"]');
      expect(state('node-1')).toBe(before);
    });

    test('no secret is shown, however much is asked for', () => {
      const master = '7c1f0a9e5b3d48266f90e1c2a7b4d853917e6f2c0d8ab5347195ce60f3b28d4a';
      writeFileSync(join(controller.folder, 'psk.key'), `0x${master}\n`, { mode: 0o600 });
      controller.describe(
        inventoryOf([], {
          auth: 'psk',
          psk: { master: 'psk.key' },
          authority: undefined,
          onHost: undefined,
          nodes: Object.fromEntries(hosts.map(({ name, address }) => [name, { address }])),
        }),
      );
      const { status, stdout, stderr } = controller.play('-vvv', '--diff', ...only('node-2'));
      expect(status, stdout).toBe(0);
      const secrets = box('node-2').read('/etc/ipsec.d/mesh.secrets') ?? '';
      expect(box('node-2').run('stat -c %a /etc/ipsec.d/mesh.secrets').stdout).toBe('600\n');
      const keys = [...secrets.matchAll(/0x([0-9a-f]{64})/g)].map(([, key = '']) => key);
      expect(keys).toHaveLength(2);
      for (const key of [master, ...keys]) expect(pieceIn(stdout + stderr, piecesOf(key))).toBeUndefined();
    });
  });
});
