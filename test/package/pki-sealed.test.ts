/** What the libraries behind `swanmesh/pki` do when they are imported: all of it is named here, and nothing else may appear. */
import { spawnSync } from 'node:child_process';
import vm from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

/** A name that stands for the number of the process. */
const pid = 'the number of the process';

function globalsAfter(...modules: readonly string[]): readonly string[] {
  const program = `const before = new Set(Reflect.ownKeys(globalThis));
    for (const name of ${JSON.stringify(modules)}) await import(name);
    const made = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
    console.log(JSON.stringify(made.map((key) => (key === String(process.pid) ? '${pid}' : key))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[];
}

describe('in Node', () => {
  test('pkijs makes one global, named by the number of the process, for its engine', () => {
    expect(globalsAfter('pkijs')).toEqual([pid]);
  });

  test('asn1js makes none, and node-forge none', () => {
    const parts = ['cipher', 'des', 'md.all', 'pbe', 'rc2', 'util'];
    expect(globalsAfter('asn1js', ...parts.map((part) => `node-forge/lib/${part}.js`))).toEqual([]);
  });

  test('swanmesh/pki therefore makes that one; swanmesh and swanmesh/x509 load none of the three', () => {
    expect(globalsAfter('swanmesh/pki')).toEqual([pid]);
    expect(globalsAfter('swanmesh/x509')).toEqual([]);
  });

  test('the engine that pkijs made is not asked: with a broken one everything reads as before', () => {
    const program = `await import('pkijs').then((pkijs) => pkijs.setEngine('broken', new Proxy({}, { get() { throw new Error('asked'); } })));
      const { readIdentityFile } = await import('swanmesh/pki');
      const { readFileSync } = await import('node:fs');
      const read = await readIdentityFile(readFileSync('docs/examples/openshift/pki/ca.crt'));
      console.log(read.kind);`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout).toBe('ok\n');
  });
});

test('in a realm with `self`, which node-forge wants, and TextEncoder and TextDecoder, which asn1js wants, the libraries load and read without clock and randomness', async () => {
  const { outputFiles } = await build({
    entryPoints: ['dist/pki/index.js'],
    bundle: true,
    format: 'iife',
    globalName: 'swanmesh',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const realm = vm.createContext(Object.assign(Object.create(null), { TextDecoder, TextEncoder }));
  vm.runInContext('globalThis.self = globalThis;', realm);
  vm.runInContext(`${outputFiles[0]?.text}; globalThis.swanmesh = swanmesh;`, realm);
  expect(vm.runInContext('Object.keys(globalThis).sort().join()', realm)).toBe('TextDecoder,TextEncoder,self,swanmesh');
  vm.runInContext('Date.now = Math.random = () => { throw new Error("not pure"); };', realm);
  const outcome = await vm.runInContext(
    'swanmesh.readIdentityFile("").then(({ findings }) => findings[0].code)',
    realm,
  );
  expect(outcome).toBe('pki/malformed');
});
