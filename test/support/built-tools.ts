/**
 * The programs of releases that no Debian release carries, where this machine has them: `SWANMESH_LIBRESWAN_5_3=DIR` and
 * `SWANMESH_LIBRESWAN_5_4=DIR` name the folder that they were installed below. Without them the tests are visibly skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { releaseTools, type Tool, type ToolsOf } from './debian/release-tools.ts';

/** A release that is asked where somebody has built it. */
export type BuiltRelease = '5.3' | '5.4';

/** All of them, oldest first. */
export const builtReleases: readonly BuiltRelease[] = ['5.3', '5.4'];

const found = new Map<BuiltRelease, ToolsOf<BuiltRelease> | string>();

/** The programs of a release, or why there are none. */
export function builtTools(release: BuiltRelease): ToolsOf<BuiltRelease> | string {
  const known = found.get(release);
  if (known !== undefined) return known;
  const tools = toolsIn(release);
  found.set(release, tools);
  return tools;
}

/** As `describeWithReleases`, for releases that somebody has built; where there are none, one skipped test says so. */
export function describeWithBuilt(
  wanted: readonly BuiltRelease[],
  name: string,
  body: (tools: ToolsOf<BuiltRelease>) => void,
): void {
  for (const release of wanted) {
    const tools = builtTools(release);
    describe(`libreswan ${release}: ${name}`, () => {
      if (typeof tools === 'string') test.skip(tools, () => {});
      else body(tools);
    });
  }
}

function toolsIn(release: BuiltRelease): ToolsOf<BuiltRelease> | string {
  const variable = `SWANMESH_LIBRESWAN_${release.replace('.', '_')}`;
  const root = process.env[variable];
  if (root === undefined || root === '') return `needs ${variable}=DIR, a folder with libreswan ${release}`;
  const places = ['', 'libexec/ipsec', 'usr/libexec/ipsec', 'usr/local/libexec/ipsec'];
  const programs = places.map((place) => join(root, place)).find((folder) => existsSync(join(folder, 'addconn')));
  if (programs === undefined) return `${variable}=${root}: no addconn below that folder`;
  const nss = releaseTools('4.10');
  if (nss === undefined) return 'needs the tools of Debian bookworm for certificates';
  const tool =
    (name: string): Tool =>
    (args, options = {}) => {
      const result = spawnSync(join(programs, name), args, {
        cwd: options.cwd,
        input: options.input,
        env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
        encoding: 'utf8',
        timeout: options.timeout ?? 60_000,
        maxBuffer: 256 << 20,
      });
      if (result.error !== undefined && result.status === null && result.signal === null) throw result.error;
      return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
    };
  return {
    release,
    root,
    programs: { folder: programs, builtFor: builtFor(join(programs, 'pluto')) },
    command: (path, args) => [join(programs, path.replace(/^usr\/libexec\/ipsec\//, '')), ...args],
    env: {},
    ipsec: ([subcommand = '', ...args], options) => tool(subcommand)(args, options),
    addconn: tool('addconn'),
    readwriteconf: tool('readwriteconf'),
    whack: tool('whack'),
    pluto: tool('pluto'),
    certutil: nss.certutil,
    pk12util: nss.pk12util,
    openssl: nss.openssl,
  };
}

/** The folder in which pluto looks for its other programs; it is compiled in. */
function builtFor(pluto: string): string {
  const compiledIn = /(\/[A-Za-z0-9._/-]+)\/addconn\0/.exec(readFileSync(pluto, 'latin1'));
  return compiledIn?.[1] ?? '/usr/local/libexec/ipsec';
}
