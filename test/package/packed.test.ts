/** The package as others get it: what `npm pack` puts into it, in a project of somebody else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const project = mkdtempSync(join(tmpdir(), 'swanmesh-packed-'));
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };

/** Unpacked beside links to the dependencies that package.json names, and to no others. */
beforeAll(() => {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'swanmesh'), { recursive: true });
  const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], {
    encoding: 'utf8',
  });
  expect(packed.status, packed.stderr).toBe(0);
  const archive = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  const unpacked = spawnSync('tar', ['-xzf', archive, '--strip-components=1', '-C', 'node_modules/swanmesh'], {
    cwd: project,
  });
  expect(unpacked.status).toBe(0);
  for (const name of Object.keys(dependencies)) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
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

test.each([
  ['nodenext', 'nodenext'],
  ['es2022', 'bundler'],
])('its types compile under strict, module %s with resolution %s', (module, resolution) => {
  const words = [
    '--noEmit',
    '--strict',
    '--noUncheckedIndexedAccess',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2023',
    '--lib',
    'es2023',
  ];
  const { status, stdout } = spawnSync(
    join(process.cwd(), 'node_modules/.bin/tsc'),
    [...words, '--ignoreConfig', '--module', module, '--moduleResolution', resolution, 'use.ts'],
    { cwd: project, encoding: 'utf8' },
  );
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

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
    [['explain-code', 'mesh/no-link']],
    [['mtu', '--link', '1500', '--esp', 'aes_gcm']],
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
