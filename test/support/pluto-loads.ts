/**
 * Which conns a running pluto has after it read a configuration. One shell asks about many configurations, since starting a
 * program from Node takes longer than the program; after each all conns are taken out again.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pluto } from './pluto.ts';

/** A configuration: the file, and others beside it by relative name. */
export interface Configuration {
  readonly text: string | Uint8Array;
  readonly files?: Readonly<Record<string, string>>;
}

/** What pluto has afterwards. */
export interface Loaded {
  /** Status of addconn; from 128 on a signal ended it. */
  readonly status: number;
  /** Names of the conns, sorted; of several that stand for one its name. */
  readonly conns: readonly string[];
  /** What addconn and pluto said meanwhile. */
  readonly said: string;
  /** Whether pluto still answered. */
  readonly alive: boolean;
}

const script = `
i=0
while [ "$i" -lt "$1" ]; do
  cd "$i" && { size=$(stat -c %s ../../log)
  run addconn $socket --config ipsec.conf --autoall >said 2>&1; echo "$?" >status
  run whack $socket --status >list 2>/dev/null || { cd ..; exit 0; }
  tail -c "+$((size + 1))" ../../log >>said
  sed -nE 's/^(000 )?"([^"]+)"(\\[[0-9]+\\])?: .*(eroute owner|routing|unrouted).*/\\2/p' list | sort -u >names
  while IFS= read -r name; do run whack $socket --name "$name" --delete >/dev/null 2>&1; done <names
  cd ..; }
  i=$((i + 1))
done
`;

/** What a pluto has after each of some configurations, in order; fewer than asked where it ended on the way. */
export function loadEach(pluto: Pluto, configurations: readonly Configuration[]): readonly Loaded[] {
  const folder = join(pluto.folder, 'asked');
  rmSync(folder, { recursive: true, force: true });
  configurations.forEach(({ text, files = {} }, i) => {
    for (const [name, content] of [['ipsec.conf', text] as const, ...Object.entries(files)]) {
      const path = join(folder, String(i), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  });
  const { tools } = pluto;
  const words = (program: string): string =>
    tools
      .command(`usr/libexec/ipsec/${program}`, [])
      .map((word) => `'${word}'`)
      .join(' ');
  const run = `run() { program=$1; shift; case $program in addconn) ${words('addconn')} "$@";; *) ${words('whack')} "$@";; esac; }\n`;
  const prelude = `ulimit -c 0\nsocket='--ctlsocket ${join(pluto.folder, 'run/pluto.ctl')}'\n${run}`;
  const env = { ...process.env, ...tools.env, LC_ALL: 'C.UTF-8' };
  const options = { cwd: folder, env, timeout: 600_000 };
  const { error } = spawnSync('sh', ['-c', prelude + script, 'sh', String(configurations.length)], options);
  if (error !== undefined) throw error;
  const outcomes: Loaded[] = [];
  for (let i = 0; i < configurations.length; i += 1) {
    const outcome = outcomeIn(join(folder, String(i)));
    if (outcome === undefined) break;
    outcomes.push(outcome);
    if (!outcome.alive) break;
  }
  return outcomes;
}

function outcomeIn(folder: string): Loaded | undefined {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  const status = read('status');
  if (status === undefined) return undefined;
  const names = read('names');
  const conns = (names ?? '').split('\n').filter((name) => name !== '');
  const whole = new Set(conns.map((name) => name.replace(/\/\d+x\d+$/, '')));
  return {
    status: Number(status),
    conns: [...whole].sort(),
    said: read('said') ?? '',
    alive: names !== undefined,
  };
}
