import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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
  const { nodes } = parse(readFileSync('docs/examples/openshift/cluster.yaml', 'utf8'));
  const items = Object.entries<{ address: string }>(nodes).map(([name, { address }]) => ({
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address }] },
  }));
  const shims = testFolder();
  const shim = (name: string, text: string) =>
    writeFileSync(join(shims, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  shim('kubectl', `cat <<'END'\n${JSON.stringify({ apiVersion: 'v1', kind: 'List', items })}\nEND`);
  shim('npx', `shift; exec '${process.execPath}' '${cli}' "$@"`);
  const env = { ...process.env, PATH: `${shims}:${process.env.PATH}` };
  const { status, stdout } = spawnSync('sh', ['-ec', commands], { cwd, env, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('5 hosts, 20 conns expected, 20 found, 20 mirrored: consistent');
});

test('the library in ten lines runs as it stands', async () => {
  const inventory = parse(readFileSync('docs/examples/openshift/cluster.yaml', 'utf8'));
  const pem = (path: string) => readFileSync(join('docs/examples/openshift', path), 'latin1');
  inventory.authority = pem(inventory.authority);
  for (const node of Object.values<Record<string, string>>(inventory.nodes)) {
    node.certificate = pem(node.certificate as string);
    node.key = pem(node.key as string);
  }
  const { outputFiles } = await build({
    stdin: {
      contents: `const inventory = JSON.parse(process.env.INVENTORY);\n${block('ts')}`,
      loader: 'ts',
      resolveDir: process.cwd(),
    },
    alias: {
      'swanmesh/x509': join(process.cwd(), 'src/entries/x509.ts'),
      swanmesh: join(process.cwd(), 'src/index.ts'),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
    input: outputFiles[0]?.text ?? '',
    encoding: 'utf8',
    env: { ...process.env, INVENTORY: JSON.stringify(inventory) },
  });
  expect(stderr).toBe('');
  expect(stdout.split('\n').filter((line) => line.includes('etc/ipsec.d/openshift-cluster.conf 0644'))).toHaveLength(5);
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
