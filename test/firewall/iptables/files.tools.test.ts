import { spawnSync } from 'node:child_process';
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
