import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type BuiltRelease, builtReleases, describeWithBuilt } from './built-tools.ts';
import {
  type DebianRelease,
  debianReleases,
  describeWithReleases,
  type Outcome,
  type ReleaseTools,
  type ToolsOf,
} from './debian/release-tools.ts';

/** Any release whose programs may be asked. */
export type AskedRelease = DebianRelease | BuiltRelease;

/** All of them, oldest first. */
export const askedReleases: readonly AskedRelease[] = [...debianReleases, ...builtReleases];

export interface PlutoOptions {
  /** What stands on the one interface beside loopback, with prefix length: `10.0.0.1/24`. */
  readonly addresses?: readonly string[];
  /** Words of `ip route add`, such as `default via 10.0.0.254`. */
  readonly routes?: readonly string[];
  /** Puts certificates into the empty NSS database before pluto opens it. */
  readonly nss?: (folder: string, tools: ToolsOf<AskedRelease>) => void;
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
  readonly tools: ToolsOf<AskedRelease>;
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
  if (!hasNamespaces(name)) return;
  describeWithReleases(wanted, name, (tools) => {
    withPluto(tools, options, (pluto) => body(pluto, tools));
  });
}

/** Whether this machine allows network namespaces; where it does not, a test says so. */
function hasNamespaces(name: string): boolean {
  const probe = spawnSync('unshare', [...isolation(), 'ip', 'link', 'add', 'mesh0', 'type', 'veth'], {
    env: environment,
  });
  if (probe.status === 0) return true;
  const reason = 'needs network and mount namespaces with veth';
  describe(name, () => {
    if (process.env.CI === 'true') test(reason, () => Promise.reject(new Error(`${reason}; CI=true allows no skip`)));
    else test.skip(reason, () => {});
  });
  return false;
}

/** One running pluto that the tests of a group share, begun again where it has ended. */
function withPluto(tools: ToolsOf<AskedRelease>, options: PlutoOptions, body: (pluto: () => Pluto) => void): void {
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
  });
}

/** A group of tests for each release that may be asked; where its programs are not here, one skipped test says why. */
export function describeWithTools(
  wanted: readonly AskedRelease[],
  name: string,
  body: (tools: ToolsOf<AskedRelease>) => void,
): void {
  const debian = wanted.filter((release) => release !== '5.3' && release !== '5.4');
  describeWithReleases(debian, name, body);
  describeWithBuilt(
    wanted.filter((release) => release === '5.3' || release === '5.4'),
    name,
    body,
  );
}

/** As `describeWithPluto`, also for releases that somebody has built. */
export function describeWithAsked(
  wanted: readonly AskedRelease[],
  name: string,
  options: PlutoOptions,
  body: (pluto: () => Pluto, release: AskedRelease) => void,
): void {
  if (!hasNamespaces(name)) return;
  describeWithTools(wanted, name, (tools) => {
    withPluto(tools, options, (pluto) => body(pluto, tools.release));
  });
}

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Below a user namespace the kernel hides the sysctls that pluto 4.3 looks for: there it takes the real root. */
function isolation(): readonly string[] {
  return [...(process.geteuid?.() === 0 ? [] : ['--map-root-user']), '--net', '--mount'];
}

/** Starts a pluto and waits until it answers; it is the caller's to stop. */
export function startPluto(
  tools: ToolsOf<AskedRelease>,
  { addresses = [], routes = [], debug = [], beside, listen, nss }: PlutoOptions = {},
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
    ...routes.map((route) => `ip route add ${route} dev mesh0`),
    ...(tools.programs === undefined ? asRoot(tools.root, folder) : inPlace(tools.programs, folder)),
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

/** pluto looks for its other programs beside itself, so the tree becomes its root, and our folder its /run. */
function asRoot(root: string, folder: string): readonly string[] {
  return [
    `mount --bind '${folder}' '${root}/run'`,
    ...['proc', 'dev'].map((name) => `mount --rbind /${name} '${root}/${name}'`),
    `exec chroot '${root}' "$@"`,
  ];
}

/** Programs that were built here find each other where they were built for, and our folder is /run. */
function inPlace(programs: { readonly folder: string; readonly builtFor: string }, folder: string): readonly string[] {
  let standing = programs.builtFor;
  while (!existsSync(standing)) standing = dirname(standing);
  const place = standing === programs.builtFor ? [] : [`mount -t tmpfs tmpfs '${standing}'`];
  return [
    ...place,
    `mkdir -p '${programs.builtFor}'`,
    `mount --bind '${programs.folder}' '${programs.builtFor}'`,
    `mount --bind '${folder}' /run`,
    `shift; exec '${programs.builtFor}/pluto' "$@"`,
  ];
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
