/**
 * Network namespaces joined by a bridge: one for each daemon, so that any two of them can be the two hosts of a pair. Their
 * names hold our process id; nothing outside them is touched.
 */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { debianReleases, describeWithReleases, type ReleaseTools } from '../support/debian/release-tools.ts';
import { hasTool, testMissing } from '../support/real-tool.ts';

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** What keeps this machine from playing pairs; `undefined` where nothing does. */
export function missingForDaemons(): string | undefined {
  const missing = ['ip', 'unshare', 'cc', 'perl'].filter((tool) => !hasTool(tool));
  if (missing.length > 0) return missing.join(', ');
  if (process.geteuid?.() !== 0) return 'root';
  const name = `swanmesh-${process.pid}-probe`;
  const script = `ip netns add ${name} && ip -n ${name} link add b0 type bridge && ip -n ${name} link add mesh0 type veth && ip -n ${name} xfrm policy`;
  const probe = run(script);
  run(`ip netns delete ${name}`);
  return probe.status === 0 ? undefined : 'network namespaces with veth, bridge and XFRM';
}

/** A group of tests that make worlds; where this machine cannot, one test that says why. */
export function describeWithWorlds(name: string, body: () => void): void {
  const missing = missingForDaemons();
  describe(name, missing === undefined ? body : () => testMissing(missing));
}

/** As `describeWithReleases`, for tests that play daemons of each Debian release. */
export function describeWithDaemons(name: string, body: (tools: ReleaseTools) => void): void {
  const missing = missingForDaemons();
  if (missing === undefined) describeWithReleases(debianReleases, name, body);
  else describe(name, () => testMissing(missing));
}

/** A network of named hosts. */
export interface World {
  /** The namespace of a host, for `ip netns exec`. */
  readonly namespaceOf: (host: string) => string;
  /** Puts addresses with prefix length on the host's one interface. */
  readonly addAddresses: (host: string, addresses: readonly string[]) => void;
  /** Runs a shell script on a host. */
  readonly shell: (host: string, script: string, input?: string) => string;
  readonly remove: () => void;
}

/** Makes the namespaces; they are the caller's to remove. */
export function newWorld(hosts: readonly string[], label = 'mesh'): World {
  const prefix = `swanmesh-${process.pid}-${label}`;
  const namespaceOf = (host: string): string => `${prefix}-${host}`;
  const hub = namespaceOf('hub');
  const remove = (): void => {
    for (const name of [...hosts.map(namespaceOf), hub]) run(`ip netns delete ${name} 2>/dev/null`);
  };
  const script = [
    'set -e',
    `ip netns add ${hub}`,
    `ip -n ${hub} link add bridge0 type bridge`,
    `ip -n ${hub} link set bridge0 up`,
    ...hosts.flatMap((host, i) => {
      const name = namespaceOf(host);
      return [
        `ip netns add ${name}`,
        `ip -n ${name} link set lo up`,
        `ip -n ${hub} link add port${i} type veth peer name mesh0 netns ${name}`,
        `ip -n ${hub} link set port${i} master bridge0 up`,
        `ip -n ${name} link set mesh0 up`,
      ];
    }),
  ].join('\n');
  const made = run(script);
  if (made.status !== 0) {
    remove();
    throw new Error(`no world: ${made.stderr}`);
  }
  const shell: World['shell'] = (host, text, input = '') => {
    const { status, stdout, stderr } = run(`ip netns exec ${namespaceOf(host)} sh -c ${quoted(text)}`, input);
    if (status !== 0) throw new Error(`${host}: ${text.slice(0, 200)}: ${stderr}`);
    return stdout;
  };
  return {
    namespaceOf,
    addAddresses: (host, addresses) => {
      const lines = addresses.map((address) => `address add ${address} dev mesh0 nodad\n`);
      const { status, stderr } = run(`ip -n ${namespaceOf(host)} -batch -`, lines.join(''));
      if (status !== 0) throw new Error(`${host}: ${stderr}`);
    },
    shell,
    remove,
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function run(script: string, input = ''): { status: number; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
    env: environment,
    encoding: 'utf8',
    input,
    timeout: 60_000,
    maxBuffer: 64 << 20,
  });
  return { status: status ?? -1, stdout: stdout ?? '', stderr: stderr ?? '' };
}
