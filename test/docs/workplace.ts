/** A folder in which the commands of the documentation find what they name. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exampleAddresses, exampleNodeList } from '../support/example.ts';
import { cli, swanmesh, testFolder } from '../support/run-cli.ts';

const example = 'docs/examples/openshift';

const ansibleInventory = {
  _meta: {
    hostvars: Object.fromEntries(
      Object.entries(exampleAddresses).map(([name, address]) => [name, { ansible_host: address }]),
    ),
  },
  all: { children: ['ungrouped'] },
  ungrouped: { hosts: Object.keys(exampleAddresses) },
};

const log = `Nov 28 10:00:01 node-1 pluto[812]: "node-2" #1: sent IKE_SA_INIT request to 172.16.0.22:500
`;

const laboratory = `version: 1
libreswan: "4.10"
authority: lab/ca.crt
network: { interface: eth0 }
firewall: { backends: [nftables] }
nodes:
  node-1.example.com: { address: 172.16.0.21, certificate: lab/node-1.crt, key: lab/node-1.key }
  node-2.example.com: { address: 172.16.0.22, certificate: lab/node-2.crt, key: lab/node-2.key }
`;

/** What a host of the 3.x days still has. */
const oldConf = `# made by hand
config setup
\toe=off
\tlogfile=/var/log/pluto.log

conn office
\tleft=10.0.0.1
\tright=10.0.0.2
\tauto=start
`;

/** The folder that all begin with: made once, then copied. */
let template: string | undefined;

function newTemplate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-docs-'));
  cpSync(example, folder, { recursive: true });
  cpSync(example, join(folder, example), { recursive: true });
  const inFolder = (...words: readonly string[]): string => {
    const { status, stdout, stderr } = swanmesh(words, { cwd: folder });
    if (status !== 0) throw new Error(`swanmesh ${words.join(' ')}: ${stderr}`);
    return stdout;
  };
  inFolder('render', 'cluster.yaml', '-o', 'tree');
  cpSync(join(folder, 'tree'), join(folder, 'hosts'), { recursive: true });
  for (const [name, content] of [
    ['nodes.json', exampleNodeList],
    ['inventory.json', JSON.stringify(ansibleInventory)],
    ['pluto.log', log],
    ['lab.yaml', laboratory],
    ['old.conf', oldConf],
    ['ipsec.conf', 'config setup\n\tlogfile=/var/log/pluto.log\n\nconn office\n\tleft=10.0.0.1\n\tright=10.0.0.2\n'],
  ] as const)
    writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'lab'));
  inFolder('rollout', 'cluster.yaml', '--out', 'plan.json');
  for (const file of ['node-1.crt', 'node-1.key', 'ca.crt']) cpSync(join(folder, 'pki', file), join(folder, file));
  newerCertificate(folder);
  return folder;
}

/** When all is done. */
export function removeTemplate(): void {
  if (template !== undefined) rmSync(template, { recursive: true });
}

/** `new.crt`: the certificate of node-1 renewed, with the same subject and key. */
function newerCertificate(folder: string): void {
  const request = 'openssl x509 -x509toreq -in node-1.crt -signkey node-1.key -out node-1.csr';
  const sign =
    'openssl x509 -req -in node-1.csr -CA pki/ca.crt -CAkey pki/ca.key -set_serial 4711 -days 36500 -copy_extensions copyall -out new.crt';
  const { status, stderr } = spawnSync('sh', ['-ec', `${request} && ${sign}`], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const made = [
  ['swanmesh init ', 'cluster.yaml'],
  ['--out plan.json', 'plan.json'],
] as const;

/** What a command in such a folder did. */
export interface Played {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A new folder, with what the documentation names in it or empty; what it gives runs shell commands there, in which `swanmesh` is
 * what was built, and no other machine is reached.
 */
export function newWorkplace(begin: 'as documented' | 'empty' = 'as documented'): (command: string) => Played {
  template ??= newTemplate();
  const [cwd, shims] = [testFolder(), testFolder()];
  if (begin === 'as documented') cpSync(template, cwd, { recursive: true });
  const shim = (name: string, text: string): void => {
    writeFileSync(join(shims, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(shims, name), 0o755);
  };
  const call = `exec '${process.execPath}' '${resolve(cli)}'`;
  shim('swanmesh', `${call} "$@"`);
  shim('npx', `shift; ${call} "$@"`);
  shim('kubectl', `cat '${template}/nodes.json'`);
  shim('ansible-inventory', `cat '${template}/inventory.json'`);
  shim('journalctl', 'cat pluto.log');
  shim('ssh', ':');
  shim('rsync', ':');
  shim('oc', ':');
  const network = `ip link set lo up; ip link add vxlan0 type vxlan id 1 dstport 4789 dev lo
    for table in 'ip nat' 'inet filter'; do nft add table $table; done
    nft add chain ip nat POSTROUTING; nft add chain inet filter forward`;
  const env = { ...process.env, PATH: `${shims}:${process.env.PATH}`, NO_COLOR: '1' };
  return (command) => {
    // What a command makes is not there before.
    for (const [makes, file] of made) if (command.includes(makes)) rmSync(join(cwd, file), { force: true });
    const needsNetwork = /^(?:ip|ip6?tables|nft) /m.test(command);
    const words = needsNetwork ? ['unshare', '-n', 'sh', '-ec', `${network}\n${command}`] : ['sh', '-ec', command];
    const { status, stdout, stderr } = spawnSync(words[0] ?? '', words.slice(1), { cwd, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
}
