import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { type DiffOptions, type HostDiff, startDiff } from '../../src/diff/diff.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import { renderHost } from '../../src/render/host.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { lazy } from '../support/lazy.ts';
import { valueIn } from '../support/results.ts';
import { groupMutations } from '../verify/group-mutations.ts';
import { type Mutation, mutations } from '../verify/mutations.ts';
import { edited, type Rendered, type Tree, withTree } from '../verify/tree.ts';

const conf = 'etc/ipsec.d/openshift-cluster.conf';

const explicit = lazy(() => withTree(goodCluster(testInventory())));
const dual = lazy(() => {
  const inventory = testInventory(['a', 'b']);
  for (const [i, node] of Object.values(inventory.nodes).entries())
    node.address = [`172.16.0.${i + 1}`, `fd00::${i + 1}`];
  return withTree(goodCluster(inventory));
});
const groups = lazy(() =>
  withTree(
    goodCluster({
      ...testInventory(),
      mode: 'opportunistic',
      groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] },
    }),
  ),
);
const secret = lazy(() =>
  withTree(
    goodCluster({
      ...testInventory(),
      auth: 'psk',
      psk: { master: `0x${toHex(Uint8Array.from({ length: 40 }, (_, i) => i * 5 + 1))}` },
    }),
  ),
);

/** What is rendered for host b, with the files of a fault. */
function damaged(from: Rendered, { edit, file = conf, beside }: Mutation): Tree {
  const before = beside === undefined ? from.tree : edited(from.tree, 'b', beside[0], () => beside[1]);
  return edited(before, 'b', file, edit);
}

/** What rendering would change on host b, of which the tree has these files. */
function diffOfB({ cluster }: Rendered, tree: Tree, options: Partial<DiffOptions> = {}): HostDiff {
  const node = cluster.mesh.nodes.find(({ name }) => name === 'b');
  if (node === undefined) throw new Error('no host b');
  const folder = { name: 'b', files: tree.get('b') ?? new Map(), show: (path: string) => `b/${path}` };
  const { value: evidence } = readEvidence(folder, { mesh: cluster.mesh });
  const rendered = valueIn(renderHost(cluster.rendering, node));
  return startDiff(cluster.rendering).add(node, rendered, evidence, { text: false, isRendered: true, ...options });
}

function afterEdit(
  from: Rendered,
  edit: (text: string) => string,
  { path = conf, ...options }: Partial<DiffOptions> & { readonly path?: string } = {},
): HostDiff {
  return diffOfB(from, edited(from.tree, 'b', path, edit), options);
}

const none: HostDiff = { files: [], conns: [], obsolete: [], findings: [] };
const changed = { path: conf, change: 'change' };

test.each([
  ['explicit', explicit],
  ['dual-stack', dual],
  ['groups', groups],
  ['pre-shared keys', secret],
] as const)('what was rendered has no difference, in meaning and in text: %s', (_, from) => {
  expect(diffOfB(from(), from().tree)).toEqual(none);
  expect(diffOfB(from(), from().tree, { text: true })).toEqual(none);
});

describe('what means the same', () => {
  const rows: readonly (readonly [why: string, edit: (text: string) => string])[] = [
    ['a comment', (text) => `# checked\n${text}`],
    ['a line break at the end', (text) => `${text}\n\n`],
    ['blanks at the end of a line', (text) => text.replace(/(\tauto=.*)$/m, '$1  ')],
    [
      'the order of the conns',
      (text) =>
        text
          .split(/^(?=conn )/m)
          .reverse()
          .join(''),
    ],
    ['an address in another spelling of its keyword', (text) => text.replace(/\tright=/, '\tRIGHT=')],
    [
      'the half of the host written out',
      (text) => {
        const own = /^conn openshift-cluster-self\n((?:\t.*\n)*)/m.exec(text)?.[1] ?? '';
        return text.replaceAll('\talso=openshift-cluster-self\n', own);
      },
    ],
  ];
  test.each(rows)('%s is a difference of text alone', (_, edit) => {
    expect(afterEdit(explicit(), edit)).toEqual(none);
    expect(afterEdit(explicit(), edit, { text: true })).toEqual({ ...none, files: [changed] });
  });
});

describe('a conn', () => {
  test('that is not there is added, with all that it says and what that means until both have it', () => {
    const { files, conns, obsolete } = afterEdit(explicit(), (text) => text.replace(/^conn c\n(?:\t.*\n)*/m, ''));
    expect({ files, obsolete }).toEqual({ files: [changed], obsolete: [] });
    expect(conns).toHaveLength(1);
    expect(conns[0]).toMatchObject({
      name: 'c',
      change: 'add',
      effect: 'until both have it b and c do not encrypt to one another',
    });
    expect(conns[0]?.keywords).toContainEqual({ keyword: 'right', from: undefined, to: '172.16.0.3' });
    const names = conns[0]?.keywords.map(({ keyword }) => keyword) ?? [];
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['authby', 'auto', 'left', 'leftcert', 'right', 'rightid']));
  });

  test('of a host that the mesh does not have is removed, and left over', () => {
    const old = 'conn old\n\tleft=172.16.0.2\n\tright=172.16.0.9\n\tauto=add\n';
    expect(afterEdit(explicit(), (text) => text + old)).toEqual({
      files: [changed],
      conns: [
        {
          name: 'old',
          change: 'remove',
          keywords: [
            { keyword: 'auto', from: 'add', to: undefined },
            { keyword: 'left', from: '172.16.0.2', to: undefined },
            { keyword: 'right', from: '172.16.0.9', to: undefined },
          ],
          effect: 'b no longer encrypts to 172.16.0.9',
        },
      ],
      obsolete: ['old'],
      findings: [],
    });
  });

  test('of somebody else in a file of its own is none of ours', () => {
    const other = 'conn vpn\n\tleft=172.16.0.2\n\tright=192.0.2.1\n\tauto=add\n';
    expect(afterEdit(explicit(), () => other, { path: 'etc/ipsec.d/vpn.conf' })).toEqual(none);
  });

  test('of ours that stands in another file is where it should be only in meaning', () => {
    const whole = explicit().tree.get('b')?.get(conf) ?? '';
    const moved = /^conn c\n(?:\t.*\n)*/m.exec(whole)?.[0] ?? '';
    const tree = edited(
      edited(explicit().tree, 'b', conf, (text) => text.replace(moved, '')),
      'b',
      'etc/ipsec.d/zz-moved.conf',
      () => moved,
    );
    expect(diffOfB(explicit(), tree)).toEqual(none);
  });

  test('for IPv6 is named after its host', () => {
    const { conns } = afterEdit(dual(), (text) => text.replace(/^conn a-ipv6\n(?:\t.*\n)*/m, ''));
    expect(conns).toMatchObject([
      { name: 'a-ipv6', change: 'add', effect: 'until both have it b and a do not encrypt to one another' },
    ]);
  });

  const effects: readonly (readonly [from: RegExp, to: string, keyword: string, old: string, effect: string])[] = [
    [
      /\tright=172.16.0.3/,
      '\tright=172.16.0.33',
      'right',
      '172.16.0.33',
      'until both are updated b and c cannot talk (right)',
    ],
    [
      /(\tright=172.16.0.3\n)/,
      '$1\ttype=transport\n',
      'type',
      'transport',
      'until both are updated b and c cannot talk (type)',
    ],
    [
      /(\tright=172.16.0.3\n)/,
      '$1\tleftprotoport=tcp/22\n',
      'leftprotoport',
      'tcp/22',
      'until both are updated b and c cannot talk (leftprotoport)',
    ],
    [
      /(\tright=172.16.0.3\n)/,
      '$1\tfailureshunt=passthrough\n',
      'failureshunt',
      'passthrough',
      'until the conn is reloaded b may send in clear (failureshunt)',
    ],
    [
      /(\tright=172.16.0.3(?:\n.*)*?\tauto=)ondemand/,
      '$1start',
      'auto',
      'start',
      'until the conn is reloaded b may send in clear (auto)',
    ],
    [/(\tright=172.16.0.3\n)/, '$1\tmtu=1300\n', 'mtu', '1300', 'takes effect when the conn is reloaded'],
  ];
  test.each(effects)('%s → %j: %s=%s goes, and %s', (from, to, keyword, old, effect) => {
    const { conns } = afterEdit(explicit(), (text) => text.replace(from, to));
    expect(conns).toMatchObject([{ name: 'c', change: 'change', effect }]);
    expect(conns[0]?.keywords.map((change) => [change.keyword, change.from])).toEqual([[keyword, old]]);
  });
});

describe('a policy group', () => {
  test.each<[why: string, edit: (text: string) => string, change: string, effect: string]>([
    [
      'taken away',
      (text) => text.replace(/^conn private\n(?:\t.*\n)*/m, ''),
      'add',
      'until b is updated it does with the targets of private what its other groups say',
    ],
    [
      'of another kind',
      (text) => text.replace(/(conn clear\n(?:\t.*\n)*?\ttype=)passthrough/, '$1drop'),
      'change',
      'until b is updated it does with the targets of clear what is not planned (type)',
    ],
    [
      'that lets plaintext out',
      (text) => text.replace(/(conn private\n(?:\t.*\n)*?\tfailureshunt=)drop/, '$1passthrough'),
      'change',
      'until the conn is reloaded b may send in clear (failureshunt)',
    ],
    [
      'that the inventory does not name',
      (text) =>
        `${text}conn block\n\ttype=reject\n\tauthby=never\n\tleft=172.16.0.2\n\tright=%group\n\tauto=ondemand\n`,
      'remove',
      'b does with the targets of block what its other groups say',
    ],
  ])('%s', (_, edit, change, effect) => {
    expect(afterEdit(groups(), edit).conns).toMatchObject([{ change, effect }]);
  });
});

describe('what the release does not load is not there', () => {
  test('a conn with a fault is to be added, and the fault is told', () => {
    const { files, conns } = afterEdit(explicit(), (text) =>
      text.replace(/(\tright=172.16.0.3\n)/, '$1\tauthby=never\n'),
    );
    expect(files).toEqual([changed]);
    expect(conns.map(({ name, change }) => [name, change])).toEqual([['c', 'add']]);
    expect(conns[0]?.keywords).toContainEqual({ keyword: 'right', from: undefined, to: '172.16.0.3' });
    expect(conns[0]?.effect).toMatch(
      /^the host does not load it now \(b\/etc\/ipsec.d\/openshift-cluster.conf:\d+:\d+: .*\); until both have it b and c/,
    );
  });

  test('a fault that takes the whole file down takes all its conns', () => {
    const { files, conns } = afterEdit(explicit(), (text) => text.replace(/^conn c$/m, 'stray\nconn c'));
    expect(files).toEqual([changed]);
    expect(conns.map(({ name, change }) => [name, change])).toEqual([
      ['a', 'add'],
      ['c', 'add'],
    ]);
  });

  test('a conn of a host that is gone, and that was never loaded, is no loss', () => {
    const old = 'conn old\n\tleft=172.16.0.2\n\tright=172.16.0.9\n\tauthby=never\n\tauto=add\n';
    const { conns } = afterEdit(explicit(), (text) => text + old);
    expect(conns).toMatchObject([{ name: 'old', change: 'remove' }]);
    expect(conns[0]?.effect).toMatch(/does not load it now .*; nothing is lost$/);
  });

  test('what takes the configuration down from another file stays, and is told', () => {
    const { files, conns, findings } = afterEdit(explicit(), () => 'stray\n', { path: 'etc/ipsec.d/aa.conf' });
    expect({ files, conns }).toEqual({ files: [], conns: [] });
    expect(findings).toMatchObject([{ severity: 'error', at: { file: 'b/etc/ipsec.d/aa.conf', line: 1 } }]);
  });
});

describe('a file', () => {
  const without = (from: Rendered, gone: RegExp): Tree =>
    new Map([['b', new Map([...(from.tree.get('b') ?? [])].filter(([path]) => !gone.test(path)))]]);

  test('that is not there is added', () => {
    const { files, conns } = diffOfB(explicit(), new Map());
    expect(files.map(({ change }) => change)).toEqual(files.map(() => 'add'));
    expect(files.map(({ path }) => path)).toEqual([...(explicit().tree.get('b')?.keys() ?? [])]);
    expect(conns.map(({ name, change }) => [name, change])).toEqual([
      ['a', 'add'],
      ['c', 'add'],
    ]);
  });

  test('with keys is not gathered from a host, so that nothing is said of it; in a rendered tree it is missing', () => {
    const tree = without(secret(), /\.secrets$/);
    expect(diffOfB(secret(), tree, { isRendered: false }).files).toEqual([]);
    expect(diffOfB(secret(), tree).files).toEqual([{ path: 'etc/ipsec.d/openshift-cluster.secrets', change: 'add' }]);
  });

  test('with keys is the same in another order, and with other comments; with another key it is not', () => {
    const path = 'etc/ipsec.d/openshift-cluster.secrets';
    const turned = (text: string): string => `# checked\n${text.trim().split('\n').reverse().join('\n')}\n`;
    expect(afterEdit(secret(), turned, { path })).toEqual(none);
    expect(afterEdit(secret(), turned, { path, text: true }).files).toEqual([{ path, change: 'change' }]);
    const other = (text: string): string => text.replace(/0x./, (start) => (start === '0x0' ? '0x1' : '0x0'));
    expect(afterEdit(secret(), other, { path }).files).toEqual([{ path, change: 'change' }]);
  });

  test('that no host has, but only the tree, is no difference of a host', () => {
    const { files } = diffOfB(explicit(), without(explicit(), /^(?!etc\/)/), { isRendered: false });
    expect(files.filter(({ path }) => !path.startsWith('etc/'))).toEqual([]);
    const inTree = diffOfB(explicit(), without(explicit(), /^(?!etc\/)/)).files;
    expect(inTree.length).toBeGreaterThan(0);
  });

  test('of ours that the mesh no longer has is removed, and left over', () => {
    const path = 'etc/ipsec.d/openshift-cluster.secrets';
    expect(afterEdit(explicit(), () => '# old\n', { path })).toEqual({
      files: [{ path, change: 'remove' }],
      conns: [],
      obsolete: [path],
      findings: [],
    });
  });

  test.each(['etc/ipsec.d/other.secrets', 'etc/ipsec.d/openshift-cluster.conf.bak', 'etc/openshift-cluster.conf'])(
    'of somebody else stays: %s',
    (path) => {
      expect(afterEdit(explicit(), () => '# theirs\n', { path })).toEqual(none);
    },
  );

  test('of policies keeps what others wrote into it, and names it', () => {
    const clear = 'etc/ipsec.d/policies/clear';
    expect(afterEdit(groups(), (text) => `# example\n\n${text}192.0.2.0/24 \n`, { path: clear })).toEqual({
      files: [{ path: clear, change: 'change' }],
      conns: [],
      obsolete: [`${clear}: 192.0.2.0/24`],
      findings: [],
    });
    expect(
      afterEdit(groups(), (text) => `# checked\n\n${text.split('\n').reverse().join('\n')}`, { path: clear }),
    ).toEqual(none);
    expect(afterEdit(groups(), (text) => `# checked\n${text}`, { path: clear, text: true }).files).toEqual([
      { path: clear, change: 'change' },
    ]);
    const block = 'etc/ipsec.d/policies/block';
    expect(afterEdit(groups(), () => '# none\n192.0.2.9/32\n', { path: block }).obsolete).toContain(
      `${block}: 192.0.2.9/32`,
    );
  });
});

for (const { of, rows, from } of [
  { of: 'diff', rows: mutations, from: explicit },
  { of: 'diff-groups', rows: groupMutations, from: groups },
])
  testGoldenRows(`what rendering would change of each fault of the catalogue (${of})`, {
    file: `findings/${of}.txt`,
    rows,
    title: ({ name }) => name,
    told(mutation: Mutation) {
      const { files, conns, obsolete, findings } = diffOfB(from(), damaged(from(), mutation));
      return [
        ...files.map(({ path, change }) => `  ${change} ${path}`),
        ...conns.flatMap((conn) => [
          `  ${conn.change} conn ${conn.name}`,
          ...(conn.change === 'change' ? conn.keywords : []).map(
            ({ keyword, from: old, to }) => `    ${keyword}: ${old ?? '-'} -> ${to ?? '-'}`,
          ),
        ]),
        ...obsolete.map((what) => `  left over: ${what}`),
        ...findings.map(({ code }) => `  stays: ${code}`),
      ].join('\n');
    },
  });
