/** What a plan says for one host, pasted line by line into a box; real hosts with packets are in test/real. */
import { afterEach, expect, test } from 'vitest';
import { backText, planText } from '../../src/cli/rollout/text.ts';
import { paintFor } from '../../src/cli/terminal.ts';
import type { Cluster } from '../../src/cluster.ts';
import { gatheredState } from '../../src/explain/gathered-state.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { planRollout, stageFiles } from '../../src/plan-rollout.ts';
import { renderHost } from '../../src/render/host.ts';
import { renderShared } from '../../src/render/shared.ts';
import { type AppliedHost, cluster, host, type Inventory, newAppliedHost } from '../render/apply/host.ts';
import { now } from '../support/cluster.ts';
import { describeWithReleases } from '../support/debian/release-tools.ts';
import { describeWithBoxes } from '../support/host-box/describe-with-boxes.ts';
import { type PrintedStage, readPrintedPlan } from '../support/printed-plan.ts';
import { valueIn } from '../support/results.ts';

let open: AppliedHost | undefined;
afterEach(() => {
  open?.box.remove();
  open = undefined;
});

const plain = paintFor(process.stdout, 'never');

/** A plan, its trees on the host, and both ways as they are printed. */
function planned({ box }: AppliedHost, wanted: Cluster, current: readonly HostState[] = []) {
  const node = wanted.mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`the cluster has a ${host}`);
  for (const tree of ['between', 'after'] as const) {
    for (const { path, content } of stageFiles(wanted, node, tree)) box.write(`/root/${tree}/${host}/${path}`, content);
    for (const { path, content } of renderShared(wanted.mesh)) box.write(`/root/${tree}/_shared/${path}`, content);
  }
  const plan = planRollout(wanted, current, { now });
  return {
    files: valueIn(renderHost(wanted.rendering, node)),
    forth: readPrintedPlan(planText(plan, plain)),
    back: readPrintedPlan(backText(plan, plan.stages.length, plain)),
  };
}

/** Pastes what is for the host. Its peers are not there: no SA comes up. */
function paste({ box }: AppliedHost, stages: readonly PrintedStage[]): void {
  for (const { number, kind, commands } of stages)
    for (const { host: on, line } of commands) {
      if (on !== host || line.startsWith('#') || kind === 'up') continue;
      const { status, stdout, stderr } = box.run(`cd /root && ${line}`);
      const isDone = status === 0 || (line.includes('--confirm') && stderr.includes('nothing to confirm'));
      expect(isDone, `stage ${number}: ${line}: ${stdout}${stderr}`).toBe(true);
    }
}

/** All but what stays: the certificate where it was imported, and the chain that OpenShift shares with others. */
const apartFromWhatStays = (state: string): string =>
  state
    .split('\n')
    .filter((line) => !line.includes(' /var/lib/ipsec/nss/') && !line.includes('OS_FIREWALL_ALLOW'))
    .join('\n');

describeWithBoxes('a plan that is followed on a host in a box', () => {
  describeWithReleases(['4.3', '4.10', '5.2'], 'as it is printed', (tools) => {
    test('leaves every file in its place with mode and owner, conns routed, a strict filter, both at boot; and goes home', () => {
      open = newAppliedHost(tools);
      const { box, state } = open;
      const { files, forth, back } = planned(
        open,
        cluster((inventory: Inventory) => {
          inventory.firewall.requireEsp = true;
        }),
      );
      const fresh = state();
      paste(open, forth);
      for (const { target, content, mode } of files) {
        expect(box.read(target), target).toBe(content);
        expect(box.run(`stat -c '0%a %u:%g' ${target}`).stdout, target).toBe(`${mode} 0:0\n`);
      }
      const there = state();
      expect(there.match(/^"[^"]*example.com": oriented;$/gm)).toHaveLength(4);
      expect(there).not.toMatch(/": unrouted/);
      expect(there).toContain('-A SWANMESH-TO -d 172.16.0.11/32 -j DROP');
      for (const unit of ['ipsec', 'swanmesh-firewall'])
        expect(there).toContain(`/etc/systemd/system/multi-user.target.wants/${unit}.service -> `);
      paste(open, back);
      expect(apartFromWhatStays(state())).toBe(apartFromWhatStays(fresh));
    });
  });

  describeWithReleases(['4.10', '5.2'], 'as it is printed', (tools) => {
    test('of groups leaves those that insist routed, and others gone', () => {
      open = newAppliedHost(tools);
      const { box } = open;
      const { forth } = planned(
        open,
        cluster((inventory: Inventory) => {
          inventory.mode = 'opportunistic';
          // In between the peers are in a group that waits to be asked, and this one has no entry.
          inventory.groups = { private: ['172.16.0.0/24'] };
        }),
      );
      expect(forth.map(({ kind }) => kind)).toContain('soften');
      paste(open, forth);
      const { stdout } = box.run('ipsec status');
      expect(stdout).toMatch(/"private#172\.16\.0\.0\/24".*(?:erouted|routed-ondemand)/);
      expect(stdout).not.toContain('"clear-or-private');
    });
  });

  describeWithReleases(['4.10'], 'as it is printed', (tools) => {
    test('reloads no conn of a running mesh that stays, whoever loaded it', () => {
      open = newAppliedHost(tools);
      const { box, bring } = open;
      const was = cluster();
      bring('was', was);
      box.run(
        `sh /root/was/${host}/import-certificate.sh && cp /root/was/${host}/etc/ipsec.d/* /etc/ipsec.d/ && systemctl start ipsec`,
      );
      // Written once more: pluto is older than its file, and nothing says what it has loaded.
      box.run('sleep 1.1; touch /etc/ipsec.d/openshift-cluster.conf');
      const serials = (): readonly string[] =>
        box.run('ipsec status').stdout.match(/"(?!node-3)[^"]*": .*conn serial: \S+/g) ?? [];
      const before = serials();
      expect(before).toHaveLength(3);
      const current = was.mesh.nodes.map((node) => {
        const files = new Map(valueIn(renderHost(was.rendering, node)).map(({ path, content }) => [path, content]));
        return gatheredState({ name: node.name, files }, { mesh: was.mesh }).value;
      });
      const { forth } = planned(
        open,
        cluster(({ nodes }) => delete nodes['node-3.example.com']),
        current,
      );
      expect(forth.map(({ kind }) => kind)).toEqual(['drop', 'leave']);
      paste(open, forth);
      expect(serials()).toEqual(before);
      expect(box.run('ipsec status').stdout).not.toContain('"node-3.example.com"');
    });
  });
});
