import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type DebianRelease, describeWithReleases, type Outcome, type ReleaseTools } from './debian/release-tools.ts';

export interface PlutoOptions {
  /** What stands on the one interface beside loopback, with prefix length: `10.0.0.1/24`. */
  readonly addresses?: readonly string[];
  /** Puts certificates into the empty NSS database before pluto opens it. */
  readonly nss?: (folder: string, tools: ReleaseTools) => void;
  /** Values of `--debug`; `base` tells what is installed, and is much text. */
  readonly debug?: readonly string[];
  /** Another pluto whose network this one shares; both must `listen` on addresses of their own. */
  readonly beside?: Pluto;
  /** The one address that it listens on; every address when nothing is said. */
  readonly listen?: string;
}

/** A running pluto of some release: in a network namespace of its own, with folders of its own. */
export interface Pluto {
  readonly folder: string;
  readonly tools: ReleaseTools;
  /** The process that runs in the namespaces. */
  readonly pid: number;
  /** Writes a file below the folder: `ipsec.conf`, `ipsec.secrets`, `ipsec.d/policies/private`, … */
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly whack: (...args: readonly string[]) => Outcome;
  /** Loads every conn of `ipsec.conf` as its `auto=` says. */
  readonly load: () => Outcome;
  /** What pluto has logged since this was last asked. */
  readonly news: () => string;
  /** Whether it still answers. */
  readonly alive: () => boolean;
  readonly stop: () => void;
}

/**
 * A group of tests for each of the releases, with one running pluto that they share. Where this machine allows no
 * network namespaces, one skipped test says so; where `CI=true`, one failed test.
 *
 * @example describeWithPluto(['4.10'], 'group files', { addresses: ['10.0.0.1/24'] }, (pluto) => { … pluto().write(…) … })
 */
export function describeWithPluto(
  wanted: readonly DebianRelease[],
  name: string,
  options: PlutoOptions,
  body: (pluto: () => Pluto, tools: ReleaseTools) => void,
): void {
  const probe = spawnSync('unshare', [...isolation(), 'ip', 'link', 'add', 'mesh0', 'type', 'veth'], {
    env: environment,
  });
  if (probe.status !== 0) {
    const reason = 'needs network and mount namespaces with veth';
    describe(name, () => {
      if (process.env.CI === 'true') test(reason, () => Promise.reject(new Error(`${reason}; CI=true allows no skip`)));
      else test.skip(reason, () => {});
    });
    return;
  }
  describeWithReleases(wanted, name, (tools) => {
    let pluto: Pluto | undefined;
    beforeAll(() => {
      pluto = startPluto(tools, options);
    });
    afterAll(() => pluto?.stop());
    body(() => {
      if (!pluto?.alive()) {
        pluto?.stop();
        pluto = startPluto(tools, options);
      }
      return pluto;
    }, tools);
  });
}

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Below a user namespace the kernel hides the sysctls that pluto 4.3 looks for: there it takes the real root. */
function isolation(): readonly string[] {
  return [...(process.geteuid?.() === 0 ? [] : ['--map-root-user']), '--net', '--mount'];
}

/** Starts a pluto and waits until it answers; it is the caller's to stop. */
export function startPluto(
  tools: ReleaseTools,
  { addresses = [], debug = [], beside, listen, nss }: PlutoOptions = {},
): Pluto {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-pluto-'));
  const path = (name: string): string => join(folder, name);
  const write: Pluto['write'] = (name, content) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  };
  for (const name of ['run', 'nss', 'ipsec.d/policies']) mkdirSync(path(name), { recursive: true });
  write('ipsec.conf', `config setup\n${listen === undefined ? '' : `\tlisten=${listen}\n`}`);
  write('ipsec.secrets', '');
  write('log', '');
  // An empty NSS database; its password is empty, so that no file is needed for it.
  tools.certutil(['-N', '-d', `sql:${path('nss')}`, '--empty-password']);
  nss?.(path('nss'), tools);
  const words = [
    ...['/usr/libexec/ipsec/pluto', '--config', '/run/ipsec.conf', '--nofork', '--stderrlog', '--log-no-time'],
    ...['--rundir', '/run/run', '--ipsecdir', '/run/ipsec.d', '--nssdir', '/run/nss'],
    ...['--secretsfile', '/run/ipsec.secrets', ...debug.flatMap((name) => ['--debug', name])],
  ];
  const setup = [
    ...(beside === undefined
      ? [
          'ip link set lo up',
          'ip link add mesh0 type veth peer name mesh1',
          'ip link set mesh0 up',
          'ip link set mesh1 up',
        ]
      : []),
    ...addresses.map((address) => `ip address add ${address} dev mesh0 nodad`),
    // pluto looks for its other programs beside itself, so the tree becomes its root, and our folder its /run.
    `mount --bind '${folder}' '${tools.root}/run'`,
    ...['proc', 'dev'].map((name) => `mount --rbind /${name} '${tools.root}/${name}'`),
    `exec chroot '${tools.root}' "$@"`,
  ];
  const log = openSync(path('log'), 'a');
  // To share a network is to enter it; the mounts are one's own in any case.
  const network = beside === undefined ? [] : ['nsenter', `--net=/proc/${beside.pid}/ns/net`, '--'];
  const isolated = isolation().filter((word) => beside === undefined || word !== '--net');
  const [command, ...start] = [...network, 'unshare', ...isolated, 'sh', '-ec', setup.join('; '), 'sh', ...words];
  const child = spawn(command as string, start, {
    env: environment,
    stdio: ['ignore', log, log],
  });
  const socket = ['--ctlsocket', path('run/pluto.ctl')];
  const whack: Pluto['whack'] = (...args) => tools.whack([...socket, ...args]);
  const alive = (): boolean => whack('--briefstatus').status === 0;
  let read = 0;
  const pluto: Pluto = {
    folder,
    tools,
    pid: child.pid ?? 0,
    write,
    whack,
    load: () => tools.addconn([...socket, '--config', path('ipsec.conf'), '--autoall']),
    news: () => {
      const text = readFileSync(path('log'), 'latin1');
      const fresh = text.slice(read);
      read = text.length;
      return Buffer.from(fresh, 'latin1').toString('utf8');
    },
    alive,
    stop: () => {
      whack('--shutdown');
      end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (let tries = 0; tries < 200; tries += 1) {
    pause(50);
    // At its start pluto runs addconn, which loads the configuration and the secrets at a time of its own.
    if (!alive() || childrenOf(child).length > 0) continue;
    whack('--listen');
    pluto.news();
    return pluto;
  }
  const said = pluto.news().slice(-2000);
  pluto.stop();
  throw new Error(`pluto ${tools.release} does not answer:\n${said}`);
}

/** The processes that pluto has started and not yet reaped; unshare, sh and chroot have become pluto by then. */
function childrenOf({ pid }: ChildProcess): readonly string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((word) => word !== '');
}

function end(child: ChildProcess): void {
  if (child.exitCode === null) child.kill('SIGKILL');
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
