// What cloud-init and Ignition themselves make of their documents, in a layer over this machine that goes away; and what a host
// has afterwards, against apply.sh from a tree.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloudInit } from '../../../src/render/formats/cloud-init.ts';
import type { TreeFormat } from '../../../src/render/formats/format.ts';
import { ignition } from '../../../src/render/formats/ignition.ts';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { describeWithBoxes } from '../../support/host-box/describe-with-boxes.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { testFolder } from '../../support/test-folder.ts';
import { cluster, host, newAppliedHost } from '../apply/host.ts';
import { type RenderedCluster, renderedOf, rowsOf, withSecretFiles } from './rendered-cluster.ts';

const example = renderedOf(cluster());

/** Writes the document of a host into a folder of its own; the path. */
function document(format: TreeFormat, { hosts, shared }: RenderedCluster, name?: string): string {
  const one = hosts.find((each) => name === undefined || each.name === name) ?? expect.fail();
  const [{ path, content } = expect.fail()] = format.files(one, shared);
  const file = join(testFolder(), path);
  writeFileSync(file, content);
  return file;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  const options = { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 120_000 } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  expect(status, stdout + stderr).toBe(0);
  return stdout;
}

/** The files below a folder as rows, by their places. */
function look(root: string, places: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    places.map((place) => {
      const stat = run('stat', ['-c', '0%a %U:%G', join(root, place)]).trim();
      return [place, [...stat.split(' '), readFileSync(join(root, place), 'latin1')]];
    }),
  );
}

const expectedOf = ({ hosts, shared }: RenderedCluster, name?: string) =>
  rowsOf([...(hosts.find((each) => name === undefined || each.name === name) ?? expect.fail()).files, ...shared]);

describeWithTools(['cloud-init'], 'the schema of cloud-init', () => {
  test.each([
    ['certificates', example],
    ['keys', withSecretFiles],
  ])('takes the document of a host with %s', (_what, made) => {
    expect(run('cloud-init', ['schema', '-c', document(cloudInit, made)])).toContain('Valid cloud-config');
  });

  test('refuses one with a slip in it', () => {
    const file = document(cloudInit, example);
    writeFileSync(file, readFileSync(file, 'utf8').replace('permissions:', 'permission:'));
    expect(spawnSync('cloud-init', ['schema', '-c', file]).status).toBe(1);
  });
});

describeWithTools(['ignition-validate'], "Ignition's validator", () => {
  test.each([
    ['certificates', example],
    ['keys', withSecretFiles],
  ])('takes the document of a host with %s', (_what, made) => {
    expect(run('ignition-validate', [document(ignition, made)])).toBe('');
  });

  test('refuses one with a slip in it', () => {
    const file = document(ignition, example);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"path": "/', '"path": "'));
    expect(spawnSync('ignition-validate', [file]).status).not.toBe(0);
  });
});

const ignitionProgram = '/usr/lib/dracut/modules.d/30ignition/ignition';

describeWithBoxes('as root', () => {
  describeWithTools([ignitionProgram], 'Ignition', () => {
    test.each([
      ['certificates', example],
      ['keys', withSecretFiles],
    ])('writes the files of a host with %s: the same bytes, modes and owners', (_what, made) => {
      const folder = testFolder();
      const root = join(folder, 'root');
      mkdirSync(join(root, 'etc/selinux'), { recursive: true });
      writeFileSync(join(root, 'etc/selinux/config'), 'SELINUX=disabled\nSELINUXTYPE=none\n');
      // Labels are asked for wherever SELinux has a configuration, and Debian's program ends where it has none.
      writeFileSync(join(folder, 'setfiles'), '#!/bin/sh\ncat >/dev/null\n', { mode: 0o755 });
      const env = { IGNITION_CONFIG_FILE: document(ignition, made), PATH: `${folder}:${process.env.PATH}` };
      const state = [
        '-config-cache',
        join(folder, 'c'),
        '-state-file',
        join(folder, 's'),
        '-neednet',
        join(folder, 'n'),
      ];
      for (const stage of ['fetch', 'files'])
        run(ignitionProgram, ['-platform', 'file', '-stage', stage, '-root', root, '-log-to-stdout', ...state], env);
      const expected = expectedOf(made);
      expect(look(root, Object.keys(expected))).toEqual(expected);
      const preset = readFileSync(join(root, 'etc/systemd/system-preset/20-ignition.preset'), 'utf8');
      expect(preset).toContain('enable swanmesh-apply.service');
    });
  });

  describeWithTools(['cloud-init'], 'cloud-init', () => {
    test('writes the files of a host with keys: the same bytes, modes and owners', () => {
      const { files } = cloudInitRun(document(cloudInit, withSecretFiles), Object.keys(expectedOf(withSecretFiles)));
      expect(files).toEqual(expectedOf(withSecretFiles));
    });

    describeWithReleases(['4.10'], 'and what it runs', (tools) => {
      test('leaves a fresh host as apply.sh from a tree does: the same files, modes, owners, filter and conns', () => {
        const expected = expectedOf(example, host);
        const { files, script } = cloudInitRun(document(cloudInit, example, host), Object.keys(expected));
        const [byTree, byCloudInit] = [newAppliedHost(tools), newAppliedHost(tools)];
        try {
          byTree.bring('one', cluster());
          expect(byTree.apply('one', '--rollback-after 0')).toMatchObject({ status: 0 });
          for (const [place, [mode = '', , content = '']] of Object.entries(files))
            byCloudInit.box.write(place, content, Number.parseInt(mode, 8));
          byCloudInit.box.write('/root/runcmd', script);
          expect(byCloudInit.box.run('sh /root/runcmd')).toMatchObject({ status: 0 });
          expect(withoutSalt(byCloudInit.state())).toBe(withoutSalt(byTree.state()));
          expect(byCloudInit.box.run('sh /root/runcmd')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
          byCloudInit.bring('one', cluster());
          expect(byCloudInit.apply('one', '--check')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
        } finally {
          for (const { box } of [byTree, byCloudInit]) box.remove();
        }
      });
    });
  });
});

/** What a host has, without the sums of NSS's databases, which have salts of their own. */
const withoutSalt = (state: string): string => state.replace(/\d+ (\d+ \S+\/(?:cert9|key4)\.db)/g, '$1');

/** cloud-init's own stages on a user-data, with the modules that it is about; what it wrote, and what it would run. */
function cloudInitRun(
  userData: string,
  places: readonly string[],
): { readonly files: ReturnType<typeof look>; readonly script: string } {
  const [folder, out] = [testFolder(), testFolder()];
  const configuration = `datasource_list: [NoCloud, None]
cloud_init_modules: []
cloud_config_modules: [runcmd]
cloud_final_modules: [write-files-deferred]
`;
  const seed = 'm/var/lib/cloud/seed/nocloud';
  const script = `mount -t tmpfs tmpfs '${folder}' && cd '${folder}' && mkdir up work m
mount -t overlay overlay m -o lowerdir=/,upperdir=up,workdir=work
mount -t proc proc m/proc; mount -t tmpfs tmpfs m/run; mount -t tmpfs tmpfs m/tmp; mount --rbind /dev m/dev
rm -rf m/var/lib/cloud && mkdir -p ${seed}
cat >${seed}/user-data; echo 'instance-id: one' >${seed}/meta-data
printf %s '${configuration}' >m/etc/cloud/cloud.cfg.d/99-test.cfg
chroot m cloud-init init --local; chroot m cloud-init init
chroot m cloud-init modules --mode=config; chroot m cloud-init modules --mode=final
mkdir '${out}/root'
tar -C m -cpf - var/lib/cloud/instances ${places.map((place) => `'${place.slice(1)}'`).join(' ')} | tar -C '${out}/root' -xpf -`;
  const { status, stderr } = spawnSync('unshare', ['--mount', '--net', 'sh', '-ec', script], {
    input: readFileSync(userData),
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(status, stderr).toBe(0);
  return {
    files: look(join(out, 'root'), places),
    script: readFileSync(join(out, 'root/var/lib/cloud/instances/one/scripts/runcmd'), 'utf8'),
  };
}
