import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { describeWithTools } from '../support/real-tool.ts';
import { cli, testFolder } from '../support/run-cli.ts';

const examples = resolve('docs/examples/tools');
const host = 'node-1.example.com';

interface Place {
  readonly folder: string;
  readonly run: (program: string, words: readonly string[], input?: string) => Run;
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with the cluster of the example, where `npx swanmesh` is what was built and the library can be imported. */
function newPlace(change: (inventory: string) => string = (text) => text): Place {
  const folder = testFolder();
  cpSync('docs/examples/openshift/pki', join(folder, 'pki'), { recursive: true });
  writeFileSync(join(folder, 'cluster.yaml'), change(readFileSync('docs/examples/openshift/cluster.yaml', 'utf8')));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(process.cwd(), join(modules, 'swanmesh'));
  symlinkSync(resolve('node_modules/yaml'), join(modules, 'yaml'));
  writeFileSync(join(modules, '.bin/swanmesh'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, {
    mode: 0o755,
  });
  cpSync(examples, join(folder, 'tools'), { recursive: true });
  const env = { ...process.env, npm_config_offline: 'true', NO_COLOR: '1' };
  return {
    folder,
    run: (program, words, input = '') => {
      const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, env, input, encoding: 'utf8' });
      return { status, stdout, stderr };
    },
  };
}

/** An inventory with an error on a line that is known. */
const broken = (text: string): string => text.replace('address: 172.16.0.22', 'address: 172.16.0.300');
const rendered = (path: string): string => {
  const { run } = newPlace();
  const { stdout } = run('npx', ['swanmesh', 'render', 'cluster.yaml', '--host', host]);
  const files: readonly { path: string; content: string }[] = JSON.parse(stdout).hosts[host].files;
  return files.find((file) => file.path === path)?.content ?? '';
};

describeWithTools(['python3'], 'the Jinja2 filters', () => {
  const template = `{{ host | swanmesh_file("etc/ipsec.d/openshift-cluster.conf") }}mtu {{ {"esp": "aes256-sha2_256", "libreswan": "4.10", "overlay": "vxlan"} | swanmesh_mtu }}\n`;

  test('put the file of a host and an MTU into a template', () => {
    const { folder, run } = newPlace();
    writeFileSync(join(folder, 'template.j2'), template);
    const { status, stdout, stderr } = run('python3', [
      'tools/swanmesh_filter.py',
      'cluster.yaml',
      'template.j2',
      `host=${host}`,
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(`${rendered('etc/ipsec.d/openshift-cluster.conf')}mtu 1388\n`);
  });

  test('end the template with what is wrong', () => {
    const { folder, run } = newPlace(broken);
    writeFileSync(join(folder, 'template.j2'), template);
    const { status, stdout, stderr } = run('python3', [
      'tools/swanmesh_filter.py',
      'cluster.yaml',
      'template.j2',
      `host=${host}`,
    ]);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('172.16.0.300');
  });
});

test('the script with the library names every host with its MTU', () => {
  const { folder, run } = newPlace();
  const inventory = parse(readFileSync(join(folder, 'cluster.yaml'), 'utf8'));
  const pem = (path: string): string => readFileSync(join(folder, path), 'latin1');
  inventory.authority = pem(inventory.authority);
  for (const node of Object.values<Record<string, string>>(inventory.nodes)) {
    node.certificate = pem(node.certificate ?? '');
    delete node.key;
  }
  writeFileSync(join(folder, 'inventory.json'), JSON.stringify(inventory));
  const { status, stdout, stderr } = run(process.execPath, ['tools/hosts.mjs', 'inventory.json']);
  expect(status, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  expect(stdout).toMatch(/^node-1\.example\.com 1388 \d+$/m);
  writeFileSync(join(folder, 'inventory.json'), '{}');
  expect(run(process.execPath, ['tools/hosts.mjs', 'inventory.json']).status).toBe(1);
});

describeWithTools(['git'], 'the hook of git', () => {
  test('refuses a commit whose inventory has an error, and lets the mended one through', () => {
    const { folder, run } = newPlace(broken);
    const git = (...words: string[]): Run =>
      run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'core.hooksPath=hooks', ...words]);
    mkdirSync(join(folder, 'hooks'));
    cpSync(join(examples, 'pre-commit'), join(folder, 'hooks/pre-commit'));
    git('init', '-q');
    git('add', 'cluster.yaml', 'pki');
    const refused = git('commit', '-q', '-m', 'broken');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('172.16.0.300');
    // What lies around is right; what is staged is not.
    const right = readFileSync('docs/examples/openshift/cluster.yaml', 'utf8');
    writeFileSync(join(folder, 'cluster.yaml'), right);
    expect(git('commit', '-q', '-m', 'broken').status).not.toBe(0);
    git('add', 'cluster.yaml');
    const { status, stderr } = git('commit', '-q', '-m', 'mended');
    expect(status, stderr).toBe(0);
  });
});

describe('the jobs of CI', () => {
  const stepsOf = (): readonly string[] => {
    const { jobs } = parse(readFileSync(join(examples, 'github-workflow.yml'), 'utf8'));
    const steps: readonly { run?: string }[] = jobs.mesh.steps;
    return steps.flatMap(({ run }) => (run === undefined || run.startsWith('npm install') ? [] : [run]));
  };

  test('of GitHub annotate the line of an error, and render and verify where there is none', () => {
    const wrong = newPlace(broken);
    const [check = ''] = stepsOf();
    const { status, stdout } = wrong.run('bash', ['-e', '-c', check]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=cluster\.yaml,line=\d+,col=\d+,title=[^:]+::/m);
    const right = newPlace();
    expect(stepsOf()).toHaveLength(3);
    for (const step of stepsOf()) expect(right.run('bash', ['-e', '-c', step]).status, step).toBe(0);
    expect(readFileSync(join(right.folder, `tree/${host}/etc/ipsec.d/openshift-cluster.conf`), 'utf8')).not.toBe('');
  });

  test('of GitLab leave a report of Code Quality, also where they fail', () => {
    const { mesh } = parse(readFileSync(join(examples, 'gitlab-ci.yml'), 'utf8'));
    const script: readonly string[] = mesh.script;
    for (const [change, status] of [
      [broken, 1],
      [(text: string) => text, 0],
    ] as const) {
      const { folder, run } = newPlace(change);
      expect(run('bash', ['-e', '-c', script.join('\n')]).status).toBe(status);
      const report = JSON.parse(readFileSync(join(folder, mesh.artifacts.reports.codequality), 'utf8'));
      for (const { description, check_name, fingerprint, severity, location } of report) {
        expect([typeof description, typeof check_name, typeof fingerprint]).toEqual(['string', 'string', 'string']);
        expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
        expect(typeof location.path).toBe('string');
      }
      expect(
        report.some((each: { severity: string }) => ['major', 'critical', 'blocker'].includes(each.severity)),
      ).toBe(status === 1);
    }
  });
});

describeWithTools(['make'], 'the Makefile', () => {
  test('renders when the inventory is newer, and not again', () => {
    const { folder, run } = newPlace();
    cpSync(join(examples, 'Makefile'), join(folder, 'Makefile'));
    expect(run('make', ['check', 'verify']).status).toBe(0);
    expect(run('make', ['tree']).stdout).not.toContain('render');
    writeFileSync(join(folder, 'cluster.yaml'), broken(readFileSync(join(folder, 'cluster.yaml'), 'utf8')));
    expect(run('make', ['tree']).status).not.toBe(0);
  });
});

describe('the data source of Terraform', () => {
  const ask = ({ run }: Place, query: unknown): Run =>
    run(process.execPath, ['tools/terraform-external.mjs'], JSON.stringify(query));

  test('gives one JSON object of texts', () => {
    const { status, stdout, stderr } = ask(newPlace(), { cluster: 'cluster.yaml', host });
    expect(status, stderr).toBe(0);
    const result: unknown = JSON.parse(stdout);
    expect(Object.values(result as object).every((value) => typeof value === 'string')).toBe(true);
    expect(result).toHaveProperty(
      ['etc/ipsec.d/openshift-cluster.conf'],
      rendered('etc/ipsec.d/openshift-cluster.conf'),
    );
  });

  test('fails with a message on stderr and nothing on stdout', () => {
    for (const [place, query, message] of [
      [newPlace(), { cluster: 'cluster.yaml', host: 'x' }, '"host" must be a host of the inventory'],
      [newPlace(broken), { cluster: 'cluster.yaml', host }, '172.16.0.300'],
    ] as const) {
      const { status, stdout, stderr } = ask(place, query);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain(message);
    }
  });

  test('gives no secret: results are kept in the state', () => {
    const place = newPlace();
    writeFileSync(join(place.folder, 'psk.key'), `0x${'5a0c31f7'.repeat(8)}\n`, { mode: 0o600 });
    writeFileSync(
      join(place.folder, 'psk.yaml'),
      'version: 1\nlibreswan: "4.10"\nauth: psk\npsk: { master: psk.key }\nnodes: { a: { address: 10.0.0.1 }, b: { address: 10.0.0.2 } }\n',
    );
    const { status, stdout } = ask(place, { cluster: 'psk.yaml', host: 'a' });
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout)).filter((path) => path.endsWith('.secrets'))).toEqual([]);
    expect(stdout).not.toContain('PSK 0x');
  });
});

describe('the post-renderer of Helm', () => {
  const chart = `---
# Source: calico/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: calico-config
data:
  veth_mtu: "0" # auto
  typha_service_name: none
---
# Source: calico/templates/node.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: calico-node
`;
  const render = (input: string): Run =>
    newPlace().run(process.execPath, ['tools/helm-post-renderer.mjs', 'cluster.yaml'], input);

  test('puts the MTU into the ConfigMap, and leaves everything else as it is', () => {
    const { status, stdout, stderr } = render(chart);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(chart.replace('veth_mtu: "0"', 'veth_mtu: "1388"'));
    expect(parseAllDocuments(stdout)).toHaveLength(2);
  });

  test('gives manifests without that key back byte for byte, and refuses what is no YAML', () => {
    const other = chart.replace('veth_mtu: "0" # auto', 'cni: "none"');
    expect(render(other).stdout).toBe(other);
    const { status, stdout, stderr } = render('a: [');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).not.toBe('');
  });
});
