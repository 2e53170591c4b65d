/** The guide, followed literally: its commands for this machine on this one, those for hosts on each host. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Block, blocksOfDocs } from '../../docs/blocks.ts';
import type { Prepared, ReleaseSet } from '../case.ts';
import { releaseOf, tools, withPrefixLength } from '../cluster.ts';
import type { GuestHost, Step } from '../scenario.ts';

const cli = new URL('../../../dist/cli/main.js', import.meta.url).pathname;
const blocks = blocksOfDocs().filter(
  ({ file, language, norun }) => file.startsWith('docs/guide/') && language === 'sh' && norun === undefined,
);

/** Runs everything up to the files being brought to the hosts; what comes after that is about a cluster that is up. */
export function prepareGuide(set: ReleaseSet, folder: string): Prepared {
  const [cwd, shims] = [join(folder, 'machine'), join(folder, 'shims')];
  for (const each of [cwd, shims]) mkdirSync(each, { recursive: true });
  const shim = (name: string, text: string): void => {
    writeFileSync(join(shims, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(shims, name), 0o755);
  };
  shim('swanmesh', `exec '${process.execPath}' '${cli}' "$@"`);
  // A host is a folder that the guest gets: `ssh root@HOST mkdir` and `rsync -a FILES root@HOST:FOLDER`.
  const home = `host=\${1#root@}; home='${folder}/guest'/"$host"/root`;
  shim('ssh', `${home}; shift; mkdir -p "$home"; cd "$home" && exec "$@"`);
  shim(
    'rsync',
    `shift; for to in "$@"; do :; done; set -- "\${to%%:*}" "\${to#*:}" "$@"; ${home}; to=$home/$2; shift 2; while [ $# -gt 1 ]; do cp -rp "$1" "$to"; shift; done`,
  );
  const env = { ...process.env, PATH: `${shims}:${process.env.PATH}` };
  for (const { where, text } of blocks.filter((block) => !block.onHosts && isBeforeHosts(block))) {
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', text], { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${where} ended with ${status}: ${stderr}${stdout.slice(0, 2000)}`);
  }
  const hosts = hostsOf(cwd).map(({ name, address }, index): GuestHost => {
    const files = join(folder, 'guest', name);
    mkdirSync(join(files, 'usr/bin'), { recursive: true });
    copyFileSync(new URL('../../support/host-box/systemctl.sh', import.meta.url), join(files, 'usr/bin/systemctl'));
    chmodSync(join(files, 'usr/bin/systemctl'), 0o755);
    return { name, root: tools(releaseOf(set, index)).root, addresses: [withPrefixLength(address)], files };
  });
  const members = hosts.map(({ name, addresses }, index) => ({
    name,
    addresses: addresses.map((address) => address.replace(/\/.*/, '')),
    release: releaseOf(set, index),
    conns: hosts.length - 1,
    tunnelMtu: 0,
    overlayMtu: 0,
    rendered: join(cwd, 'tree', name),
  }));
  return { mesh: { members, strangers: [] }, hosts };
}

/** The hosts of the inventory that the guide writes. */
function hostsOf(cwd: string): readonly { readonly name: string; readonly address: string }[] {
  const { nodes } = parse(readFileSync(join(cwd, 'cluster.yaml'), 'utf8')) as {
    readonly nodes: Readonly<Record<string, { readonly address: string }>>;
  };
  return Object.entries(nodes).map(([name, { address }]) => ({ name, address }));
}

/** The page on operating begins when the hosts are up. */
function isBeforeHosts({ file }: Block): boolean {
  return !file.endsWith('4-operate.md');
}

/** Each block for hosts on every host, one after the other, before the next block. */
export function guideSteps(hosts: readonly string[]): readonly Step[] {
  return blocks
    .filter(({ onHosts }) => onHosts)
    .flatMap(({ where, text }) =>
      hosts.map((host): Step => ({ do: 'run', host, name: where, argv: ['sh', '-ec', text], timeout: 400 })),
    );
}
