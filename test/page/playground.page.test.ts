/** The playground as it is built, opened from its files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { swanmesh } from '../support/run-cli.ts';
import { seriousFaults } from './axe.ts';
import { describeInBrowser, keepScreenshot, newFaults } from './browser.ts';
import { textFaults } from './measure.ts';

const tools = ['mesh', 'conf', 'certificates', 'mtu', 'filter'] as const;
const pki = 'docs/examples/openshift/pki';

const at = mkdtempSync(join(tmpdir(), 'swanmesh-playground-'));
afterAll(() => rmSync(at, { recursive: true, force: true }));
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/playground.js', at], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const hosts = join(at, 'hosts');
  for (const [host, esp, left, right] of [
    ['a', 'aes256-sha2_256', '10.0.0.1', '10.0.0.2'],
    ['b', 'aes128-sha1', '10.0.0.2', '10.0.0.1'],
  ] as const) {
    mkdirSync(join(hosts, host, 'etc'), { recursive: true });
    const conn = `conn x\n\tleft=${left}\n\tright=${right}\n\tauthby=secret\n\tesp=${esp}\n\tauto=ondemand\n`;
    writeFileSync(join(hosts, host, 'etc/ipsec.conf'), conn);
  }
});

const urlOf = (name: string, hash = ''): string => `${pathToFileURL(join(at, `${name}.html`))}${hash}`;

/** Brings a tool to where it shows something. */
async function fill(page: Page, name: string): Promise<void> {
  if (name === 'certificates') await page.locator('#files').setInputFiles([`${pki}/node-1.crt`, `${pki}/ca.crt`]);
  if (name === 'mesh') await page.locator('#files').setInputFiles(join(at, 'hosts'));
  if (name === 'mesh') await page.locator('#result svg').waitFor();
  else await page.locator('#result > *').first().waitFor();
}

const jsonOf = async (page: Page): Promise<Record<string, unknown>> =>
  JSON.parse((await page.locator('#json').textContent()) ?? '') as Record<string, unknown>;

describeInBrowser('the playground', (browser) => {
  test.each(tools)('loads %s in less than 150 kB', (name) => {
    const size = ['html', 'js'].map((kind) => gzipSync(readFileSync(join(at, `${name}.${kind}`))).length);
    const style = gzipSync(readFileSync(join(at, 'page.css'))).length;
    expect((size[0] ?? 0) + (size[1] ?? 0) + style).toBeLessThan(150_000);
  });

  test.each(['light', 'dark'] as const)(
    'has all text in its place and to be read, and no serious fault of accessibility, in the %s scheme',
    async (colorScheme) => {
      const page = await browser.open({ colorScheme, bypassCSP: true });
      for (const name of tools) {
        await page.goto(urlOf(name));
        await fill(page, name);
        for (const width of [400, 1200, 2400]) {
          await page.setViewportSize({ width, height: 900 });
          const contrast = width === 1200;
          expect.soft(await textFaults(page, { contrast }), `${name} at ${width}`).toEqual([]);
          if (width === 1200) await keepScreenshot(page, `playground-${name}-${colorScheme}`);
        }
        expect.soft(await seriousFaults(page), name).toEqual([]);
      }
      await page.context().close();
    },
    110_000,
  );

  test('gives for an MTU what the command line gives, and a link to it leads there', async () => {
    const page = await browser.open();
    const faults = newFaults(page);
    await page.goto(urlOf('mtu', '#linkMtu=9000&outer=ipv6&overlay=geneve'));
    await page.locator('#encapsulation').selectOption('yes');
    expect(new URL(page.url()).hash).toContain('encapsulation=yes');
    const words = [
      '--link-mtu',
      '9000',
      '--outer',
      'ipv6',
      '--inner',
      'ipv4',
      '--overlay',
      'geneve',
      '--encapsulation',
      'yes',
    ];
    const { stdout } = swanmesh(['mtu', '--json', '--esp', 'aes256-sha2_256', '--libreswan', '4.10', ...words]);
    expect(JSON.parse(stdout)).toMatchObject(await jsonOf(page));
    expect(faults()).toEqual([]);
    await page.context().close();
  });

  test('judges a folder as the command line does', async () => {
    const page = await browser.open();
    const faults = newFaults(page);
    await page.goto(urlOf('mesh'));
    await page.locator('#libreswan').fill('4.10');
    await fill(page, 'mesh');
    const own = await jsonOf(page);
    const cli = JSON.parse(
      swanmesh(['verify', join(at, 'hosts'), '--libreswan', '4.10', '--json']).stdout,
    ) as typeof own;
    const codes = (document: typeof own): readonly string[] =>
      (document.findings as { code: string }[]).map(({ code }) => code);
    for (const key of ['verdicts', 'consistent', 'expected', 'found', 'mirrored', 'notAsked', 'asked'])
      expect(own[key], key).toEqual(cli[key]);
    expect(codes(own)).toEqual(codes(cli));
    expect(faults()).toEqual([]);
    await page.context().close();
  });

  test('tells from release to release what becomes of a line, by keyboard, and keeps a secret out of the address', async () => {
    const page = await browser.open();
    await page.goto(urlOf('conf'));
    const fate = page.locator('tr', { hasText: 'keyexchange=ikev2' }).locator('.word');
    expect(await fate.textContent()).not.toBe('taken');
    await page.locator('#release').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#release-name').textContent()).toBe('libreswan 5.4');
    expect(await fate.textContent()).toBe('taken');
    await page.locator('#conf').fill('conn <img src=x onerror="hacked=1">\n\tpsk=0x5d41402abc4b2a76b9719d911017c592\n');
    expect(page.url()).not.toContain('5d41402abc4b2a76');
    expect(await page.locator('#result img').count()).toBe(0);
    await page.context().close();
  });

  test('takes certificates that are dropped, and what is none', async () => {
    const page = await browser.open();
    await page.goto(urlOf('certificates'));
    const pem = readFileSync(`${pki}/node-1.crt`, 'utf8');
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], '<b>node</b>.crt'));
      dataTransfer.items.add(new File(['no certificate'], 'other.txt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, pem);
    const result = page.locator('#result');
    await result.locator('h3').first().waitFor();
    expect(await result.locator('h3').allTextContents()).toEqual(['<b>node</b>.crt', 'other.txt']);
    expect(await result.textContent()).toContain('O=system:nodes, CN=system:node:node-1.example.com');
    expect(await result.textContent()).toContain('[x509/');
    await page.context().close();
  });

  test('says which rule of a packet filter decides', async () => {
    const page = await browser.open();
    await page.goto(urlOf('filter'));
    const row = (name: string) => page.locator('#result tbody tr', { hasText: name }).first();
    expect(await row('esp').textContent()).toContain('-A INPUT -p esp -j ACCEPT');
    await page.locator('#rules').fill('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p esp -j DROP\nCOMMIT\n');
    expect(await row('esp').textContent()).toMatch(/is dropped.*-A INPUT -p esp -j DROP/);
    await page.context().close();
  });
});
