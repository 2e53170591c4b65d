import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = new Map<string, string>();

/** The path of a C file as a library for `LD_PRELOAD`, compiled once a run; throws what the compiler says of it. */
export function preload(source: URL, ...options: readonly string[]): string {
  const known = built.get(source.href);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-preload-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'preload.so');
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', ...options];
  const { status, stderr } = spawnSync('cc', [...flags, '-o', path, fileURLToPath(source)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc: ${stderr}`);
  built.set(source.href, path);
  return path;
}
