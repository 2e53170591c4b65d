/**
 * A controller and hosts in boxes. Each box has this machine's own programs under a layer of its own (pluto, sshd, Python), and the
 * controller's ssh reaches its sshd through a pipe instead of a port, so that nothing listens anywhere.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Outcome } from '../support/debian/release-tools.ts';
import { type HostBox, newHostBox } from '../support/host-box/host-box.ts';
import { cli } from '../support/run-cli.ts';

/** A node of the mesh, and the pair of files that are its certificate and key. */
export interface TestHost {
  readonly name: string;
  readonly address: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Controller {
  readonly folder: string;
  readonly boxes: ReadonlyMap<string, HostBox>;
  /** Writes the inventory of swanmesh. */
  readonly describe: (inventory: Readonly<Record<string, unknown>>) => void;
  /** Runs the playbook to its end. */
  readonly play: (...words: string[]) => Outcome;
  /** Starts it. */
  readonly start: (...words: string[]) => ChildProcess;
  readonly remove: () => void;
}

/** One that is everybody's, and opens nothing but boxes of tests. */
function newKeyPair(folder: string, name: string): string {
  const { status } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  if (status !== 0) throw new Error('ssh-keygen');
  return join(folder, name);
}

export function newController(hosts: readonly TestHost[], authority: string, playbooks = 'docs/ansible'): Controller {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-ansible-'));
  const key = newKeyPair(folder, 'id');
  const hostKey = newKeyPair(folder, 'host');
  const boxes = new Map<string, HostBox>();
  for (const host of hosts) {
    const box = newHostBox({ root: '/' }, { addresses: [`${host.address}/24`] });
    boxes.set(host.name, box);
    box.write('/etc/test-sshd/host', readFileSync(hostKey, 'utf8'), 0o600);
    box.write('/etc/test-sshd/keys', readFileSync(`${key}.pub`, 'utf8'));
    box.write('/etc/test-sshd/config', sshd);
    box.write('/run/sshd/.keep', '');
    for (const [name, source] of [
      ['server.crt', host.certificate],
      ['server.key', host.key],
      ['ca.crt', authority],
    ] as const)
      box.write(`/etc/origin/node/${name}`, readFileSync(source, 'latin1'), 0o600);
    // As a fresh package leaves it, whatever this machine has.
    box.run(
      'rm -rf /etc/ipsec.d /var/lib/ipsec/nss /etc/ipsec.conf; mkdir -p /etc/ipsec.d/policies /var/lib/ipsec/nss',
    );
    box.write('/etc/ipsec.conf', 'config setup\n\nconn %default\n\ninclude /etc/ipsec.d/*.conf\n');
  }
  writeFileSync(join(folder, 'ansible.cfg'), config(folder));
  writeFileSync(join(folder, 'hosts.yml'), stringify({ all: { hosts: Object.fromEntries(hosts.map(reach)) } }));
  const words = (more: readonly string[]): string[] => [
    ...['-i', join(folder, 'hosts.yml'), '-e', `swanmesh_inventory=${join(folder, 'cluster.yaml')}`],
    ...['-e', JSON.stringify({ swanmesh_command: [process.execPath, cli] })],
    ...[resolve(playbooks, 'mesh.yml'), ...more],
  ];
  const env = { ...process.env, ANSIBLE_CONFIG: join(folder, 'ansible.cfg'), HOME: folder, LC_ALL: 'C.UTF-8' };

  function reach({ name }: TestHost): readonly [string, unknown] {
    const inside =
      boxes.get(name)?.enter(['/usr/sbin/sshd', '-i', '-E', '/var/log/test-sshd', '-f', '/etc/test-sshd/config']) ?? [];
    return [
      name,
      {
        ansible_user: 'root',
        ansible_python_interpreter: '/usr/bin/python3',
        ansible_ssh_private_key_file: key,
        ansible_ssh_common_args: `-o ProxyCommand="${inside.join(' ')}"`,
      },
    ];
  }

  return {
    folder,
    boxes,
    describe: (inventory) => writeFileSync(join(folder, 'cluster.yaml'), stringify(inventory)),
    play: (...more) => {
      const { status, stdout, stderr } = spawnSync('ansible-playbook', words(more), {
        env,
        encoding: 'utf8',
        timeout: 600_000,
        maxBuffer: 64 << 20,
      });
      return { status: status ?? -1, stdout, stderr };
    },
    start: (...more) => spawn('ansible-playbook', words(more), { env, stdio: 'ignore', detached: true }),
    remove: () => {
      for (const box of boxes.values()) box.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const sshd = `HostKey /etc/test-sshd/host
AuthorizedKeysFile /etc/test-sshd/keys
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
StrictModes no
PidFile none
Subsystem sftp internal-sftp
`;

const config = (folder: string): string => `[defaults]
host_key_checking = False
gathering = explicit
retry_files_enabled = False
local_tmp = ${folder}/tmp
nocows = True
timeout = 60
[ssh_connection]
pipelining = True
control_path_dir = ${folder}/cp
ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
`;

/** `changed=` of every host in the recap. */
export function changedOf({ stdout }: Outcome): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...stdout.matchAll(/^(\S+) +: ok=\d+ +changed=(\d+)/gm)].map(([, name = '', n]) => [name, Number(n)]),
  );
}
