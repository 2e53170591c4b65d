import { expect, test } from 'vitest';
import { renderHost } from '../../src/render/host.ts';
import { clusterOf, goodCluster, testInventory } from '../support/cluster.ts';
import { resolvedConns } from '../support/read-conns.ts';
import { valueIn } from '../support/results.ts';

const rows: readonly {
  readonly why: string;
  readonly libreswan: string;
  readonly options: Record<string, unknown>;
  readonly findings: readonly string[];
}[] = [
  {
    why: 'a keyword that runs a command',
    libreswan: '4.10',
    options: { leftupdown: '/bin/true' },
    findings: ['libreswan/option-not-free leftupdown'],
  },
  {
    why: 'a keyword of one end',
    libreswan: '4.10',
    options: { rightsubnet: '0.0.0.0/0' },
    findings: ['libreswan/option-not-free rightsubnet'],
  },
  {
    why: 'keywords that we write',
    libreswan: '4.10',
    options: { auto: 'start', dpddelay: '9', esp: 'null' },
    findings: ['libreswan/option-not-free auto', 'libreswan/option-not-free dpddelay', 'libreswan/option-not-free esp'],
  },
  {
    why: 'the alias of a keyword that we write',
    libreswan: '4.10',
    options: { phase2alg: 'null' },
    findings: ['libreswan/option-not-free phase2alg'],
  },
  {
    why: 'one keyword in two spellings',
    libreswan: '4.10',
    options: { keylife: '1h', salifetime: '2h' },
    findings: ['libreswan/option-not-free salifetime'],
  },
  {
    why: 'a keyword that nobody knows',
    libreswan: '4.10',
    options: { 'x y': 1 },
    findings: ['libreswan/unknown-keyword x y'],
  },
  {
    why: 'a line break in the value',
    libreswan: '4.10',
    options: { connalias: 'a\n\tleftupdown=x' },
    findings: ['libreswan/inexpressible-value connalias'],
  },
  {
    why: 'a keyword that one release of the range does not have',
    libreswan: '4.15..5.0',
    options: { 'encap-dscp': true },
    findings: ['libreswan/no-common-spelling encap-dscp'],
  },
];

test.each(rows)(
  'an option that cannot stand in every conn is refused at its place: $why',
  ({ libreswan, options, findings }) => {
    const cluster = clusterOf({ ...testInventory(), libreswan, ipsec: { options } });
    expect(cluster.kind).toBe('failed');
    const errors = cluster.findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path[2] : ''}`)).toEqual(findings);
    for (const { at } of errors) expect(at.kind === 'value' && at.path.slice(0, 2)).toEqual(['ipsec', 'options']);
  },
);

test('an option that is good stands in every conn', () => {
  const { mesh, rendering } = goodCluster({
    ...testInventory(),
    ipsec: { options: { salifetime: '8h', 'replay-window': 1024, fragmentation: true } },
  });
  for (const node of mesh.nodes) {
    const text = valueIn(renderHost(rendering, node)).find(({ path }) => path.endsWith('.conf'))?.content ?? '';
    for (const conn of resolvedConns(text).values()) {
      expect(conn).toMatchObject({ salifetime: '8h', 'replay-window': '1024', fragmentation: 'yes' });
    }
  }
});
