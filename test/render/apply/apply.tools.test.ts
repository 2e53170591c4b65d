import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { applyBody } from '../../../src/render/apply/body.ts';
import { renderHost } from '../../../src/render/host.ts';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { describeWithBoxes } from '../../support/host-box/describe-with-boxes.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { valueIn } from '../../support/results.ts';
import { type AppliedHost, cluster, host, type Inventory, newAppliedHost } from './host.ts';

const first = cluster();
/** A node is gone, the proposal of all is another, the packet filter refuses plaintext. */
const second = cluster((inventory: Inventory) => {
  delete inventory.nodes['node-3.example.com'];
  inventory.ipsec.esp = 'aes256-sha2_256';
  inventory.firewall.requireEsp = true;
});

let open: AppliedHost | undefined;
afterEach(() => {
  open?.box.remove();
  open = undefined;
});

describeWithTools(['shellcheck', 'sh'], 'the text of apply.sh', () => {
  test.each([
    ['explicit', () => {}],
    [
      'opportunistic',
      (inventory: Inventory) => {
        inventory.mode = 'opportunistic';
        inventory.groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.1/32'] };
      },
    ],
  ])('has no fault that shellcheck knows, in %s mode', (_mode, change) => {
    const made = cluster(change);
    const node = made.mesh.nodes.find(({ name }) => name === host);
    const files = node === undefined ? [] : valueIn(renderHost(made.rendering, node));
    const head = files.find(({ path }) => path === 'apply.sh')?.content ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'swanmesh-'));
    const whole = head.slice(0, head.indexOf('# shellcheck source=')) + applyBody;
    for (const [name, text] of [
      ['head.sh', head],
      ['whole.sh', whole],
    ] as const) {
      writeFileSync(join(folder, name), text);
      const { stdout } = spawnSync('shellcheck', ['-s', 'sh', join(folder, name)], { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(spawnSync('sh', ['-n', join(folder, name)], { encoding: 'utf8' }).stderr).toBe('');
    }
    rmSync(folder, { recursive: true });
  });
});

describeWithTools(['sh'], 'the options of apply.sh', () => {
  test.each(['--wait 010', '--rollback-after 08', '--wait -1', '--wait 100000', '--wait 1.5', '--wait'])(
    '%s is no number of seconds, and nothing is done',
    (words) => {
      const folder = mkdtempSync(join(tmpdir(), 'swanmesh-'));
      writeFileSync(join(folder, 'apply.sh'), `mesh=m steps=add here=${folder} shared=${folder}\n${applyBody}`);
      const { status, stderr } = spawnSync('sh', [join(folder, 'apply.sh'), ...words.split(' ')], { encoding: 'utf8' });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^apply\.sh: --[a-z-]+ wants a /);
      rmSync(folder, { recursive: true });
    },
  );
});

describeWithBoxes('on a host in a box', () => {
  describeWithReleases(['4.3', '4.10', '5.2'], 'apply.sh', (tools) => {
    test('brings a fresh host to what its folder says; the second run says unchanged; --back takes all of it away', () => {
      open = newAppliedHost(tools);
      const { bring, apply, state, box } = open;
      bring('one', first);
      const fresh = state();
      expect(apply('one', '--check')).toMatchObject({ status: 3 });
      expect(state()).toBe(fresh);

      const applied = apply('one');
      expect(applied).toMatchObject({ status: 0 });
      const node = first.mesh.nodes.find(({ name }) => name === host);
      for (const { target, content, mode } of node === undefined ? [] : valueIn(renderHost(first.rendering, node))) {
        expect(box.read(target), target).toBe(content);
        expect(box.run(`stat -c '0%a %u:%g' ${target}`).stdout, target).toBe(`${mode} 0:0\n`);
      }
      const after = state();
      expect(after.match(/^"[^"]*example.com": oriented;$/gm)).toHaveLength(4);
      expect(after).not.toMatch(/": unrouted/);
      expect(after).toContain('-A OS_FIREWALL_ALLOW -j SWANMESH-ALLOW');
      expect(box.run('certutil -L -d sql:/var/lib/ipsec/nss').stdout).toMatch(/node-1\.example\.com +u,u,u/);

      expect(apply('one', '--confirm')).toMatchObject({ status: 0, stdout: 'confirmed\n' });
      const kept = state();
      expect(kept).not.toContain('swanmesh-rollback');
      expect(apply('one')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
      expect(apply('one', '--check')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
      expect(state()).toBe(kept);

      expect(apply('one', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(fresh);
    });

    test('changes only the conns that differ, deletes those that are gone, and goes back to the former ones', () => {
      open = newAppliedHost(tools);
      const { bring, apply, state, box } = open;
      bring('one', first);
      bring('two', second);
      bring(
        'fewer',
        cluster(({ nodes }) => delete nodes['node-3.example.com']),
      );
      expect(apply('one', '--rollback-after 0')).toMatchObject({ status: 0 });
      const one = state();
      // Nothing of the others is touched: pluto numbers its conns, and gives a new one a new number.
      const serials = (): readonly string[] =>
        box.run('ipsec status').stdout.match(/"(?!node-3)[^"]*": .*conn serial: \S+/g) ?? [];
      const before = serials();
      expect(before).toHaveLength(3);
      const fewer = apply('fewer', '--rollback-after 0');
      expect(fewer).toMatchObject({ status: 0 });
      // Nor is that said of a part, such as the certificate.
      expect(fewer.stdout).not.toContain('unchanged');
      expect(serials()).toEqual(before);
      expect(state()).not.toContain('"node-3.example.com"');
      expect(apply('fewer', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(one);

      expect(apply('two')).toMatchObject({ status: 0 });
      const two = state();
      expect(two).toContain('ESP algorithms: AES_CBC_256-HMAC_SHA2_256_128');
      expect(two).toContain('SWANMESH-FROM');
      expect(apply('two', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(one);
    });

    test('--remove takes the mesh off the host', () => {
      open = newAppliedHost(tools);
      const { bring, apply, state } = open;
      bring('one', first);
      expect(apply('one', '--rollback-after 0')).toMatchObject({ status: 0 });
      expect(apply('one', '--remove --rollback-after 0')).toMatchObject({ status: 0 });
      const gone = state();
      expect(gone).not.toMatch(/swanmesh|SWANMESH/);
      expect(gone).toMatch(/no pluto\n$/);
      expect(apply('one', '--remove')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
    });
  });

  describeWithReleases(['4.10'], 'apply.sh', (tools) => {
    /** The host with the first tree applied and confirmed, and the second brought. */
    const settled = (): AppliedHost => {
      open = newAppliedHost(tools);
      open.bring('one', first);
      open.bring('two', second);
      expect(open.apply('one', '--rollback-after 0')).toMatchObject({ status: 0 });
      return open;
    };

    test('puts everything back by itself when nobody confirms in time', () => {
      const { apply, state, box } = settled();
      const before = state();
      expect(apply('two', '--rollback-after 3')).toMatchObject({ status: 0 });
      expect(state()).not.toBe(before);
      box.run(
        'while [ -d /var/lib/swanmesh/apply ] || [ -e /etc/systemd/system/swanmesh-rollback.timer ]; do sleep 0.2; done',
        40_000,
      );
      expect(state()).toBe(before);
      expect(apply('two', '--confirm')).toMatchObject({ status: 1 });
    });

    test('also without systemd', () => {
      open = newAppliedHost(tools, { systemd: false });
      const { bring, apply, state, box } = open;
      // What `ipsec start` and `stop` lead to there.
      const systemctl = readFileSync('test/support/host-box/systemctl.sh', 'utf8').replace(/^case .*no-block.*$/m, '');
      box.write('/root/service', systemctl, 0o755);
      box.run(`mv /usr/sbin/ipsec /usr/sbin/ipsec.real; mkdir -p /etc/cron.d`);
      box.write(
        '/usr/sbin/ipsec',
        '#!/bin/sh\ncase $1 in start | stop) exec /root/service "$1" ipsec.service ;; esac\nexec /usr/sbin/ipsec.real "$@"\n',
        0o755,
      );
      bring('one', first);
      const before = state();
      expect(apply('one', '--rollback-after 3')).toMatchObject({ status: 0 });
      expect(box.read('/etc/cron.d/swanmesh-rollback')).toContain(
        '@reboot root /bin/sh /var/lib/swanmesh/apply/run/host/apply.sh --expired',
      );
      box.run(
        'while [ -d /var/lib/swanmesh/apply ] || [ -e /etc/cron.d/swanmesh-rollback ]; do sleep 0.2; done',
        40_000,
      );
      expect(state()).toBe(before);
    });

    test('a reboot before the confirmation comes back as it was, one after it encrypted and closed', () => {
      const { apply, state, box } = settled();
      const before = state();
      expect(apply('two')).toMatchObject({ status: 0 });
      box.reboot();
      expect(state()).toBe(before);
      expect(apply('two', '--rollback-after 0')).toMatchObject({ status: 0 });
      const after = state();
      box.reboot();
      expect(state()).toBe(after);
      // The packet filter was there before pluto.
      const calls = box.read('/run/systemctl.calls') ?? '';
      expect(calls).toMatch(/start swanmesh-firewall.service\n(.*\n)*start ipsec.service/);
      expect(after).toContain('-A SWANMESH-TO -d 172.16.0.11/32 -j DROP');
    });

    test('a configuration that pluto does not take goes back at once', () => {
      const { apply, state, box } = settled();
      const before = state();
      const conf = `/root/two/${host}/etc/ipsec.d/openshift-cluster.conf`;
      const text = box.read(conf) ?? '';
      // A key that no release has: pluto does not load the file.
      box.write(conf, text.replace('\trightid=', '\trigthid='));
      const outcome = apply('two');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('everything is as it was before');
      expect(state()).toBe(before);
      // Loaded, and on no address of this host: nothing but the gate sees that.
      box.write(conf, text.replace('left=172.16.0.21', 'left=172.16.0.99'));
      const unoriented = apply('two', '--wait 2');
      expect(unoriented.status).toBe(1);
      expect(unoriented.stderr).toContain('lies on no address of this host');
      expect(state()).toBe(before);
    });

    test('a peer that answered before and no longer does puts everything back', () => {
      const { apply, state, box } = settled();
      const before = state();
      // As soon as the filter is loaded, 172.16.0.12 does not answer any more.
      box.write(
        '/usr/bin/ping',
        '#!/bin/sh\nfor address; do :; done\n[ "$address" != 172.16.0.12 ] || ! iptables -S SWANMESH-TO >/dev/null 2>&1\n',
        0o755,
      );
      const outcome = apply('two', '--wait 2');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('172.16.0.12 answers no echo');
      expect(state()).toBe(before);
    });

    test('a peer of the stage without an SA puts everything back', () => {
      const { apply, state } = settled();
      const before = state();
      const outcome = apply('two', '--wait 2 --peers master-1.example.com');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('the conn master-1.example.com is not up');
      expect(state()).toBe(before);
    });

    test('pluto that does not come back is started anew when everything goes back', () => {
      const { apply, state, box } = settled();
      const before = state();
      expect(apply('two')).toMatchObject({ status: 0 });
      box.run('kill -KILL "$(cat /run/pluto/pluto.pid)"');
      expect(apply('two', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(before);
    });

    test('what cannot be put back is said and kept, and the next --back puts it back', () => {
      open = newAppliedHost(tools);
      const { bring, apply, state, box } = open;
      bring('one', first);
      const before = state();
      expect(apply('one')).toMatchObject({ status: 0 });
      // A file of ours has become a folder with something in it: it cannot be removed.
      const file = '/etc/swanmesh/host/mtu.json';
      box.run(`rm ${file} && mkdir ${file} && touch ${file}/x`);
      const outcome = apply('one', '--back');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('COULD NOT PUT EVERYTHING BACK');
      expect(apply('one', '--status').stdout).toContain('pending: enable');
      box.run(`rm -r ${file}`);
      expect(apply('one', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(before);
      expect(box.run('ls -d /var/lib/swanmesh/work.*').status).not.toBe(0);
    });

    test('files of others stay: a policy group with entries is refused by name, and nothing is changed', () => {
      open = newAppliedHost(tools);
      const { bring, apply, state, box } = open;
      bring(
        'groups',
        cluster((inventory: Inventory) => {
          inventory.mode = 'opportunistic';
          inventory.groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.1/32'] };
        }),
      );
      box.write('/etc/ipsec.d/policies/private', '# of the package\n');
      box.write('/etc/ipsec.d/policies/clear', '# by hand\n10.0.0.0/8\n');
      const before = state();
      const outcome = apply('groups');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('/etc/ipsec.d/policies/clear: somebody else wrote it');
      expect(outcome.stderr).not.toContain('/etc/ipsec.d/policies/private');
      expect(state()).toBe(before);
      expect(apply('groups', '--force')).toMatchObject({ status: 0 });
      expect(box.run('ipsec status').stdout).toMatch(/"private#172\.16\.0\.0\/24"/);
      expect(apply('groups', '--back')).toMatchObject({ status: 0 });
      expect(state()).toBe(before);
    });

    test('a host without the program that loads the packet filter is told so, and nothing is changed', () => {
      open = newAppliedHost(tools);
      const { bring, state, box } = open;
      bring('one', first);
      const before = state();
      const outcome = box.run(`IPTABLES=iptables-gone sh /root/one/${host}/apply.sh`);
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain(
        'iptables-gone-restore is missing; install it, or leave iptables out of firewall.backends',
      );
      expect(state()).toBe(before);
    });

    test('one run at a time, and none over a change that is not confirmed', () => {
      const { apply, box } = settled();
      expect(apply('two')).toMatchObject({ status: 0 });
      expect(apply('one')).toMatchObject({ status: 1 });
      expect(apply('two', '--confirm')).toMatchObject({ status: 0 });
      const other = box.start('flock /var/lib/swanmesh/lock sleep 8');
      box.run('while flock -n /var/lib/swanmesh/lock true; do sleep 0.1; done');
      expect(apply('one')).toMatchObject({ status: 1, stdout: '' });
      other.kill();
    });
  });
});
