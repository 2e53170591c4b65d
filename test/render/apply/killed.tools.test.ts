import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { describeWithBoxes } from '../../support/host-box/describe-with-boxes.ts';
import { cluster, host, type Inventory, newAppliedHost } from './host.ts';

/** Twenty in `npm test`, which take about a minute; more where faults are looked for. */
const kills = process.env.SWANMESH_LONG === '1' ? 120 : 20;

/** Numbers from 0 to 1, the same ones for a seed. @see Marsaglia, “Xorshift RNGs” (2003) */
function randomNumbers(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Ends every apply.sh, and nothing that it has started: their numbers are in the names of their folders. */
const killAll =
  'for work in /var/lib/swanmesh/work.*; do [ ! -d "$work" ] || kill -KILL "$(echo "$work" | cut -d . -f 2)"; done';

describeWithBoxes('on a host in a box', () => {
  describeWithReleases(['4.10'], 'apply.sh', (tools) => {
    test(`killed at ${kills} random moments, or cut off from power, leaves the host as it was or brings it back`, () => {
      const seed = Number(process.env.SWANMESH_SEED ?? 20261128);
      const random = randomNumbers(seed);
      const { box, bring, apply, state } = newAppliedHost(tools);
      try {
        bring('one', cluster());
        bring(
          'two',
          cluster((inventory: Inventory) => {
            delete inventory.nodes['node-3.example.com'];
            inventory.ipsec.esp = 'aes256-sha2_256';
            inventory.firewall.requireEsp = true;
          }),
        );
        expect(apply('one', '--rollback-after 0')).toMatchObject({ status: 0 });
        // A renewed certificate, so that the change has all steps.
        box.write('/root/ca.key', readFileSync('docs/examples/openshift/pki/ca.key', 'latin1'), 0o600);
        const renewed =
          box.run(`cd /etc/origin/node && openssl req -new -key server.key -subj /O=system:nodes/CN=system:node:${host} |
          openssl x509 -req -CA ca.crt -CAkey /root/ca.key -set_serial 4711 -days 30 -out new.crt && mv new.crt server.crt`);
        expect(renewed).toMatchObject({ status: 0 });
        const before = state();
        const began = Date.now();
        expect(apply('two')).toMatchObject({ status: 0 });
        const whole = Date.now() - began;
        expect(apply('two', '--back')).toMatchObject({ status: 0 });
        expect(state()).toBe(before);

        const steps: Record<string, number> = {};
        for (let i = 0; i < kills; i += 1) {
          const run = box.start(`exec sh /root/two/${host}/apply.sh`);
          pause(random() * whole * 1.1);
          const step = box.run('cat /var/lib/swanmesh/apply/step').stdout.trim() || 'none';
          steps[step] = (steps[step] ?? 0) + 1;
          if (i % 3 === 0) {
            box.reboot();
          } else {
            box.run(killAll);
            // The time for the confirmation passes.
            const expire =
              '[ ! -d /var/lib/swanmesh/apply ] || { echo 0 >/var/lib/swanmesh/apply/deadline; exec sh /var/lib/swanmesh/apply/run/host/apply.sh --expired; }';
            if (i % 3 === 1) {
              // What puts it back is killed as well, and called again, as the timer does.
              const back = box.start(expire);
              pause(random() * 2000);
              box.run(killAll);
              back.kill();
            }
            box.run(expire);
          }
          run.kill();
          expect(box.run('ls -d /var/lib/swanmesh/apply').status, `seed ${seed}, kill ${i} in ${step}`).not.toBe(0);
          expect(state(), `seed ${seed}, kill ${i} in ${step}`).toBe(before);
        }
        // More than one step was hit.
        expect(Object.keys(steps).length, JSON.stringify(steps)).toBeGreaterThan(2);
      } finally {
        box.remove();
      }
    }, 1_800_000);
  });
});
