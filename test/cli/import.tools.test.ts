import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeWithTools } from '../support/real-tool.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const pki = 'docs/examples/openshift/pki';
const hosts = ['master-1', 'master-2', 'node-1', 'node-2', 'node-3'];
const addresses = ['172.16.0.11', '172.16.0.12', '172.16.0.21', '172.16.0.22', '172.16.0.23'];

/** What kubectl prints for the example's hosts. */
const nodesJson = (
  change: (nodes: { metadata: { name: string }; status: { addresses: { address: string }[] } }[]) => void = () => {},
): string => {
  const items = hosts.map((host, i) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `${host}.example.com`,
      labels: { [`node-role.kubernetes.io/${host.split('-')[0] === 'master' ? 'master' : 'worker'}`]: '' },
    },
    status: {
      addresses: [{ type: 'InternalIP', address: addresses[i] ?? '' }],
      nodeInfo: { osImage: 'Red Hat Enterprise Linux 8.10 (Ootpa)' },
    },
  }));
  change(items);
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
};

function folderWithNodes(): string {
  const folder = testFolder();
  writeFileSync(join(folder, 'nodes.json'), nodesJson());
  cpSync(pki, join(folder, 'pki'), { recursive: true });
  return folder;
}

interface Inventory {
  readonly authority: string;
  readonly nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('swanmesh import', () => {
  test('nodes of Kubernetes become an inventory, certificates are found by name and address, the key by its public half', () => {
    const cwd = folderWithNodes();
    const run = swanmesh(
      ['import', 'kubernetes', 'nodes.json', '--certificates', 'pki', '--libreswan', '4.10', '--interface', 'eth0'],
      { cwd },
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { authority, nodes } = parse(run.stdout) as Inventory;
    expect(authority).toBe('pki/ca.crt');
    expect(Object.keys(nodes)).toEqual(hosts.map((host) => `${host}.example.com`));
    expect(nodes['node-1.example.com']).toEqual({
      role: 'worker',
      address: '172.16.0.21',
      platform: 'rhel8',
      certificate: 'pki/node-1.crt',
      key: 'pki/node-1.key',
    });
  });

  test('the hosts of a folder of certificates are those of their names, with the addresses in them', () => {
    const cwd = folderWithNodes();
    const { nodes } = parse(swanmesh(['import', 'certificates', 'pki'], { cwd }).stdout) as Inventory;
    expect(Object.entries(nodes).map(([name, { address }]) => [name, address])).toEqual(
      hosts.map((host, i) => [`${host}.example.com`, addresses[i]]),
    );
  });

  test('hosts without a certificate and certificates without a host are told', () => {
    const cwd = folderWithNodes();
    writeFileSync(
      join(cwd, 'hosts.csv'),
      'name,address\nmaster-1,10.0.0.1\nother.example.com,10.0.0.2\nrenamed,172.16.0.12\n',
    );
    const run = swanmesh(['--json', 'import', 'csv', 'hosts.csv', '--certificates', 'pki'], { cwd });
    const document = JSON.parse(run.stdout) as { ok: boolean; inventory: Inventory; findings: { code: string }[] };
    const codes = document.findings.map(({ code }) => code).filter((code) => code !== 'import/missing');
    expect(codes.sort()).toEqual([
      'import/no-certificate',
      'import/unused-certificate',
      'import/unused-certificate',
      'import/unused-certificate',
    ]);
    expect(document.inventory.nodes.renamed).toMatchObject({ certificate: 'pki/master-2.crt' });
    expect(document.inventory.nodes['master-1']).toMatchObject({ certificate: 'pki/master-1.crt' });
    expect(document.ok).toBe(true);
  });

  test('of several certificates the one that is valid longest is taken, and of several authorities the one that issued most', () => {
    const cwd = folderWithNodes();
    cpSync(join(cwd, 'pki/node-1.crt'), join(cwd, 'pki/copy.crt'));
    const run = swanmesh(['import', 'kubernetes', 'nodes.json', '--certificates', 'pki'], { cwd });
    expect(run.stderr).toContain('import/several-certificates');
  });

  test('standard input is read where no file is named, and YAML as well as JSON', () => {
    const run = swanmesh(['import', 'kubernetes'], {
      input: `apiVersion: v1\nkind: Node\nmetadata: { name: n1 }\nstatus: { addresses: [{ type: InternalIP, address: 10.0.0.1 }] }\n`,
    });
    expect((parse(run.stdout) as Inventory).nodes.n1).toMatchObject({ address: '10.0.0.1' });
  });

  test.each([
    ['a binary file', Buffer.from([0x7f, 0x45, 0, 0]), 'is binary'],
    ['neither JSON nor YAML', 'a: b: c', 'must be JSON or YAML'],
  ])('%s is wrong usage, in one sentence', (_, content, message) => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'x'), content);
    const run = swanmesh(['import', 'ansible', 'x'], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe('');
  });

  test('another document is a finding, and nothing is printed as an inventory', () => {
    const run = swanmesh(['import', 'kubernetes'], { input: '{"kind":"Pod"}' });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('import/source');
  });
});

describe('swanmesh import --merge', () => {
  const mine = `# ours\nversion: 1\nlibreswan: "4.10" # since May\nnodes:\n    # by hand\n    node-1.example.com: {address: 172.16.0.99,   role: mine} # old\n`;
  const files = (): string => {
    const cwd = folderWithNodes();
    writeFileSync(join(cwd, 'c.yaml'), mine);
    return cwd;
  };

  test('new hosts come, a moved address moves, and every other byte stays', () => {
    const cwd = files();
    const run = swanmesh(['import', 'kubernetes', 'nodes.json', '--merge', 'c.yaml'], { cwd });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('~ nodes.node-1.example.com.address: 172.16.0.99 -> 172.16.0.21');
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('next: swanmesh check c.yaml');
    const text = readFileSync(join(cwd, 'c.yaml'), 'utf8');
    expect(text.startsWith(mine.replace('172.16.0.99', '172.16.0.21').replace('mine}', 'mine, platform: rhel8}'))).toBe(
      true,
    );
    expect(Object.keys((parse(text) as Inventory).nodes)).toHaveLength(5);
    const again = swanmesh(['import', 'kubernetes', 'nodes.json', '--merge', 'c.yaml'], { cwd });
    expect(again.stdout).toContain('c.yaml: nothing to change');
    expect(readFileSync(join(cwd, 'c.yaml'), 'utf8')).toBe(text);
  });

  test('--check only says, with status 3 where --exit-code asks for it', () => {
    const cwd = files();
    const args = ['import', 'kubernetes', 'nodes.json', '--merge', 'c.yaml', '--check'];
    expect(swanmesh(args, { cwd }).status).toBe(0);
    expect(swanmesh([...args, '--exit-code'], { cwd }).status).toBe(3);
    expect(readFileSync(join(cwd, 'c.yaml'), 'utf8')).toBe(mine);
    const document = JSON.parse(swanmesh([...args, '--json'], { cwd }).stdout) as {
      written: boolean;
      changes: unknown[];
    };
    expect(document.written).toBe(false);
    expect(document.changes).toHaveLength(6);
  });

  test('an inventory that cannot be edited in place is left as it is', () => {
    const cwd = files();
    const text = 'version: 1\nx: &a { address: 172.16.0.99 }\nnodes:\n  node-1.example.com: *a\n';
    writeFileSync(join(cwd, 'c.yaml'), text);
    const run = swanmesh(['import', 'kubernetes', 'nodes.json', '--merge', 'c.yaml'], { cwd });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('import/not-edited');
    expect(readFileSync(join(cwd, 'c.yaml'), 'utf8')).toBe(text);
  });

  test('a link to the inventory stays a link', () => {
    const cwd = files();
    symlinkSync('c.yaml', join(cwd, 'link.yaml'));
    swanmesh(['import', 'kubernetes', 'nodes.json', '--merge', 'link.yaml'], { cwd });
    expect(Object.keys((parse(readFileSync(join(cwd, 'c.yaml'), 'utf8')) as Inventory).nodes)).toHaveLength(5);
  });
});

describe('swanmesh init', () => {
  test('in an empty folder it writes an inventory that check passes but for the certificates', () => {
    const cwd = testFolder();
    const run = swanmesh(['init'], { cwd });
    expect(run.status).toBe(0);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('next: swanmesh check cluster.yaml');
    const check = JSON.parse(swanmesh(['--json', 'check', 'cluster.yaml'], { cwd }).stdout) as {
      findings: { code: string; severity: string }[];
    };
    const errors = check.findings.filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map(({ code }) => code))]).toEqual(['inventory/file-unreadable']);
    const text = readFileSync(join(cwd, 'cluster.yaml'), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/swanmesh\.schema\.json\n/);
    expect(JSON.parse(readFileSync(join(cwd, 'swanmesh.schema.json'), 'utf8'))).toHaveProperty('properties.nodes');
  });

  test.each([
    ['nodes.json', []],
    ['nodes.json', ['--from', 'kubernetes']],
    ['pki', []],
    ['hosts.csv', []],
  ])('from %s %j it ends in a cluster that checks and renders', (input, more) => {
    const cwd = folderWithNodes();
    writeFileSync(
      join(cwd, 'hosts.csv'),
      `name,address\n${hosts.map((host, i) => `${host}.example.com,${addresses[i]}`).join('\n')}\n`,
    );
    swanmesh(['init', input, ...more, '--certificates', 'pki', '--libreswan', '4.10', '--interface', 'eth0'], { cwd });
    expect(swanmesh(['check', 'cluster.yaml'], { cwd })).toMatchObject({ status: 0 });
  });

  test('an inventory that exists is not replaced unasked, nor a folder', () => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'cluster.yaml'), 'mine');
    mkdirSync(join(cwd, 'folder'));
    expect(swanmesh(['init'], { cwd })).toMatchObject({
      status: 2,
      stderr: 'swanmesh: cluster.yaml exists; --force replaces it\n',
    });
    expect(readFileSync(join(cwd, 'cluster.yaml'), 'utf8')).toBe('mine');
    expect(swanmesh(['init', '-o', 'folder'], { cwd })).toMatchObject({
      status: 2,
      stderr: 'swanmesh: folder must be a file, and is a folder\n',
    });
    expect(swanmesh(['init', '-o', 'none/c.yaml'], { cwd }).stderr).toContain('the folder none must exist');
  });
});

describe('what is no inventory is answered with the command to use', () => {
  test.each([
    ['kubectl', () => nodesJson(), 'swanmesh import kubernetes'],
    ['Ansible', () => '{"_meta":{"hostvars":{}},"all":{"children":["ungrouped"]}}', 'swanmesh import ansible'],
  ])('the output of %s', (_, text, command) => {
    const run = swanmesh(['check', '-'], { input: text() });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('inventory/foreign');
    expect(run.stderr).toContain(command);
    expect(run.stderr.trimEnd().split('\n').at(-1)).toBe('<stdin>: 1 error');
  });
});

describeWithTools(['ansible-inventory'], 'the real ansible-inventory', () => {
  const ini = [
    '[masters]',
    `m1 ansible_host=10.0.0.11 swanmesh_libreswan='"4.10"'`,
    '[nodes]',
    'n1',
    `n2 swanmesh_address='["10.0.0.22", "fd00::22"]' swanmesh_link_mtu=9000`,
    '[nodes:vars]',
    'swanmesh_libreswan="4.10"',
    'swanmesh_encapsulation=yes',
  ];
  const listed = (text: string, ...more: string[]): string => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'inventory.ini'), text);
    return spawnSync('ansible-inventory', ['-i', 'inventory.ini', '--list', ...more], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, HOME: cwd },
    }).stdout;
  };
  const nodesOf = (json: string) => (parse(swanmesh(['import', 'ansible'], { input: json }).stdout) as Inventory).nodes;

  test('prints what is read, with and without --export', () => {
    const expected = {
      m1: { role: 'masters', address: '10.0.0.11', libreswan: '4.10', certificate: 'pki/m1.crt' },
      n1: { role: 'nodes', libreswan: '4.10', encapsulation: 'yes', certificate: 'pki/n1.crt' },
      n2: {
        role: 'nodes',
        address: ['10.0.0.22', 'fd00::22'],
        libreswan: '4.10',
        linkMtu: 9000,
        encapsulation: 'yes',
        certificate: 'pki/n2.crt',
      },
    };
    expect(nodesOf(listed(ini.join('\n')))).toEqual(expected);
    expect(nodesOf(listed(ini.join('\n'), '--export'))).toEqual(expected);
  });

  test('loses 4.10 in plain quotes on the line of a host, which is refused', () => {
    const run = swanmesh(['import', 'ansible'], {
      input: listed('[a]\nn1 ansible_host=10.0.0.1 swanmesh_libreswan="4.10"\n'),
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('inventory/unquoted-release');
  });
});
