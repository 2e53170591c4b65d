import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';
import { testFolder } from '../support/test-folder.ts';

const example = 'docs/examples/openshift';
const time = ['--now', '2026-11-22T00:00:00Z'];

describe('swanmesh graph', () => {
  test('draws a tree as verify judges it: a pair that is broken is in the description', async () => {
    const folder = testFolder();
    const tree = join(folder, 'tree');
    expect((await swanmesh('render', `${example}/cluster.yaml`, '-o', tree, ...time)).status).toBe(0);
    const conf = join(tree, 'node-1.example.com/etc/ipsec.d/openshift-cluster.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace('esp=aes256-sha2_256', 'esp=aes128-sha1'));
    for (const kind of ['mesh', 'matrix'])
      for (const [paths, pairs] of [
        [[`${example}/cluster.yaml`, tree], '4 broken, 6 consistent'],
        // Of rendered folders alone nobody knows the certificates.
        [[tree], '4 broken, 6 unknown'],
      ] as const) {
        const { status, stdout } = await swanmesh('graph', kind, ...paths, ...time, '--quiet');
        expect(status).toBe(0);
        expect(/<desc.*Pairs: ([^.]*)\./.exec(stdout)?.[1]).toBe(pairs);
      }
  });

  test('writes into a file, and replaces none unless it is told to', async () => {
    const file = join(testFolder(), 'packet.svg');
    const args = ['graph', 'packet', '--esp', 'aes256-sha2_256', '-o', file];
    expect(await swanmesh(...args)).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toContain('1438 bytes are left in the tunnel');
    expect(await swanmesh(...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--force replaces it'),
    });
    expect((await swanmesh(...args, '--force')).status).toBe(0);
  });

  test.each([
    ['groups', [`${example}/opportunistic.yaml`]],
    ['validity', [`${example}/cluster.yaml`]],
    ['packet', [`${example}/cluster.yaml`]],
    ['path', [`${example}/cluster.yaml`, 'master-1.example.com', 'node-1.example.com', '--proto', 'tcp']],
  ])('%s is drawn in every format', async (kind, args) => {
    const of = async (format: string) => (await swanmesh('graph', kind, ...args, ...time, '--format', format)).stdout;
    expect(await of('svg')).toMatch(/^<\?xml/);
    expect(await of('dot')).toMatch(/^(di)?graph "/);
    expect(await of('mermaid')).toMatch(/^%% .*\nflowchart /);
  });

  test('rollout draws a plan that was saved', async () => {
    const plan = join(testFolder(), 'plan.json');
    await swanmesh('rollout', `${example}/cluster.yaml`, '--out', plan, ...time);
    expect((await swanmesh('graph', 'rollout', plan)).stdout).toContain('openshift-cluster: roll-out');
  });
});
