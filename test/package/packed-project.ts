/** The package as npm packs it, unpacked in a project next to links to the dependencies that package.json names, and to no others. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { dependencies, bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  bin: { swanmesh: string };
};

/** Makes the project and gives its folder; it is the caller's to remove. */
export function newPackedProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'swanmesh-packed-'));
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'swanmesh'), { recursive: true });
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], process.cwd());
  const archive = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', ['-xzf', archive, '--strip-components=1', '-C', 'node_modules/swanmesh'], project);
  for (const name of Object.keys(dependencies)) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  }
  // What npm does with `bin`.
  mkdirSync(join(modules, '.bin'));
  symlinkSync(join('../swanmesh', bin.swanmesh), join(modules, '.bin/swanmesh'));
  run('chmod', ['+x', join(modules, 'swanmesh', bin.swanmesh)], project);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  return project;
}

function run(program: string, words: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}
