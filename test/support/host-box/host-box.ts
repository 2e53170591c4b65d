/**
 * A host in a box: the root of a Debian release under a layer of its own, with process, network and mount namespaces, where
 * scripts that are made for root on a host can be run, killed and rebooted. systemd is played by `systemctl.sh`, pluto is real.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome, ReleaseTools } from '../debian/release-tools.ts';

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/root' };
const outside = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export interface HostBox {
  /** The path, here, of a file in the box. */
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string, mode?: number) => void;
  /** The text of a file in the box; `undefined` where it is not there. */
  readonly read: (name: string) => string | undefined;
  /** Copies a folder of this machine into the box. */
  readonly copy: (from: string, to: string) => void;
  /** Runs a shell script in the box to its end. */
  readonly run: (script: string, timeout?: number) => Outcome;
  /** The words that run a program in the box, for another program that starts it. */
  readonly enter: (program: readonly string[]) => readonly string[];
  /** Starts a shell script in the box. */
  readonly start: (script: string) => ChildProcess;
  /** Ends every process at once, as a loss of power does; then starts what is enabled, in the order of a boot. */
  readonly reboot: () => void;
  /** Whether a program that pings asks these addresses in vain. */
  readonly silence: (addresses: readonly string[]) => void;
  readonly remove: () => void;
}

export interface HostBoxOptions {
  /** With prefix length, on the interface `mesh0`. */
  readonly addresses: readonly string[];
  /** A network namespace that is there, instead of one of its own. */
  readonly network?: string;
  /** Whether systemd is played. */
  readonly systemd?: boolean;
}

/** What keeps this machine from having boxes; `undefined` where nothing does. */
export function missingForBoxes(): string | undefined {
  if (process.geteuid?.() !== 0) return 'root';
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-box-'));
  for (const name of ['lower', 'upper', 'work', 'm']) mkdirSync(join(folder, name));
  const script = `mount -t tmpfs tmpfs ${folder} && cd ${folder} && mkdir lower upper work m && mount -t overlay overlay m -o lowerdir=lower,upperdir=upper,workdir=work && ip link add mesh0 type veth peer name mesh1`;
  const { status } = spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'sh', '-c', script], {
    env: outside,
  });
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? undefined : 'namespaces with overlay and veth';
}

/** Starts a box; it is the caller's to remove. */
export function newHostBox(tools: Pick<ReleaseTools, 'root'>, options: HostBoxOptions): HostBox {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-box-'));
  const root = join(folder, 'box/m');
  mkdirSync(join(folder, 'box'));
  const init = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', ...network(options), 'sh', '-ec', setUp(tools, folder, options)],
    {
      env: { ...outside, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const pid = awaitInit(init, join(folder, 'box'));
  const inside = ['-t', String(pid), '-m', '-n', '-p', 'chroot', root];
  const enter = [...inside, '/bin/sh', '-c'];
  const run: HostBox['run'] = (script, timeout = 120_000) => {
    const { status, stdout, stderr } = spawnSync('nsenter', [...enter, script], {
      env: environment,
      encoding: 'utf8',
      timeout,
      killSignal: 'SIGKILL',
    });
    return { status: status ?? -1, stdout: stdout ?? '', stderr: stderr ?? '' };
  };
  const path: HostBox['path'] = (name) => `/proc/${pid}/root${root}${name}`;
  const write: HostBox['write'] = (name, content, mode = 0o644) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content, { mode });
  };
  const box: HostBox = {
    path,
    run,
    write,
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined),
    enter: (program) => ['nsenter', ...inside, ...program],
    copy: (from, to) => cpSync(from, path(to), { recursive: true }),
    start: (script) => spawn('nsenter', [...enter, script], { env: environment, stdio: 'ignore' }),
    reboot: () => {
      // In the box's process namespace, so that it reaches nothing else; its first process cannot be killed so.
      run('kill -KILL -1');
      run(`ip xfrm policy flush; ip xfrm state flush
        for table in iptables ip6tables; do $table -F; $table -X; done
        rm -rf /run/* && mkdir -p /run/pluto ${options.systemd === false ? '' : '/run/systemd/system'}`);
      write('/run/boot_id', `${process.hrtime.bigint()}\n`);
      const bind = ['--bind', `${root}/run/boot_id`, `${root}/proc/sys/kernel/random/boot_id`];
      spawnSync('nsenter', ['-t', String(pid), '-m', 'mount', ...bind], { env: outside });
      run(`for unit in swanmesh-rollback-boot swanmesh-firewall ipsec; do
          [ ! -L "/etc/systemd/system/multi-user.target.wants/$unit.service" ] || systemctl start "$unit.service"
        done
        [ ! -f /etc/cron.d/swanmesh-rollback ] || sh -c "$(sed -n 's/^@reboot root //p' /etc/cron.d/swanmesh-rollback)"`);
    },
    silence: (addresses) => write('/etc/silent', addresses.map((address) => `${address}\n`).join('')),
    remove: () => {
      init.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const here = dirname(fileURLToPath(import.meta.url));
  if (options.systemd !== false) {
    write('/usr/bin/systemctl', readFileSync(join(here, 'systemctl.sh'), 'utf8'), 0o755);
    mkdirSync(path('/run/systemd/system'), { recursive: true });
  }
  // Nobody answers here, or everybody but the silent.
  write('/usr/bin/ping', '#!/bin/sh\nfor address; do :; done\n! grep -q -x -F -e "$address" /etc/silent\n', 0o755);
  write('/etc/silent', '');
  return box;
}

function network({ network: name }: HostBoxOptions): readonly string[] {
  return name === undefined ? ['--net'] : [];
}

function setUp(
  tools: Pick<ReleaseTools, 'root'>,
  folder: string,
  { addresses, network: name }: HostBoxOptions,
): string {
  const box = join(folder, 'box');
  const links =
    name === undefined
      ? [
          'ip link set lo up',
          'ip link add mesh0 type veth peer name mesh1',
          'ip link set mesh0 up',
          'ip link set mesh1 up',
          ...addresses.map((address) => `ip address add ${address} dev mesh0`),
        ]
      : [];
  return [
    'mount --make-rprivate /',
    `mount -t tmpfs tmpfs '${box}'`,
    `cd '${box}'`,
    'mkdir upper work m',
    `mount -t overlay overlay m -o 'lowerdir=${tools.root},upperdir=upper,workdir=work'`,
    'mount -t proc proc m/proc',
    'mount --rbind /dev m/dev',
    'mount -t tmpfs tmpfs m/run',
    'mount -t tmpfs tmpfs m/tmp',
    'mkdir -p m/run/pluto m/etc/systemd/system m/var/lib m/root',
    ...links,
    // This machine may have what the box's root has: nothing else is called so.
    ': >m/run/box-is-ready',
    // The first process has to take leave of those that nobody waits for.
    'while :; do sleep 0.3 || :; done',
  ].join('\n');
}

/** The first process of the box, as this machine numbers it, when everything is there. */
function awaitInit(child: ChildProcess, box: string): number {
  for (let tries = 0; tries < 200; tries += 1) {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    if (children !== '' && existsSync(`/proc/${children}/root${box}/m/run/box-is-ready`) && isReady(Number(children)))
      return Number(children);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
  }
  throw new Error('no box');
}

/** Its loop has begun: it has a child. */
function isReady(pid: number): boolean {
  return (
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() !== '' &&
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sh')
  );
}
