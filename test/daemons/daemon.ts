/** A pluto in a network namespace of the world, with folders of its own and Security Associations that always succeed. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outcome, ReleaseTools } from '../support/debian/release-tools.ts';
import { preload } from '../support/preload.ts';
import type { World } from './world.ts';

export interface DaemonOptions {
  readonly tools: ReleaseTools;
  readonly world: World;
  /** The host of the world on which it runs. */
  readonly host: string;
  /** The lines of `config setup`. */
  readonly setup?: string;
  /** Fills the NSS database, which is there and empty, before pluto opens it. */
  readonly nss: (folder: string) => void;
}

export interface Daemon {
  readonly tools: ReleaseTools;
  readonly host: string;
  readonly folder: string;
  readonly write: (path: string, content: string) => void;
  readonly whack: (...args: readonly string[]) => Outcome;
  /** Loads the conns of a file of the folder as their `auto=` says, and starts none. */
  readonly load: (path: string) => Outcome;
  /** The lines that pluto has logged since this was last asked. */
  readonly news: () => readonly string[];
  /** Waits until it answers, and lets it listen on all addresses. */
  readonly ready: () => void;
  readonly alive: () => boolean;
  readonly stop: () => void;
}

/** Names of protocols and ports, of which a tree that was only unpacked has none: without them 4.3 drops a named protocol. */
const protocols =
  'ip 0 IP\nicmp 1 ICMP\nigmp 2 IGMP\nipip 4 IPIP\ntcp 6 TCP\nudp 17 UDP\ngre 47 GRE\nesp 50 ESP\nah 51 AH\nipv6-icmp 58 IPv6-ICMP\nsctp 132 SCTP\n';
const services =
  'ssh 22/tcp\ndomain 53/tcp\ndomain 53/udp\nhttp 80/tcp\nntp 123/udp\nhttps 443/tcp\nl2tp 1701/udp\nl2f 1701/tcp\n';

/** Starts it; it is the caller's to wait for it, and to stop it. */
export function startDaemon({ tools, world, host, setup = '', nss }: DaemonOptions): Daemon {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-daemon-'));
  const path = (name: string): string => join(folder, name);
  const write: Daemon['write'] = (name, content) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  };
  for (const name of ['run', 'nss', 'ipsec.d/policies', 'ipsec.d/crls']) mkdirSync(path(name), { recursive: true });
  cpSync(join(tools.root, 'etc'), path('etc'), { recursive: true });
  write('etc/protocols', protocols);
  write('etc/services', services);
  write('etc/hosts', '127.0.0.1 localhost\n');
  write('etc/resolv.conf', '');
  write('ipsec.conf', `config setup\n${setup}`);
  write('ipsec.secrets', '');
  write('log', '');
  // No routes and no rules are set here, so the script of updown has nothing to do.
  write('ipsec', '#!/bin/sh\nexit 0\n');
  chmodSync(path('ipsec'), 0o755);
  copyFileSync(preload(new URL('sa.c', import.meta.url), '-nostdlib'), path('sa.so'));
  nss(path('nss'));
  const words = [
    ...['/usr/libexec/ipsec/pluto', '--config', '/run/ipsec.conf', '--nofork', '--stderrlog', '--log-no-time'],
    ...['--rundir', '/run/run', '--ipsecdir', '/run/ipsec.d', '--nssdir', '/run/nss'],
    ...['--secretsfile', '/run/ipsec.secrets'],
  ];
  const script = [
    `mount --bind '${folder}' '${tools.root}/run'`,
    `mount --bind '${path('etc')}' '${tools.root}/etc'`,
    `mount --bind '${path('ipsec')}' '${tools.root}/usr/sbin/ipsec'`,
    ...['proc', 'dev'].map((name) => `mount --rbind /${name} '${tools.root}/${name}'`),
    `exec chroot '${tools.root}' /usr/bin/env LD_PRELOAD=/run/sa.so "$@"`,
  ];
  const log = openSync(path('log'), 'a');
  const child = spawn(
    'ip',
    ['netns', 'exec', world.namespaceOf(host), 'unshare', '--mount', 'sh', '-ec', script.join('; '), 'sh', ...words],
    { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }, stdio: ['ignore', log, log] },
  );
  const socket = ['--ctlsocket', path('run/pluto.ctl')];
  // Some requests wait for an answer of the peer, which may never come; pluto goes on without its asker.
  const whack: Daemon['whack'] = (...args) =>
    tools.whack([...socket, ...args], { timeout: args.includes('--terminate') ? 500 : 10_000 });
  const alive = (): boolean => whack('--briefstatus').status === 0;
  let [read, rest] = [0, ''];
  const news: Daemon['news'] = () => {
    const bytes = readFileSync(path('log'));
    const lines = (rest + bytes.subarray(read).toString('latin1')).split('\n');
    read = bytes.length;
    rest = lines.pop() as string;
    return lines;
  };
  const daemon: Daemon = {
    tools,
    host,
    folder,
    write,
    whack,
    load: (name) => tools.addconn([...socket, '--config', path(name), '--autoall']),
    news,
    ready,
    alive,
    stop: () => {
      whack('--shutdown');
      if (child.exitCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return daemon;

  function ready(): void {
    for (let tries = 0; tries < 400; tries += 1) {
      if (alive() && childrenOf(child.pid).length === 0) {
        whack('--listen');
        // A packet that nobody took up is asked for again a second later, not when pluto thinks that it has given up.
        world.shell(host, 'echo 1 > /proc/sys/net/core/xfrm_acq_expires');
        return;
      }
      pause(50);
    }
    throw new Error(`pluto ${tools.release} does not answer:\n${news().slice(-20).join('\n')}`);
  }
}

/** The processes that it has started and not yet reaped: at its start pluto runs addconn, at a time of its own. */
function childrenOf(pid: number | undefined): readonly string[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list)
    ? readFileSync(list, 'utf8')
        .split(' ')
        .filter((word) => word !== '')
    : [];
}

export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
