import vm from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { certificate, name, pem } from '../support/der-writer.ts';

test('swanmesh/x509 runs where there is nothing but `self`, which node-forge wants, and leaves no global behind', async () => {
  const { outputFiles } = await build({
    entryPoints: ['dist/x509/index.js'],
    bundle: true,
    format: 'iife',
    globalName: 'swanmesh',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const realm = vm.createContext(Object.create(null));
  vm.runInContext(
    'globalThis.self = globalThis; Date.now = Math.random = () => { throw new Error("not pure"); };',
    realm,
  );
  vm.runInContext(`${outputFiles[0]?.text}; globalThis.swanmesh = swanmesh;`, realm);
  expect(vm.runInContext('Object.keys(globalThis).sort().join()', realm)).toBe('self,swanmesh');
  const text = JSON.stringify(pem(certificate({ subject: name(['CN', 'a']) })));
  const nickname = vm.runInContext(`swanmesh.predictNickname(swanmesh.readCertificate(${text}).value).nickname`, realm);
  expect(nickname).toBe('a');
});

test('and carries neither asn1js nor pkijs, and of node-forge AES alone', async () => {
  const { metafile } = await build({
    entryPoints: ['dist/x509/index.js'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const files = Object.keys(metafile.inputs);
  expect(files.filter((file) => /node_modules\/(asn1js|pkijs)\//.test(file))).toEqual([]);
  const forge = files.filter((file) => file.includes('node_modules/node-forge/')).map((file) => file.split('/').at(-1));
  expect(forge).toContain('aes.js');
  expect(forge.filter((file) => /rsa|pkcs|x509|tls|random|prng/.test(file ?? ''))).toEqual([]);
});
