import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { exampleFile, exampleInventory, exampleNodeList } from '../support/example.ts';
import { bundled, runSample } from '../support/library-samples.ts';
import { cli, testFolder } from '../support/run-cli.ts';

const readme = readFileSync('README.md', 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(readme)?.[1] ?? '';

test('what the README shows is what the example prints', () => {
  const folder = join(testFolder(), 'tree');
  const { stdout, status } = spawnSync('bash', ['docs/examples/openshift/run.sh', folder], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout.replaceAll(folder, 'build/example').trimEnd()).toBe(block('text'));
});

test('five commands lead from the nodes of a cluster and a folder of certificates to verified files', () => {
  const [, commands = ''] = /## Your own cluster[\s\S]*?```sh\n([\s\S]*?)\n```/.exec(readme) ?? [];
  expect(commands.split('\n')).toHaveLength(5);
  const cwd = testFolder();
  cpSync('docs/examples/openshift/pki', join(cwd, 'pki'), { recursive: true });
  const shims = testFolder();
  const shim = (name: string, text: string) =>
    writeFileSync(join(shims, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  shim('kubectl', `cat <<'END'\n${exampleNodeList}\nEND`);
  shim('npx', `shift; exec '${process.execPath}' '${cli}' "$@"`);
  const env = { ...process.env, PATH: `${shims}:${process.env.PATH}` };
  const { status, stdout } = spawnSync('sh', ['-ec', commands], { cwd, env, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('5 hosts, 20 conns expected, 20 found, 20 mirrored: consistent');
});

const samples = [...readme.matchAll(/```ts\n([\s\S]*?)\n```/g)].map(([, code = '']) => code);
const tasks = ['render a cluster', 'verify hosts', 'explain a conf', 'read a certificate', 'compute the MTU'] as const;

describe('the samples of the library', () => {
  test('are one for each task, of at most ten lines, with one import', () => {
    expect(samples).toHaveLength(tasks.length);
    for (const sample of samples) {
      expect(sample.split('\n').length).toBeLessThanOrEqual(10);
      expect(sample.match(/^import /gm)).toHaveLength(1);
    }
  });

  test('render', async () => {
    const stdout = await runSample(samples[0] ?? '', { inventory: exampleInventory });
    expect(stdout.split('\n').filter((line) => line.includes('etc/ipsec.d/openshift-cluster.conf 0644'))).toHaveLength(
      5,
    );
  });

  test('verify', async () => {
    const code = `${samples[1]}`.replace(
      'if (cluster',
      `
      const { renderHost } = await import('swanmesh');
      const hosts = cluster.kind === 'failed' ? [] : cluster.value.mesh.nodes.map((node) => {
        const files = renderHost(cluster.value.rendering, node);
        return { name: node.name, files: new Map(files.kind === 'ok' ? files.value.map(({ path, content }) => [path, content]) : []) };
      });
      if (cluster`,
    );
    expect(await runSample(code, { inventory: exampleInventory })).toBe('yes\n');
  });

  test('explain', async () => {
    const stdout = await runSample(samples[2] ?? '', { text: 'conn a\n\tleft=10.0.0.1\n\trigth=10.0.0.2\n' });
    expect(stdout).toContain('a false\n');
    expect(stdout).toContain('    3 |  rigth=10.0.0.2\n      |  ^\n');
  });

  test('certificate', async () => {
    expect(await runSample(samples[3] ?? '', { pem: exampleFile('pki/node-1.crt') })).toContain(
      'rightid="O=system:nodes, CN=system:node:node-1.example.com"',
    );
  });

  test('MTU', async () => {
    expect(await runSample(samples[4] ?? '', {})).toMatch(/^1438 1388 \[/);
  });

  test.each(tasks.map((task, i) => [task, i] as const))(
    '%s weighs what the README says, within five per cent',
    async (task, i) => {
      const given = 'declare const inventory: never, hosts: never, text: never, pem: never;';
      const kilobytes = gzipSync(await bundled(`${given}\n${samples[i]}`, 'browser')).length / 1000;
      const said = Number(new RegExp(`^\\| ${task} +\\| +([\\d.]+) \\|$`, 'm').exec(readme)?.[1]);
      expect(Math.abs(kilobytes - said) / kilobytes, `${task}: ${kilobytes.toFixed(1)} kB`).toBeLessThan(0.05);
    },
  );
});

test.each([
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
])('every link in %s leads somewhere', (file) => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(
    (match) => match[1] as string,
  );
  expect(links.filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(file), link)))).toEqual([]);
});
