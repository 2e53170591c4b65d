import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectScript } from '../../../src/hosts/collect-script.ts';
import { crypto } from '../../../src/hosts/facts/crypto.ts';
import { isGathered } from '../../../src/hosts/facts/fact.ts';
import { factNames, facts } from '../../../src/hosts/facts/index.ts';
import { links } from '../../../src/hosts/facts/links.ts';
import { release } from '../../../src/hosts/facts/release.ts';
import { status } from '../../../src/hosts/facts/status.ts';

const show = (path: string): string => `a/${path}`;
const host = (files: Readonly<Record<string, string | Uint8Array>>) => ({
  files: new Map(Object.entries(files)),
  show,
});
const guide = readFileSync('docs/verify.md', 'utf8');

describe.each(factNames.map((name) => [name, facts[name]] as const))('the fact %s', (_name, fact) => {
  test('is not there where nothing was gathered', () => {
    expect(isGathered(fact, host({}))).toBe(false);
    expect(fact.read(host({}))).toBeUndefined();
  });

  test('is read whatever its files hold, and every finding is of one of them', () => {
    fc.assert(
      fc.property(fc.constantFrom('', ...fact.files), fc.oneof(fc.string(), fc.uint8Array()), (path, content) => {
        const found = fact.read(host({ [path]: content }));
        for (const { at } of found?.findings ?? []) expect(at).toMatchObject({ file: show(path) });
      }),
      { numRuns: 40 },
    );
  });

  test('has files that the script writes and that the guide explains', () => {
    const written = collectScript();
    for (const path of fact.files) {
      const file = path.replace('facts/', '');
      const pattern = file.replace(/^ip6?(tables|_tables)/, `\${family}$1`);
      expect(
        [file, pattern].some((one) => written.includes(one)),
        path,
      ).toBe(true);
    }
    expect(fact.files.length === 0 || fact.files.some((path) => guide.includes(path))).toBe(true);
  });
});

test.each([
  ['Linux Libreswan 4.10 (netkey) on 5.14.0', '4.10'],
  ['Libreswan 5.2', '5.2'],
  ['4.3', '4.3'],
  ['Linux strongSwan U5.9.8/K6.1.0', undefined],
  ['', undefined],
])('the release in %j is %s', (text, expected) => {
  const read = release.read(host({ 'facts/release.txt': text }));
  expect(read?.value).toBe(expected);
  expect(read?.findings.map(({ code }) => code)).toEqual(expected === undefined ? ['verify/release-unknown'] : []);
});

test('a link has its MTU and the place of its entry', () => {
  const text = '[{"ifname":"lo","mtu":65536},\n {"ifname":"eth0.5","mtu":1400}]';
  const { value } = links.read(host({ 'facts/link.json': text })) ?? {};
  expect(value?.find('eth0.5')).toEqual({
    mtu: 1400,
    at: { kind: 'text', file: 'a/facts/link.json', line: 2, column: 3 },
  });
  expect(value?.find('eth0x5')).toBeUndefined();
});

test('the status has each conn once: instances route for it, and each pair of its subnets has to be routed', () => {
  const text = [
    '000 "a": 10.0.0.1<10.0.0.1>...10.0.0.2; unrouted; eroute owner: #0',
    '000 "a"[1]: 10.0.0.1<10.0.0.1>...10.0.0.2; erouted; eroute owner: #2',
    '"b/1x0": 10.0.0.1<10.0.0.1>...10.0.0.3; erouted; owner: #2',
    '"b/2x0": 10.0.0.1<10.0.0.1>...10.0.0.3; unrouted; owner: #0',
  ].join('\n');
  const { value } = status.read(host({ 'facts/status.txt': text })) ?? {};
  expect([...(value?.conns ?? [])].map(([name, { unrouted }]) => [name, unrouted])).toEqual([
    ['a', false],
    ['b', true],
  ]);
  expect(value?.isRunning).toBe(true);
});

test('a daemon that lists nothing and counts nothing does not run', () => {
  const isRunning = (text: string) => status.read(host({ 'facts/status.txt': text }))?.value.isRunning;
  expect(isRunning('whack: Pluto is not running\n')).toBe(false);
  expect(isRunning('000 Total IPsec connections: loaded 0, routed 0, active 0\n')).toBe(true);
});

test.each([
  ['Libreswan 5.4\nipsec status: 0\nNSS 3.118.1\nfips_enabled 0\n', { nss: '3.118.1', fips: false }],
  ['Libreswan 5.4\nNSS 3.110\nfips_enabled 1\n', { nss: '3.110', fips: true }],
  ['Libreswan 5.4\n', {}],
  ['Libreswan 5.4\nNSS none\nfips_enabled\n', {}],
])('below the release are NSS and FIPS mode: %j', (text, expected) => {
  expect(crypto.read(host({ 'facts/release.txt': text }))?.value).toEqual(expected);
});
