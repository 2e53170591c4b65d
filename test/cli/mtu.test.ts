import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';

const example = new URL('../../docs/examples/openshift/cluster.yaml', import.meta.url).pathname;
const defaults = new URL('../../docs/examples/openshift/cluster-default-proposals.yaml', import.meta.url).pathname;

async function json(...words: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await swanmesh('mtu', '--json', ...words);
  return JSON.parse(stdout);
}

interface Row {
  readonly why: string;
  readonly words: string;
  readonly tunnelMtu: number;
  readonly overlayMtu: number;
}

const rows: readonly Row[] = [
  {
    why: "the guide's case",
    words: '--link-mtu 1500 --esp aes256-sha2_256 --overlay vxlan',
    tunnelMtu: 1438,
    overlayMtu: 1388,
  },
  {
    why: 'SHA1-96 leaves 4 bytes unused and gives the same',
    words: '--esp aes128-sha1 --overlay vxlan',
    tunnelMtu: 1438,
    overlayMtu: 1388,
  },
  {
    why: 'in UDP',
    words: '--esp aes256-sha2_256 --encapsulation yes --overlay vxlan',
    tunnelMtu: 1422,
    overlayMtu: 1372,
  },
  { why: 'AES-GCM-16', words: '--esp aes_gcm256 --overlay vxlan', tunnelMtu: 1446, overlayMtu: 1396 },
  {
    why: 'transport mode',
    words: '--esp aes256-sha2_256 --type transport --overlay vxlan',
    tunnelMtu: 1458,
    overlayMtu: 1408,
  },
  {
    why: 'Geneve with the options of OVN',
    words: '--esp aes_gcm256 --overlay geneve:8',
    tunnelMtu: 1446,
    overlayMtu: 1388,
  },
  {
    why: 'an overlay of its own',
    words: '--esp aes_gcm256 --overlay gretap-key=22',
    tunnelMtu: 1446,
    overlayMtu: 1404,
  },
  {
    why: 'one overlay in another',
    words: '--esp aes_gcm256 --overlay vxlan,geneve',
    tunnelMtu: 1446,
    overlayMtu: 1346,
  },
  {
    why: 'two overlays side by side',
    words: '--esp aes_gcm256 --overlay vxlan --overlay geneve:8',
    tunnelMtu: 1446,
    overlayMtu: 1388,
  },
  {
    why: 'IPv6 pods in an overlay over IPv6 hosts',
    words: '--esp aes_gcm256 --outer ipv6 --inner ipv4 --overlay vxlan',
    tunnelMtu: 1426,
    overlayMtu: 1356,
  },
  {
    why: 'the truncation bug',
    words: '--esp aes256-sha2_256 --sha2-truncbug --link-mtu 1496',
    tunnelMtu: 1438,
    overlayMtu: 1438,
  },
  {
    why: 'a name of the table of transforms',
    words: '--esp aes_cbc-hmac_sha2_256_truncbug --link-mtu 1496',
    tunnelMtu: 1438,
    overlayMtu: 1438,
  },
  { why: 'without --esp the defaults', words: '--libreswan 4.10', tunnelMtu: 1446, overlayMtu: 1446 },
  { why: 'old defaults', words: '--libreswan 3.15', tunnelMtu: 1438, overlayMtu: 1438 },
  { why: 'crypto-policies: the floor', words: '--libreswan 4.12 --platform rhel9', tunnelMtu: 1422, overlayMtu: 1422 },
];

describe('swanmesh mtu', () => {
  test.each(rows)('$why', async ({ words, tunnelMtu, overlayMtu }) => {
    const answer = await json(...words.split(' '));
    expect(answer).toMatchObject({ tunnelMtu, overlayMtu });
    const parts = answer.parts as readonly { readonly bytes: number }[];
    expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(answer.overhead);
    expect(answer.overhead).toBe(Number(answer.linkMtu) - tunnelMtu);
  });

  test('draws the packet of the example and says 1388', async () => {
    const { status, stdout, stderr } = await swanmesh(
      'mtu',
      example,
      '--now',
      '2026-11-01T00:00:00Z',
      '--color',
      'never',
    );
    // The keys of the example are published with it, and that is all.
    expect(stderr.match(/\[\S+\/\S+\]/g)?.filter((code) => code !== '[x509/example-key]')).toEqual([]);
    expect(status).toBe(0);
    expect(stdout).toBe(readFileSync(new URL('../golden/mtu/openshift.txt', import.meta.url), 'utf8'));
    expect(stdout).toContain('safe for all 10 pairs: 1388\n');
  });

  test('colours the drawing when asked, and leaves the text as it is', async () => {
    const plain = await swanmesh('mtu', '--esp', 'aes_gcm256', '--color', 'never');
    const coloured = await swanmesh('mtu', '--esp', 'aes_gcm256', '--color', 'always');
    expect(coloured.stdout).not.toBe(plain.stdout);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of a colour
    expect(coloured.stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
  });

  test('says what the default proposals of the release give, and that the ends would accept less', async () => {
    const { status, stdout, stderr } = await swanmesh(
      'mtu',
      defaults,
      '--now',
      '2026-11-01T00:00:00Z',
      '--color',
      'never',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('tunnel MTU   1446');
    expect(stdout).toContain('safe for all 10 pairs: 1396\n');
    expect(stdout).toContain('whatever the ends select: 1372\n');
    expect(stderr).toContain('[mtu/floor-differs]');
  });

  test('gives the cluster as classes, hosts and the smallest', async () => {
    const answer = await json(example, '--now', '2026-11-01T00:00:00Z');
    expect(answer).toMatchObject({
      classes: [{ pairs: 10, linkMtu: 1500, tunnelMtu: 1438, floorMtu: 1438, overlayMtu: 1388, overhead: 62 }],
      cluster: { tunnelMtu: 1438, floorMtu: 1438, overlayMtu: 1388 },
      errors: 0,
      notes: 0,
    });
    expect(Object.keys(answer.hosts as object)).toHaveLength(5);
  });

  test('other options than the inventory says are tried on it', async () => {
    const answer = await json(
      example,
      '--now',
      '2026-11-01T00:00:00Z',
      '--link-mtu',
      '9000',
      '--esp',
      'aes_gcm256',
      '--overlay',
      'geneve',
    );
    expect(answer).toMatchObject({ cluster: { tunnelMtu: 8946, overlayMtu: 8896 } });
  });

  test('the inverse: the link that a wanted MTU needs', async () => {
    const { linkMtuNeeded } = await json('--esp', 'aes256-sha2_256', '--overlay', 'vxlan', '--want', '1388');
    expect(linkMtuNeeded).toBe(1500);
  });

  test('--all compares every transform and reproduces the common constants', async () => {
    const answer = await json('--all');
    const transforms = answer.transforms as readonly { readonly transform: string; readonly tunnelMtu: number }[];
    expect(transforms).toHaveLength(56);
    expect(transforms).toContainEqual(expect.objectContaining({ transform: 'CHACHA20_POLY1305', tunnelMtu: 1446 }));
    const constants = answer.constants as readonly { readonly bytes: number; readonly computed: number }[];
    expect(constants.map(({ bytes, computed }) => [bytes, computed])).toEqual([
      [46, 46],
      [62, 62],
      [77, 77],
      [120, 120],
    ]);
    const { stdout } = await swanmesh('mtu', '--all', '--color', 'never');
    expect(stdout).toContain('AES_CBC-HMAC_SHA2_256_128');
  });

  test('IPv6 inside a link of 1280 is an error, with the numbers', async () => {
    const answer = await json('--esp', 'aes_gcm256', '--link-mtu', '1280', '--inner', 'ipv6');
    expect(answer).toMatchObject({ tunnelMtu: 1226, findings: [{ code: 'mtu/too-small', severity: 'error' }] });
    expect((await swanmesh('mtu', '--esp', 'aes_gcm256', '--link-mtu', '1280', '--inner', 'ipv6')).status).toBe(1);
  });

  test.each([
    ['--link-mtu', 'many'],
    ['--esp', 'rot13'],
    ['--overlay', 'vx lan'],
    ['--overlay', 'geneve:7'],
    ['--outer', 'ipx'],
    ['--libreswan', '4.10', '--esp', 'twofish-sha1'],
    [example, '--outer', 'ipv6'],
  ])('a wrong call ends with 2: %s %s', async (...words) => {
    const { status, stdout, stderr } = await swanmesh('mtu', ...words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });
});
