import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported, ImportedHost } from '../../../src/inventory/import/imported.ts';
import { type MergeChange, planMerge } from '../../../src/inventory/import/merge.ts';

const imported = (hosts: Readonly<Record<string, ImportedHost['node']>>, authority?: string): Imported => ({
  kind: 'imported',
  hosts: Object.entries(hosts).map(([name, node]) => ({ name, node, at: [] })),
  ...(authority === undefined ? {} : { authority }),
});
const plan = (current: unknown, source: Imported) => {
  const planned = planMerge(current, source);
  if (planned.kind === 'failed') throw new Error(JSON.stringify(planned.findings));
  return {
    changes: planned.value.map(({ path, to }) => [path.join('/'), to]),
    codes: planned.findings.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('/') : ''}`),
  };
};

describe('what an import changes', () => {
  test('a new host is added whole, and a key that a host lacks', () => {
    const current = { nodes: { a: { address: '10.0.0.1' } } };
    const source = imported({ a: { role: 'x', address: '10.0.0.1' }, b: { address: '10.0.0.2' } });
    expect(plan(current, source)).toEqual({
      changes: [
        ['nodes/a/role', 'x'],
        ['nodes/b', { address: '10.0.0.2' }],
      ],
      codes: [],
    });
  });

  test.each([
    ['10.0.0.1', '10.0.0.2', '10.0.0.2'],
    // What the source does not say is kept.
    [['10.0.0.1', 'fd00::1'], '10.0.0.1', undefined],
    [['10.0.0.1', 'fd00::1'], '10.0.0.2', ['10.0.0.2', 'fd00::1']],
    ['10.0.0.1', ['10.0.0.1', 'fd00::1'], ['10.0.0.1', 'fd00::1']],
    // Another spelling is the same address, and another order the same addresses.
    ['FD00:0::1', 'fd00::1', undefined],
    [['fd00::1', '10.0.0.1'], ['10.0.0.1', 'fd00::1'], undefined],
  ])('from the address %j and the imported %j comes %j', (address, given, to) => {
    const { changes } = plan({ nodes: { a: { address } } }, imported({ a: { address: given } }));
    expect(changes).toEqual(to === undefined ? [] : [['nodes/a/address', to]]);
  });

  test('every other value that differs is kept and told, and so is a host that the source does not know', () => {
    const current = { authority: 'a.crt', nodes: { a: { role: 'mine', platform: 'rhel9' }, gone: {} } };
    expect(plan(current, imported({ a: { role: 'theirs', platform: 'rhel9' } }, 'b.crt'))).toEqual({
      changes: [],
      codes: ['import/differs authority', 'import/differs nodes/a/role', 'import/gone nodes/gone'],
    });
  });

  test('master and control-plane are one role', () => {
    expect(plan({ nodes: { a: { role: 'master' } } }, imported({ a: { role: 'control-plane' } })).codes).toEqual([]);
  });

  test('what the whole inventory says already is not written for a host', () => {
    const current = { libreswan: '4.10', network: { interface: 'eth0', linkMtu: 1500 }, nodes: {} };
    const node = { libreswan: '4.10', interface: 'eth0', linkMtu: 9000 };
    expect(plan(current, imported({ a: node })).changes).toEqual([['nodes/a', { linkMtu: 9000 }]]);
  });

  test('nor is what defaults: says, with the paths that it says for the host', () => {
    const defaults = { libreswan: '5.2', role: 'worker', certificate: 'pki/{name}.crt' };
    const current = { defaults, nodes: { b: { address: '10.0.0.2', certificate: 'own/{name}.pem' } } };
    const node = { libreswan: '5.2', role: 'worker', platform: 'rhel9' as const };
    const source = imported({
      a: { ...node, certificate: 'pki/a.crt' },
      b: { ...node, role: 'storage', certificate: 'own/b.pem' },
    });
    expect(plan(current, source)).toEqual({
      changes: [
        ['nodes/a', { platform: 'rhel9' }],
        ['nodes/b/role', 'storage'],
        ['nodes/b/platform', 'rhel9'],
      ],
      codes: [],
    });
  });

  test('further addresses join those that are there', () => {
    const current = { nodes: { a: { address: '10.0.0.1', otherAddresses: ['10.8.0.1'] } } };
    const node = { address: '10.0.0.1', otherAddresses: ['10.9.0.1', '10.8.0.1', '10.0.0.1'] };
    expect(plan(current, imported({ a: node })).changes).toEqual([
      ['nodes/a/otherAddresses', ['10.8.0.1', '10.9.0.1']],
    ]);
  });

  test('a host is the same in other case', () => {
    expect(plan({ nodes: { A: {} } }, imported({ a: { role: 'x' } })).changes).toEqual([['nodes/A/role', 'x']]);
  });

  test.each([
    ['no mapping', 'text', 'inventory/value '],
    ['nodes in a list', { nodes: [] }, 'inventory/value nodes'],
    ['a node that is none', { nodes: { a: 1 } }, 'inventory/value nodes/a'],
  ])('an inventory with %s is refused', (_, current, code) => {
    const planned = planMerge(current, imported({ a: {} }));
    expect(planned.kind).toBe('failed');
    expect(
      planned.findings.map(
        (finding) => `${finding.code} ${finding.at.kind === 'value' ? finding.at.path.join('/') : ''}`,
      ),
    ).toEqual([code]);
  });
});

const address = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((n) => `10.0.0.${n}`),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .map(([n, m]) => [`10.0.0.${n}`, `fd00::${m}`]),
);
const node = fc.record(
  {
    role: fc.constantFrom('master', 'worker'),
    address,
    otherAddresses: fc.array(
      fc.integer({ min: 1, max: 5 }).map((n) => `10.9.0.${n}`),
      { minLength: 1, maxLength: 3 },
    ),
    libreswan: fc.constantFrom('4.10', '5.2'),
  },
  { requiredKeys: [] },
);
const nodes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), node);

/** The changes made, as whoever writes them makes them. */
function applied(current: unknown, changes: readonly MergeChange[]): unknown {
  const copy = structuredClone(current) as Record<string, unknown>;
  for (const { path, to } of changes) {
    const parent = path.slice(0, -1).reduce((part, step) => part[String(step)] as Record<string, unknown>, copy);
    parent[String(path.at(-1))] = to;
  }
  return copy;
}

test('a second import of the same changes nothing, and no key of a person is lost', () => {
  fc.assert(
    fc.property(nodes, nodes, fc.constantFrom(undefined, '4.10'), (mine, theirs, libreswan) => {
      const current = { ...(libreswan === undefined ? {} : { libreswan }), nodes: mine };
      const source = imported(theirs);
      const first = planMerge(current, source);
      if (first.kind === 'failed') throw new Error('refused');
      const merged = applied(current, first.value) as typeof current;
      expect(plan(merged, source).changes).toEqual([]);
      for (const [name, node] of Object.entries(mine)) {
        expect(Object.keys(merged.nodes[name] ?? {})).toEqual(expect.arrayContaining(Object.keys(node)));
        if (node.role !== undefined) expect(merged.nodes[name]?.role).toBe(node.role);
      }
    }),
  );
});
