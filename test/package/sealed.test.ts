import { readFileSync } from 'node:fs';
import { createContext, runInContext, Script } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Globals that dependencies make when they are imported, each with who makes it. Nothing else may appear. */
const madeByDependencies: readonly string[] = [
  // zod: its registries are shared between copies of it in one program.
  '__zod_globalConfig',
  '__zod_globalRegistry',
];

async function bundle(entry: string, globalName: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2023',
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** A realm of the language alone, in which clock, randomness and locale throw. */
function sealedRealm(): object {
  const realm = createContext({});
  runInContext(
    `'use strict';
    const forbid = (name) => () => { throw new Error(name + ' is not pure'); };
    const RealDate = Date;
    Date = new Proxy(RealDate, {
      construct: (target, args) => args.length === 0 ? forbid('new Date()')() : Reflect.construct(target, args),
      apply: forbid('Date()'),
      get: (target, key) => key === 'now' ? forbid('Date.now') : Reflect.get(target, key),
    });
    Math.random = forbid('Math.random');
    String.prototype.localeCompare = forbid('localeCompare');
    for (const type of [Number, BigInt, Array, RealDate, Object, String]) {
      for (const key of Object.getOwnPropertyNames(type.prototype)) {
        if (key.startsWith('toLocale')) type.prototype[key] = forbid(key);
      }
    }
    delete globalThis.Intl;
    delete globalThis.console;
    delete globalThis.WebAssembly;`,
    realm,
  );
  return realm;
}

test('the core runs in a realm with no Node and no DOM, and makes no effect at import', async () => {
  const code = await bundle('src/index.ts', 'swanmesh');
  const realm = sealedRealm();
  const before = new Set(Object.getOwnPropertyNames(runInContext('globalThis', realm)));
  new Script(code).runInContext(realm);
  const made = Object.getOwnPropertyNames(runInContext('globalThis', realm)).filter((name) => !before.has(name));
  expect(made.filter((name) => name !== 'swanmesh').sort()).toEqual([...madeByDependencies].sort());
});

test('the whole line runs there: inventory to files, without clock, randomness and locale', async () => {
  const realm = sealedRealm();
  new Script(await bundle('src/index.ts', 'swanmesh')).runInContext(realm);
  const pem = (name: string) => readFileSync(`docs/examples/openshift/pki/${name}`, 'utf8');
  const inventory = {
    version: 1,
    profile: 'openshift3',
    libreswan: '4.10',
    authority: pem('ca.crt'),
    ipsec: { esp: 'aes256-sha2_256' },
    nodes: {
      a: { address: ['172.16.0.1', 'fd00::1'], certificate: pem('node-1.crt') },
      b: { address: ['172.16.0.2', 'fd00::2'], certificate: pem('node-2.crt') },
    },
  };
  const outcome = runInContext(
    `(() => {
      const cluster = swanmesh.readClusterSync(JSON.parse(${JSON.stringify(JSON.stringify(inventory))}), { now: new Date('2026-11-22T00:00:00Z') });
      if (cluster.kind === 'failed') return JSON.stringify(cluster.findings);
      const files = swanmesh.renderHost(cluster.value.rendering, cluster.value.mesh.nodes[0]);
      return files.kind === 'ok' ? files.value.map((file) => file.content).join('') : JSON.stringify(files.findings);
    })()`,
    realm,
  ) as string;
  expect(outcome).toContain('conn b-ipv6\n\talso=openshift-cluster-self-ipv6\n\tright=fd00::2\n');
});

test('the main entry does not carry the ASN.1 libraries', async () => {
  const result = await build({
    entryPoints: ['src/index.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const packages = new Set(
    Object.keys(result.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]),
  );
  packages.delete(undefined);
  expect([...packages].sort()).toEqual(['@noble/hashes', 'ipaddr.js', 'zod']);
});
