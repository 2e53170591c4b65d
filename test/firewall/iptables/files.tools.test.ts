import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { Door, HostFilter } from '../../../src/firewall/host-filter.ts';
import { iptablesFiles } from '../../../src/firewall/iptables/files.ts';
import { describeWithTools } from '../../support/real-tool.ts';

const at = valueAt('nodes', 'a');

function door(over: Partial<Door> = {}): Door {
  return { interface: 'eth0', family: 'ipv4', services: ['esp', 'ike', 'nat-t'], ...over };
}

function files(filter: HostFilter, chain = 'OS_FIREWALL_ALLOW'): Readonly<Record<string, string>> {
  const result = iptablesFiles(filter, chain, at);
  if (result.kind === 'failed') throw new Error(result.findings.map(({ message }) => message).join());
  return Object.fromEntries(result.value.map(({ name, content }) => [name, content]));
}

describeWithTools(['shellcheck'], 'iptables.sh', () => {
  test.each(['ipv4', 'ipv6'] as const)('says nothing to shellcheck: %s', (family) => {
    const script = files({ doors: [door({ family })] })['iptables.sh'] ?? '';
    const run = spawnSync('shellcheck', ['-'], { input: script, encoding: 'utf8' });
    expect(run.stdout).toBe('');
    expect(run.status).toBe(0);
  });
});

describeWithTools(['unshare', 'iptables', 'iptables-restore', 'flock'], 'iptables.sh in a network namespace', () => {
  /** Runs shell as root of a namespace of its own, beside the files. */
  const inNamespace = (commands: string): { readonly status: number | null; readonly stdout: string } => {
    const folder = mkdtempSync(join(tmpdir(), 'swanmesh-iptables-'));
    for (const [name, content] of Object.entries(files({ doors: [door()] })))
      writeFileSync(join(folder, name), content);
    const isRoot = process.getuid?.() === 0;
    const run = spawnSync(
      'unshare',
      [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', 'sh', '-ec', commands],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      },
    );
    rmSync(folder, { recursive: true });
    return { status: run.status, stdout: run.stdout };
  };
  const hooks = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => /^-A (INPUT|OS_\w+) -j /.test(line))
      .sort();
  const once = hooks(inNamespace('sh ./iptables.sh; iptables -w -S').stdout);

  test('two runs at once hook each chain in once', () => {
    expect(once.length).toBeGreaterThan(1);
    const { stdout, status } = inNamespace(
      'for i in 1 2 3; do sh ./iptables.sh & sh ./iptables.sh & wait; done; iptables -w -S',
    );
    expect(status).toBe(0);
    expect(hooks(stdout)).toEqual(once);
  });

  test('a run heals hooks that are there twice', () => {
    const double =
      'iptables -w -S | sed -n "s/^-A \\(INPUT\\|OS_[A-Z_]*\\) -j \\(.*\\)/iptables -w -A \\1 -j \\2/p" | sh -e';
    const { stdout } = inNamespace(
      `sh ./iptables.sh; ${double}; iptables -w -S; echo; sh ./iptables.sh; iptables -w -S`,
    );
    const [doubled, healed] = stdout.split('\n\n');
    expect(hooks(doubled ?? '')).toHaveLength(2 * once.length);
    expect(hooks(healed ?? '')).toEqual(once);
  });
});
