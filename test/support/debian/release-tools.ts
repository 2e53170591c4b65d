/**
 * The programs of three Debian releases, side by side on one machine: what rendered files and certificates are judged by.
 *
 * `provision.sh` fetches the packages of `<suite>.lock` through apt's own fetcher (exact versions, SHA-256 checked), and
 * unpacks them outside the checkout; `lock.sh` writes the lock tables anew. The programs run here with their own tree's
 * dynamic loader and libraries, without privileges and without touching the system. They are run directly, so compiled-in
 * paths still mean the system's: always say `--config`, `--nssdir`, `-d sql:…`, `--ctlsocket` yourself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'vitest';

/** A release of libreswan that a Debian release carries. */
export type DebianRelease = '4.3' | '4.10' | '5.2';

/** All of them, oldest first: with NSS 3.61, 3.87 and 3.110, and OpenSSL 1.1.1, 3.0 and 3.5. */
export const debianReleases: readonly DebianRelease[] = ['4.3', '4.10', '5.2'];

const suites: Readonly<Record<DebianRelease, string>> = { '4.3': 'bullseye', '4.10': 'bookworm', '5.2': 'trixie' };

/** What a program left behind. `status` is -1 where a signal or the time limit ended it. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; 60 s when nothing is said. */
  readonly timeout?: number;
}

/** Runs a program to its end. */
export type Tool = (args: readonly string[], options?: RunOptions) => Outcome;

/** The tools of a release that Debian carries. */
export type ReleaseTools = ToolsOf<DebianRelease>;

export interface ToolsOf<Release extends string> {
  readonly release: Release;
  /** The unpacked tree; never write into it. */
  readonly root: string;
  /** Of programs that were built here: where they are, and where pluto was built to look for them. Absent: the tree is a root. */
  readonly programs?: { readonly folder: string; readonly builtFor: string };
  /** `ipsec SUBCOMMAND …` for the subcommands that are programs, not shell scripts: addconn, algparse, readwriteconf, whack, … */
  readonly ipsec: Tool;
  readonly addconn: Tool;
  readonly readwriteconf: Tool;
  readonly whack: Tool;
  readonly pluto: Tool;
  readonly certutil: Tool;
  readonly pk12util: Tool;
  readonly openssl: Tool;
  /** The words to start a program of the tree with, for a caller that runs it in its own way; the path begins at the tree's root. */
  readonly command: (path: string, args: readonly string[]) => readonly [string, ...string[]];
  /** What must stand in the environment beside the caller's own. */
  readonly env: Readonly<Record<string, string>>;
}

const found = new Map<DebianRelease, ReleaseTools | string>();

/** The tools of a release, fetched on the first call ever; `undefined` where this machine cannot have them. */
export function releaseTools(release: DebianRelease): ReleaseTools | undefined {
  const tools = provisioned(release);
  return typeof tools === 'string' ? undefined : tools;
}

/**
 * A group of tests for each of the releases, whose names begin with the release. Where a release cannot be had, its
 * group is one skipped test that says why; where `CI=true`, one failed test.
 *
 * @example describeWithReleases(['4.3', '5.2'], 'rendered conns load', (tools) => { … tools.addconn(['--config', file, '--checkconfig']) … })
 */
export function describeWithReleases(
  wanted: readonly DebianRelease[],
  name: string,
  body: (tools: ReleaseTools) => void,
): void {
  for (const release of wanted) {
    const tools = provisioned(release);
    describe(`libreswan ${release}: ${name}`, () => {
      if (typeof tools !== 'string') {
        body(tools);
      } else if (process.env.CI === 'true') {
        test(`needs the tools of Debian ${suites[release]}`, () => {
          throw new Error(`${tools}; CI=true allows no skipped judge`);
        });
      } else {
        test.skip(`needs the tools of Debian ${suites[release]}: ${tools}`, () => {});
      }
    });
  }
}

function provisioned(release: DebianRelease): ReleaseTools | string {
  const known = found.get(release);
  if (known !== undefined) return known;
  const script = new URL('provision.sh', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync('sh', [script, suites[release]], { encoding: 'utf8', timeout: 600_000 });
  const root = stdout?.trim() ?? '';
  const tools =
    status === 0 && existsSync(root)
      ? toolsIn(release, root)
      : `provision.sh failed: ${(stderr ?? '').trim().slice(-400).replaceAll('\n', '; ')}`;
  found.set(release, tools);
  return tools;
}

function toolsIn(release: DebianRelease, root: string): ReleaseTools {
  const libraries = `${root}/usr/lib/x86_64-linux-gnu`;
  const env = { OPENSSL_CONF: `${root}/etc/ssl/openssl.cnf`, OPENSSL_MODULES: `${libraries}/ossl-modules` };
  const command = (path: string, args: readonly string[]): readonly [string, ...string[]] => [
    `${libraries}/ld-linux-x86-64.so.2`,
    '--library-path',
    `${libraries}:${libraries}/nss`, // bullseye keeps NSS's own modules in a folder of their own
    `${root}/${path}`,
    ...args,
  ];
  const tool =
    (path: string): Tool =>
    (args, options = {}) => {
      const [loader, ...words] = command(path, args);
      const result = spawnSync(loader, words, {
        cwd: options.cwd,
        input: options.input,
        env: { ...process.env, LC_ALL: 'C.UTF-8', ...env, ...options.env },
        encoding: 'utf8',
        timeout: options.timeout ?? 60_000,
        maxBuffer: 256 << 20,
      });
      if (result.error !== undefined && result.status === null && result.signal === null) throw result.error;
      return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
    };
  const libexec = (name: string): Tool => tool(`usr/libexec/ipsec/${name}`);
  return {
    release,
    root,
    command,
    env,
    ipsec: ([subcommand = '', ...args], options) => {
      const path = `usr/libexec/ipsec/${subcommand}`;
      if (!isElf(`${root}/${path}`))
        throw new Error(`ipsec ${subcommand} of ${release} is not a program that runs here`);
      return tool(path)(args, options);
    },
    addconn: libexec('addconn'),
    readwriteconf: libexec('readwriteconf'),
    whack: libexec('whack'),
    pluto: libexec('pluto'),
    certutil: tool('usr/bin/certutil'),
    pk12util: tool('usr/bin/pk12util'),
    openssl: tool('usr/bin/openssl'),
  };
}

function isElf(file: string): boolean {
  return existsSync(file) && readFileSync(file).subarray(1, 4).toString('latin1') === 'ELF';
}
