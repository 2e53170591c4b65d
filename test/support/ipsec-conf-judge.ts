/**
 * What the real programs of a release say of many files at once: `addconn --checkconfig` and `readwriteconf`. One shell runs
 * a whole batch, since starting a program from Node takes longer than the program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebianRelease, ReleaseTools } from './debian/release-tools.ts';

/** What was said of one file. */
export interface Judgement {
  /** Status of `addconn --checkconfig`; from 128 on a signal ended it. */
  readonly status: number;
  readonly said: string;
  /** Status and output of `readwriteconf`. */
  readonly rewriteStatus: number;
  readonly rewritten: string;
}

/** A conn as `readwriteconf` prints it: its lines without indent. */
export interface RewrittenConn {
  readonly name: string;
  readonly lines: readonly string[];
}

const script = `
i=0
while [ "$i" -lt "$1" ]; do
  run addconn --config "$i.conf" --checkconfig >"$i.said" 2>&1; echo "$?" >"$i.status"
  run readwriteconf --config "$i.conf" >"$i.out" 2>/dev/null; echo "$?" >"$i.rewrite"
  i=$((i + 1))
done
`;

/** The judgements of a release on some files, in order. */
export function judgeAll(tools: ReleaseTools, files: readonly (string | Uint8Array)[]): readonly Judgement[] {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-conf-'));
  try {
    files.forEach((content, i) => {
      writeFileSync(join(folder, `${i}.conf`), content);
    });
    const [loader, ...words] = tools.command('usr/libexec/ipsec/', []);
    const last = words.pop() ?? '';
    const quoted = [loader, ...words].map((word) => `'${word}'`).join(' ');
    const run = `run() { program=$1; shift; ${quoted} '${last}'"$program" "$@"; }\nulimit -c 0\n`;
    const options = { cwd: folder, env: { ...process.env, ...tools.env, LC_ALL: 'C.UTF-8' }, timeout: 600_000 };
    const { status, signal, error, stderr } = spawnSync(
      'sh',
      ['-c', run + script, 'sh', String(files.length)],
      options,
    );
    if (status !== 0) throw new Error(`the batch failed: ${error ?? signal ?? stderr}`);
    const read = (i: number, kind: string): string => readFileSync(join(folder, `${i}.${kind}`), 'latin1');
    return files.map((_, i) => ({
      status: Number(read(i, 'status')),
      said: read(i, 'said'),
      rewriteStatus: Number(read(i, 'rewrite')),
      rewritten: read(i, 'out'),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The conns that `readwriteconf` printed. */
export function rewrittenConns(rewritten: string, release: DebianRelease): readonly RewrittenConn[] {
  const conns: { name: string; lines: string[] }[] = [];
  for (const line of rewritten.split('\n')) {
    if (line.startsWith('conn ')) conns.push({ name: line.slice(5), lines: [] });
    else if (line.startsWith('\t')) {
      const isRemark = /^\tx[-_]/i.test(line);
      // 5.2 forgets line breaks, and prints no text in which a tab may stand.
      const lines = release === '5.2' ? line.slice(1).split('\t') : [line.slice(1)];
      conns.at(-1)?.lines.push(...(isRemark ? [] : lines));
    }
  }
  return conns;
}
