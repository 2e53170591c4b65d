/** The library in a real browser: what it needs of the platform is there, and what it gives is what Node gives. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { exampleInventory } from '../support/example.ts';
import { describeWithTools } from '../support/real-tool.ts';

/** One answer of each task of the README, as one text. */
const tasks = `import { readCluster, renderHost, verifyTree, webCryptoVerifier } from 'swanmesh';
import { explainConf, parseConf } from 'swanmesh/ipsec-conf';
import { mtuOf, vxlan } from 'swanmesh/mtu';
import { readCertificate } from 'swanmesh/x509';
export async function answers(inventory) {
  const [now, signatures] = [new Date('2026-12-01T00:00:00Z'), webCryptoVerifier(crypto.subtle)];
  const cluster = await readCluster(inventory, { now, signatures });
  if (cluster.kind === 'failed') return JSON.stringify(cluster.findings);
  const { mesh, rendering } = cluster.value;
  const hosts = mesh.nodes.map((node) => ({ name: node.name, files: renderHost(rendering, node).value }));
  const trees = hosts.map(({ name, files }) => ({ name, files: new Map(files.map(({ path, content }) => [path, content])) }));
  const { consistent } = await verifyTree(trees, { now, signatures, rendering });
  const conf = explainConf(parseConf('conn a\\n\\trigth=10.0.0.1\\n', '4.10', 'ipsec.conf').value, '4.10');
  const mtu = mtuOf({ esp: 'aes256-sha2_256', libreswan: '4.10', overlays: [[vxlan]] });
  const certificate = readCertificate(inventory.authority);
  return JSON.stringify([consistent, hosts, cluster.findings, conf.findings, mtu, certificate.value.fingerprintSha256]);
}
`;

async function bundle(contents: string, platform: 'browser' | 'node'): Promise<string> {
  const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));
  const alias = Object.fromEntries(
    Object.entries<{ default?: string }>(entries)
      .flatMap(([name, { default: file }]) =>
        file === undefined ? [] : [[`swanmesh${name.slice(1)}`, resolve(file)] as const],
      )
      .sort(([a], [b]) => b.length - a.length),
  );
  const stdin = { contents, resolveDir: process.cwd() };
  const { outputFiles } = await build({ stdin, alias, bundle: true, format: 'esm', platform, write: false });
  return outputFiles[0]?.text ?? '';
}

describeWithTools(['chromium'], 'in Chromium', () => {
  test('every task of the README gives what it gives in Node', { timeout: 180_000 }, async () => {
    // No private key belongs into a page.
    const given = JSON.stringify(exampleInventory, (_, value) => (/PRIVATE KEY/.test(value) ? undefined : value));
    const folder = mkdtempSync(join(tmpdir(), 'swanmesh-browser-'));
    const inNode = await bundle(`${tasks}console.log(await answers(${given}));`, 'node');
    const { stdout: expected } = spawnSync(process.execPath, ['--input-type=module'], {
      input: inNode,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const show = `try { document.title = 'ran'; document.body.textContent = await answers(${given}); } catch (error) { document.body.textContent = String(error); }`;
    const script = (await bundle(`${tasks}${show}`, 'browser')).replaceAll('</script', '<\\/script');
    const page = join(folder, 'page.html');
    writeFileSync(page, `<!doctype html><meta charset="utf-8"><body></body><script type="module">${script}</script>`);
    // No sandbox: the tests run as root. Nothing but the page is loaded.
    const words = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder}/profile`,
      '--virtual-time-budget=60000',
    ];
    const { stdout } = spawnSync('chromium', [...words, '--dump-dom', `file://${page}`], {
      encoding: 'utf8',
      timeout: 150_000,
      maxBuffer: 1 << 26,
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    const [, body = ''] = /<body>([\s\S]*)<\/body>/.exec(stdout) ?? [];
    const shown = body
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&nbsp;', '\u00a0')
      .replaceAll('&amp;', '&');
    expect(JSON.parse(shown)).toEqual(JSON.parse(expected));
    expect(JSON.parse(shown)[0]).toBe('yes');
  });
});
