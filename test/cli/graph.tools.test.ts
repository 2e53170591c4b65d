import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const example = 'docs/examples/openshift';
const time = ['--now', '2026-11-22T00:00:00Z'];

describe('swanmesh graph', () => {
  test('draws a tree as verify judges it: a pair that is broken is in the description', () => {
    const folder = testFolder();
    const tree = join(folder, 'tree');
    expect(swanmesh(['render', `${example}/cluster.yaml`, '-o', tree, ...time]).status).toBe(0);
    const conf = join(tree, 'node-1.example.com/etc/ipsec.d/openshift-cluster.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace('esp=aes256-sha2_256', 'esp=aes128-sha1'));
    for (const kind of ['mesh', 'matrix'])
      for (const [paths, pairs] of [
        [[`${example}/cluster.yaml`, tree], '4 broken, 6 consistent'],
        // Of rendered folders alone nobody knows the certificates.
        [[tree], '4 broken, 6 unknown'],
      ] as const) {
        const { status, stdout } = swanmesh(['graph', kind, ...paths, ...time, '--quiet']);
        expect(status).toBe(0);
        expect(/<desc.*Pairs: ([^.]*)\./.exec(stdout)?.[1]).toBe(pairs);
      }
  });

  test('writes into a file, and replaces none unless it is told to', () => {
    const file = join(testFolder(), 'packet.svg');
    const args = ['graph', 'packet', '--esp', 'aes256-sha2_256', '-o', file];
    expect(swanmesh(args)).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toContain('1438 bytes are left in the tunnel');
    expect(swanmesh(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('--force replaces it') });
    expect(swanmesh([...args, '--force']).status).toBe(0);
  });

  test.each([
    ['groups', [`${example}/opportunistic.yaml`]],
    ['validity', [`${example}/cluster.yaml`]],
    ['packet', [`${example}/cluster.yaml`]],
    ['path', [`${example}/cluster.yaml`, 'master-1.example.com', 'node-1.example.com', '--proto', 'tcp']],
  ])('%s is drawn in every format', (kind, args) => {
    const of = (format: string) => swanmesh(['graph', kind, ...args, ...time, '--format', format]).stdout;
    expect(of('svg')).toMatch(/^<\?xml/);
    expect(of('dot')).toMatch(/^(di)?graph "/);
    expect(of('mermaid')).toMatch(/^%% .*\nflowchart /);
  });

  test('rollout draws a plan that was saved', () => {
    const plan = join(testFolder(), 'plan.json');
    swanmesh(['rollout', `${example}/cluster.yaml`, '--out', plan, ...time]);
    expect(swanmesh(['graph', 'rollout', plan]).stdout).toContain('openshift-cluster: roll-out');
  });
});
