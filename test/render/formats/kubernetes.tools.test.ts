// What the pod of a node does, on a host in a box: the volume as the kubelet makes it, and `nsenter` that is there already.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubernetes } from '../../../src/render/formats/kubernetes.ts';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { describeWithBoxes } from '../../support/host-box/describe-with-boxes.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { cluster, host, newAppliedHost } from '../apply/host.ts';
import { documentOf, renderedOf } from './rendered-cluster.ts';

const made = renderedOf(cluster());
// biome-ignore lint/suspicious/noExplicitAny: objects of YAML
const objects: readonly any[] = parseAllDocuments(documentOf(kubernetes, made).toString()).map((one) => one.toJS());
const set = objects.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === `swanmesh-${host}`);
const [container] = set.spec.template.spec.containers;
const [shell, flags, script] = container.command;

describeWithTools(['shellcheck'], 'the text of the pod', () => {
  test('has no fault that shellcheck knows', () => {
    // The inner script is quoted on purpose: it is for the node's shell.
    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-e', 'SC2016', '-'], {
      input: `#!/bin/sh\nset -eu\n${script}`,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

describeWithBoxes('on a host in a box', () => {
  describeWithReleases(['4.10'], 'the pod of a node', (tools) => {
    test('leaves the node as apply.sh --stage add does, and says unchanged the second time', () => {
      const [byTree, byPod] = [newAppliedHost(tools), newAppliedHost(tools)];
      try {
        byTree.bring('one', cluster());
        expect(byTree.apply('one', '--stage add --rollback-after 0')).toMatchObject({ status: 0 });
        for (const { configMap } of set.spec.template.spec.volumes[0].projected.sources) {
          const { data } = objects.find(
            ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap.name,
          );
          for (const { key, path, mode } of configMap.items) byPod.box.write(`/tree/..2026/${path}`, data[key], mode);
        }
        // The roots of the tests have only what libreswan needs.
        cpSync('/usr/bin/tar', byPod.box.path('/usr/bin/tar'), { dereference: true });
        for (const folder of ['_shared', host])
          byPod.box.run(`cd /tree && ln -sfn ..2026 ..data && ln -s '..data/${folder}' '${folder}'`);
        byPod.box.write(
          '/usr/local/bin/nsenter',
          '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n',
          0o755,
        );
        byPod.box.write('/root/pod', `wait() { exit 0; }\nsleep() { :; }\n${script}`);
        const [{ name, value }] = container.env;
        const pod = `PATH=/usr/local/bin:$PATH ${name}=${value} ${shell} ${flags.replace('c', '')} /root/pod`;
        expect(byPod.box.run(pod)).toMatchObject({ status: 0, stderr: '' });
        expect(withoutSalt(byPod.state())).toBe(withoutSalt(byTree.state()));
        expect(byPod.box.run(pod)).toMatchObject({ status: 0, stdout: 'unchanged\n' });
        expect(byPod.box.run('stat -c %a /var/lib/swanmesh-tree').stdout).toBe('700\n');
      } finally {
        for (const { box } of [byTree, byPod]) box.remove();
      }
    });
  });
});

/** What a host has, without the sums of NSS's databases, which have salts of their own. */
const withoutSalt = (state: string): string =>
  state
    .replace(/\d+ (\d+ \S+\/(?:cert9|key4)\.db)/g, '$1')
    .split('\n')
    .filter((line) => !line.includes('/var/lib/swanmesh-tree/'))
    .join('\n');
