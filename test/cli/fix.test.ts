/** `check --fix` and `conf --fix`: patches, and files that are mended with their comments. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';
import { testFolder } from '../support/test-folder.ts';

const inventory = `# the lab
vresion: 1 # always 1
libreswan: 4.10 # since May
auth: psk
psk: { master: "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" }
network: { interfce: eth0 }
firewall:
  backends: [nftables]
nodes:
  # the first
  a: { address: 10.0.0.1/24 } # old
  b:
    adress: "10.0.0.2" # by hand
links: [[a, b], [b, a]]
`;
const mended = `# the lab
version: 1 # always 1
libreswan: "4.10" # since May
auth: psk
psk: { master: "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" }
network: { interface: eth0 }
firewall:
  backends: [nftables]
nodes:
  # the first
  a: { address: 10.0.0.1 } # old
  b:
    address: "10.0.0.2" # by hand
links: [[a, b]]
`;

function fileWith(name: string, text: string): string {
  const path = join(testFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** A patch without context put into a text, as patch(1) does it. */
function patched(text: string, patch: string): string {
  const rows = text.split(/(?<=\n)/);
  let moved = 0;
  for (const hunk of patch.split(/^(?=@@ )/m).slice(1)) {
    const [, from, gone, come] = /^@@ -(\d+),(\d+) \+\d+,(\d+) @@/.exec(hunk)?.map(Number) ?? [];
    const lines = hunk.split(/(?<=\n)/).slice(1);
    const put = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
    expect(put).toHaveLength(come ?? -1);
    const start = (gone === 0 ? (from ?? 0) : (from ?? 1) - 1) + moved;
    const cut = rows.splice(start, gone ?? 0, ...put);
    expect(cut).toEqual(lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)));
    moved += (come ?? 0) - (gone ?? 0);
  }
  return rows.join('');
}

describe('an inventory', () => {
  test('is shown as a patch that fits, and the file stays', async () => {
    const path = fileWith('cluster.yaml', inventory);
    const { stdout } = await swanmesh('check', path, '--fix');
    expect(patched(inventory, stdout)).toBe(mended);
    expect(readFileSync(path, 'utf8')).toBe(inventory);
    expect(stdout).not.toContain('00112233');
  });

  test('is written with its comments; a second run finds nothing', async () => {
    const path = fileWith('cluster.yaml', inventory);
    const { stdout, status } = await swanmesh('check', path, '--fix', '--write');
    expect(stdout).toMatch(/^\d+ changes written\n$/);
    expect(status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(mended);
    expect((await swanmesh('check', path, '--fix', '--write')).stdout).toBe('nothing to fix\n');
    expect(readFileSync(path, 'utf8')).toBe(mended);
  });

  test('in JSON keeps its form, and each finding carries its change', async () => {
    const text = '{"version":1,"libreswan":4.10,"nodes":{"a":{"adress":"10.0.0.1"}}}';
    const path = fileWith('cluster.json', text);
    const { stdout } = await swanmesh('check', path, '--json');
    const { findings } = JSON.parse(stdout) as { findings: { code: string; fix?: unknown }[] };
    expect(findings.find(({ code }) => code === 'inventory/unquoted-release')?.fix).toEqual({
      file: path,
      at: { line: 1, column: 26, endLine: 1, endColumn: 30 },
      text: '"4.10"',
      safe: true,
    });
    await swanmesh('check', path, '--fix', '--write');
    expect(readFileSync(path, 'utf8')).toBe('{"version":1,"libreswan":"4.10","nodes":{"a":{"address":"10.0.0.1"}}}');
  });

  test('what is a choice is not made: it is in the finding, not in the patch', async () => {
    const path = fileWith('cluster.yaml', mended.replace('auth: psk', 'auth: psk\nipsec: { start: both }'));
    const { stdout } = await swanmesh('check', path, '--fix');
    expect(stdout).toBe('nothing to fix\n');
    const { findings } = JSON.parse((await swanmesh('check', path, '--json')).stdout) as {
      findings: { code: string; fix?: { safe: boolean; text: string } }[];
    };
    expect(findings.find(({ code }) => code === 'mesh/plaintext-until-up')?.fix).toMatchObject({
      text: 'ondemand',
      safe: false,
    });
  });
});

test('of a key that is there twice the one that counts is changed', async () => {
  const text = mended.replace('a: { address: 10.0.0.1 }', 'a: { address: 10.0.0.1, address: 10.0.0.3/24 }');
  const { stdout } = await swanmesh('check', fileWith('cluster.yaml', text), '--fix');
  expect(patched(text, stdout)).toBe(text.replace('10.0.0.3/24', '10.0.0.3'));
});

test('names of nodes are kept as they are written, numbers too; a cut address is put in quotes', async () => {
  const text = `version: 1
mode: explict
libreswan: "4.10"
auth: psk
psk: { master: "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" }
network: { interface: eth0 }
firewall: { backends: [] }
nodes:
  007: { address: 10.0.0.1 }
  0x1f: { address: [fd00::, 10.0.0.2] }
  1e3: { address: 10.0.0.3 }
links: [[007, 0x1f], [1e3, 0x1f]]
`;
  const path = fileWith('cluster.yaml', text);
  const { stdout } = await swanmesh('check', path, '--json');
  const { findings } = JSON.parse(stdout) as { findings: { code: string; at: { path: string[] }; hint?: string }[] };
  expect(findings.map(({ code, at, hint }) => [code, at.path.join('.'), hint])).toEqual([
    ['inventory/value', 'mode', 'did you mean explicit?'],
    ['inventory/value', 'nodes.0x1f.address.0', 'write "fd00::"'],
  ]);
  const written = await swanmesh('check', path, '--fix', '--write');
  expect(written).toMatchObject({ status: 0, stdout: '2 changes written\n' });
  const mended = text.replace('explict', 'explicit').replace('[fd00::,', '["fd00::",');
  expect(readFileSync(path, 'utf8')).toBe(mended);
  const rendered = JSON.parse((await swanmesh('--json', 'render', path)).stdout) as { hosts: object };
  expect(Object.keys(rendered.hosts).sort()).toEqual(['007', '0x1f', '1e3']);
});

test('merge keys give what several nodes have in common, from a key that begins with x-', async () => {
  const text = `version: 1
auth: psk
psk: { master: "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" }
firewall: { backends: [] }
ipsec: { esp: aes_gcm256 }
x-node: &node { libreswan: "4.10", interface: ens3, linkMtu: 9000 }
nodes:
  a: { <<: *node, address: 10.0.0.1 }
  b:
    <<: *node
    address: 10.0.0.2
    linkMtu: 1500
`;
  const more = Array.from(
    { length: 200 },
    (_, i) => `  n${i}: { <<: *node, address: 10.1.0.${i + 1}, linkMtu: 1500 }\n`,
  );
  const many = JSON.parse((await swanmesh('check', fileWith('many.yaml', text + more.join('')), '--json')).stdout);
  expect(many).toMatchObject({ ok: true, nodes: 202 });
  const path = fileWith('cluster.yaml', text);
  const document = JSON.parse((await swanmesh('check', path, '--json')).stdout) as { findings: { code: string }[] };
  expect(document).toMatchObject({ ok: true, nodes: 2 });
  expect(document.findings.map(({ code }) => code)).toEqual(['mtu/link-mtu-differs']);
});

describe('an ipsec.conf', () => {
  const text = '# mine\nconn a\n\tleft=10.0.0.1\n\trigth=10.0.0.2 # typo\n\tauto=add\n\tforceencaps=yes\r\n';
  const good = '# mine\nconn a\n\tleft=10.0.0.1\n\tright=10.0.0.2 # typo\n\tauto=add\n\tencapsulation=yes\n';

  test('is shown as a patch that fits, and written on demand; a second run finds nothing', async () => {
    const path = fileWith('ipsec.conf', text);
    const shown = await swanmesh('conf', path, '--libreswan', '5.2', '--fix');
    const written = await swanmesh('conf', path, '--libreswan', '5.2', '--fix', '--write');
    expect(written.stdout).toMatch(/^\d changes? written\n$/);
    const after = readFileSync(path, 'utf8');
    expect(patched(text, shown.stdout)).toBe(after);
    expect(after.split('\n').slice(0, 5)).toEqual(good.split('\n').slice(0, 5));
    expect(after).not.toContain('\r');
    expect(after).toContain('encapsulation=yes');
    expect((await swanmesh('conf', path, '--libreswan', '5.2', '--fix')).stdout).toBe('nothing to fix\n');
  });
});

test('--write needs --fix, and a file', async () => {
  const path = fileWith('cluster.yaml', mended);
  expect(await swanmesh('check', path, '--write')).toMatchObject({ status: 2 });
  expect(await swanmesh('check', '-', '--fix', '--write')).toMatchObject({ status: 2 });
  expect(await swanmesh('conf', '-', '--libreswan', '5.2', '--fix', '--write')).toMatchObject({ status: 2 });
});

test('defaults: are mended where they stand, and paths of certificates are those of each node', async () => {
  const text = `version: 1
authority: ca.crt
network: { interface: eth0 }
firewall: { backends: [] }
defaults:
  libreswan: 4.10 # of all
  platfrom: debian
  certificate: pki/{name}.crt
  key: keys/{name}.key
nodes:
  a: { address: 10.0.0.1 }
  b: { address: 10.0.0.2, certificate: "{name}/host.pem" }
`;
  const path = fileWith('defaults.yaml', text);
  const { stdout } = await swanmesh('check', path, '--fix', '--json');
  const { patch, findings } = JSON.parse(stdout) as { patch: string; findings: { code: string; message: string }[] };
  expect(patched(text, patch)).toBe(text.replace('4.10 #', '"4.10" #').replace('platfrom', 'platform'));
  const unread = findings.filter(({ code }) => code === 'inventory/file-unreadable').map(({ message }) => message);
  expect(
    unread.filter((message) => /the file "/.test(message)).map((message) => /"([^"]*)"/.exec(message)?.[1]),
  ).toEqual(['ca.crt', 'pki/a.crt', 'b/host.pem']);
});
