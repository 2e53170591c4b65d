import vm from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { certificate, name, pem } from '../support/der-writer.ts';

test('swanmesh/x509 runs where there is nothing but the language, and leaves no global behind', async () => {
  const { outputFiles } = await build({
    entryPoints: ['dist/entries/x509.js'],
    bundle: true,
    format: 'iife',
    globalName: 'swanmesh',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const realm = vm.createContext(Object.create(null));
  vm.runInContext('Date.now = Math.random = () => { throw new Error("not pure"); };', realm);
  vm.runInContext(`${outputFiles[0]?.text}; globalThis.swanmesh = swanmesh;`, realm);
  expect(vm.runInContext('Object.keys(globalThis).sort().join()', realm)).toBe('swanmesh');
  const text = JSON.stringify(pem(certificate({ subject: name(['CN', 'a']) })));
  const nickname = vm.runInContext(`swanmesh.predictNickname(swanmesh.readCertificate(${text}).value).nickname`, realm);
  expect(nickname).toBe('a');
});

test('and carries no library of ASN.1', async () => {
  const { metafile } = await build({
    entryPoints: ['dist/entries/x509.js'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const packages = new Set(
    Object.keys(metafile.inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
  );
  packages.delete(undefined);
  expect([...packages].sort()).toEqual(['@noble/ciphers', '@noble/hashes', 'ipaddr.js']);
});
