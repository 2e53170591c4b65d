import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithTools } from '../support/real-tool.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const broken = 'version: 1\nname: <b>&"\nnodes:\n  a: {}\n  a\u202eb: { address: 10.0.0.300 }\n';

describe('findings for other programs', () => {
  test.each([
    ['github', /^::error file=<stdin>,line=\d+,col=\d+,title=inventory\//m],
    ['gitlab', /"check_name": "inventory\//],
    ['sarif', /"ruleId": "inventory\//],
    ['junit', /<failure type="inventory\//],
  ])('check --format %s prints them on stdout and ends with 1', (format, expected) => {
    const { status, stdout, stderr } = swanmesh(['check', '-', '--format', format], { input: broken });
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(expected);
    expect(stdout).not.toContain('\u202e');
  });

  test('verify knows what an earlier run had found, and fails for what is new', () => {
    const folder = testFolder();
    const hosts = join(folder, 'hosts');
    for (const [host, peer] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const address = { a: '10.0.0.1', b: '10.0.0.2' };
      mkdirSync(join(hosts, host, 'etc'), { recursive: true });
      const conf = `conn to-${peer}\n\tleft=${address[host]}\n\tright=${address[peer]}\n\tauthby=secret\n\tesp=${host === 'a' ? 'aes256-sha1' : 'aes128-sha1'}\n\tauto=ondemand\n`;
      writeFileSync(join(hosts, host, 'etc/ipsec.conf'), conf);
    }
    const verify = (...args: readonly string[]) => swanmesh(['verify', hosts, '--libreswan', '4.10', ...args]);
    const first = verify('--json');
    expect(first.status).toBe(1);
    const baseline = join(folder, 'baseline.json');
    writeFileSync(baseline, first.stdout);
    expect(verify('--baseline', baseline).status).toBe(0);
    expect(JSON.parse(verify('--baseline', baseline, '--json').stdout)).toMatchObject({ ok: true, newFindings: [] });
    writeFileSync(join(hosts, 'b', 'etc/ipsec.conf'), 'conn to-a\n\trigth=10.0.0.1\n');
    expect(verify('--baseline', baseline).status).toBe(1);
    const wrong = verify('--baseline', join(hosts, 'a', 'etc/ipsec.conf'));
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('must be what verify --json printed')]);
  });
});

/** A folder with a mesh of two in which one file has a misspelt keyword: an inventory, a tree of it, and that file. */
function misspelt(): { readonly inventory: string; readonly tree: string; readonly conf: string } {
  const folder = testFolder();
  const [inventory, tree] = [join(folder, 'cluster.yaml'), join(folder, 'tree')];
  const master = `0x${'0123456789abcdef'.repeat(4)}`;
  const nodes = { a: { address: '10.0.0.1' }, b: { address: '10.0.0.2' } };
  writeFileSync(inventory, JSON.stringify({ version: 1, libreswan: '4.10', auth: 'psk', psk: { master }, nodes }));
  expect(swanmesh(['render', inventory, '-o', tree]).status).toBe(0);
  const conf = join(tree, 'a/etc/ipsec.d/swanmesh.conf');
  writeFileSync(conf, readFileSync(conf, 'utf8').replace('right=', 'rigth='));
  return { inventory, tree, conf };
}

describe('every command that shows findings prints them for every program, and nothing beside', () => {
  const words: Readonly<Record<string, RegExp>> = {
    github: /^::(?:error|warning|notice) .*title=[a-z0-9]+\/[a-z0-9.-]+::/m,
    gitlab: /"check_name": "[a-z0-9]+\//,
    sarif: /"ruleId": "[a-z0-9]+\//,
    junit: /<testcase classname="swanmesh\.[a-z]+" name="[a-z0-9]+\//,
  };
  test.each(['check', 'verify', 'diff', 'conf'])('%s', (name) => {
    const { inventory, tree, conf } = misspelt();
    const own = { check: [inventory], verify: [inventory, tree], diff: [inventory, tree] }[name];
    for (const [format, expected] of Object.entries(words)) {
      const args = [...(own ?? [conf, '--libreswan', '4.10']), '--format', format];
      const { status, stdout, stderr } = swanmesh([name, ...args]);
      expect([format, status === 2, stderr]).toEqual([format, false, '']);
      expect(stdout).toMatch(expected);
      if (format === 'gitlab' || format === 'sarif') JSON.parse(stdout);
    }
  });
});

describeWithTools(['python3'], 'a parser of XML that is not ours', () => {
  test('reads the report of JUnit, hostile names and all', () => {
    const { stdout } = swanmesh(['check', '-', '--format', 'junit'], { input: broken });
    const program =
      'import sys, xml.etree.ElementTree as t; r = t.fromstring(sys.stdin.buffer.read()); print(r.tag, r.get("tests"), len(r.findall("./testsuite/testcase")))';
    const { stdout: read, stderr } = spawnSync('python3', ['-c', program], { input: stdout, encoding: 'utf8' });
    expect(read, stderr).toMatch(/^testsuites (\d+) \1\n$/);
  });
});
