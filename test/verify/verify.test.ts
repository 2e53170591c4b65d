import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import type { Release } from '../../src/libreswan/release.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { gathered, goodCluster, hostPem, nodeSubject, now, testInventory } from '../support/cluster.ts';
import { lazy } from '../support/lazy.ts';
import { edited, renderedTree, type Tree, verifyTree, withTree } from './tree.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';

/** The codes with the lines at which they stand. */
function places(report: Verification): readonly string[] {
  return report.findings.map(
    ({ code, at }) => `${code} ${at.kind === 'text' ? `${at.file}:${at.line}` : at.path.join('.')}`,
  );
}

function codes(report: Verification): readonly DiagnosticCode[] {
  return report.findings.map(({ code }) => code);
}

/** A tree of which every host's file is written by a template of somebody else. */
function treeOf(
  hosts: Readonly<Record<string, string>>,
  facts: (host: string) => Readonly<Record<string, string>> = () => ({}),
): Tree {
  return new Map(
    Object.entries(hosts).map(([host, conf]) => [
      host,
      new Map([['etc/ipsec.d/mesh.conf', conf], ...Object.entries(facts(host))]),
    ]),
  );
}

const pem = (host: string): string => hostPem(nodeSubject(host));

describe('what was rendered verifies with no finding', () => {
  const dual = testInventory();
  for (const [i, node] of Object.values(dual.nodes).entries()) node.address = [`172.16.0.${i + 1}`, `fd00::${i + 1}`];
  const mixed = testInventory();
  const releases = ['3.32', '4.10', '5.2'];
  for (const [i, node] of Object.values(mixed.nodes).entries()) node.libreswan = releases[i];
  const elliptic = testInventory();
  (elliptic.nodes.a as Record<string, unknown>).certificate = hostPem(nodeSubject('a'), { key: 'ec' });
  const partial = {
    ...testInventory(['a', 'b', 'c', 'd']),
    links: [
      ['a', 'b'],
      ['b', 'c'],
      ['d', 'a'],
    ],
  };
  const secret = {
    ...testInventory(),
    auth: 'psk',
    psk: { master: `0x${toHex(Uint8Array.from({ length: 40 }, (_, i) => i * 7))}` },
  };
  const groups = {
    ...testInventory(),
    mode: 'opportunistic',
    groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] },
  };

  test.each([
    ['one after the other starts', { ...testInventory(), ipsec: { start: 'one-side' } }, 6],
    ['both start, as the guide has it', { ...testInventory(), ipsec: { start: 'both' } }, 6],
    ['transport mode', { ...testInventory(), ipsec: { type: 'transport' } }, 6],
    ['both families', dual, 12],
    ['three releases', mixed, 6],
    ['a range of releases', { ...testInventory(), libreswan: '4.3..4.15' }, 6],
    ['RSA and ECDSA side by side', elliptic, 6],
    ['some pairs only', partial, 6],
    ['pre-shared keys', secret, 6],
    ['opportunistic groups', groups, 6],
    [
      'proposals and options',
      {
        ...testInventory(),
        ipsec: { esp: 'aes256-sha2_256', ike: 'aes256-sha2_256;dh19', options: { salifetime: '2h' } },
      },
      6,
    ],
  ])('%s', (_, inventory, expected) => {
    for (const layout of ['shared', 'flat']) {
      const written = inventory as { readonly ipsec?: object };
      const cluster = goodCluster({ ...inventory, ipsec: { ...written.ipsec, layout } });
      const report = verifyTree(renderedTree(cluster), cluster);
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ expected, found: expected, mirrored: expected, consistent: 'yes', verdicts: [] });
    }
  });
});

describe('without an inventory a tree is judged against itself', () => {
  const rendered = lazy(() => withTree(goodCluster(testInventory())));

  test('what can not be told for want of certificates is not called consistent, and no fault either', () => {
    const { tree } = rendered();
    const report = verifyTree(tree, undefined, '4.10');
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ expected: 6, found: 6, mirrored: 6, consistent: 'unknown' });
    expect(report.verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual(
      Array(3).fill(['unknown', 'no-certificate']),
    );
  });

  test('with the certificates among the facts it is consistent', () => {
    const { tree } = rendered();
    const withFacts = new Map(
      [...tree].map(([host, files]) => [
        host,
        new Map([...files, ['facts/certificates.pem', gathered(host, pem(host))]]),
      ]),
    );
    expect(verifyTree(withFacts, undefined, '4.10')).toMatchObject({ consistent: 'yes', findings: [], verdicts: [] });
  });

  test('a conn that is missing is found by the other end', () => {
    const { tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', path, (text) => text.replace(/^conn c\n(\t.*\n)*/m, '')),
      undefined,
      '4.10',
    );
    expect(places(report)).toEqual([`verify/missing-conn b/${path}:1`]);
    expect(report.verdicts.find(({ verdict }) => verdict === 'one-sided')).toMatchObject({
      pair: ['b', 'c'],
      reason: 'missing-conn',
    });
  });

  test('an address is held against the other end', () => {
    const { tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', path, (text) => text.replace('right=172.16.0.3', 'right=172.16.0.33')),
      undefined,
      '4.10',
    );
    expect(codes(report)).toEqual(['verify/address-mismatch']);
  });

  test('an own address that all others contradict is the one to correct', () => {
    const { tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', path, (text) => text.replaceAll('left=172.16.0.2', 'left=172.16.0.22')),
      undefined,
      '4.10',
    );
    expect(places(report)).toEqual([`verify/address-mismatch b/${path}:4`]);
  });

  test('a host that was not gathered is unknown', () => {
    const { tree } = rendered();
    const report = verifyTree(new Map([...tree].filter(([host]) => host !== 'c')), undefined, '4.10');
    expect(codes(report)).toEqual(['verify/leftover-conn', 'verify/leftover-conn']);
    expect(report.consistent).toBe('unknown');
    expect(report.verdicts).toContainEqual(
      expect.objectContaining({ pair: ['a', '172.16.0.3'], verdict: 'unknown', reason: 'not-collected' }),
    );
  });

  test('two hosts that have nothing for each other are counted, and are no fault', () => {
    const many = renderedTree(goodCluster(testInventory(['a', 'b', 'c', 'd'])));
    const without = (text: string, name: string): string =>
      text.replace(new RegExp(`^conn ${name}\\n(\\t.*\\n)*`, 'm'), '');
    const cut = edited(
      edited(many, 'a', path, (text) => without(text, 'b')),
      'b',
      path,
      (text) => without(text, 'a'),
    );
    const report = verifyTree(cut, undefined, '4.10');
    expect(codes(report)).toEqual(['verify/absent-pairs']);
    expect(report).toMatchObject({ consistent: 'unknown', expected: 10, found: 10, mirrored: 10 });
  });

  test('a release that nobody knows is said to be unknown', () => {
    const { tree } = rendered();
    expect(codes(verifyTree(tree)).filter((code) => code === 'verify/release-unknown')).toHaveLength(3);
  });
});

describe('trees of other tools are judged fairly', () => {
  const facts = (host: string): Readonly<Record<string, string>> => ({
    'facts/release.txt': 'Linux Libreswan 4.10 (XFRM) on 6.1.0\n',
    'facts/certificates.pem': gathered(`${host}-cert`, pem(host)),
  });
  const hosts = ['n1', 'n2', 'n3'] as const;
  const address = (host: string): string => `10.1.1.${host.slice(1)}`;
  const others = (host: string) => hosts.filter((other) => other !== host);
  const consistent = (tree: Tree): void => {
    const report = verifyTree(tree);
    expect(report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    expect(report).toMatchObject({ consistent: 'yes', expected: 6, found: 6, mirrored: 6 });
  };

  test('flat conns with IDs by %fromcert and other names', () => {
    const conf = (host: string): string =>
      others(host)
        .map(
          (other) =>
            `conn tunnel-${host}-${other}\n  left=${address(host)}\n  leftid=%fromcert\n  leftcert=${host}-cert\n  right=${address(other)}\n  rightid=%fromcert\n  authby=rsasig\n  ikev2=insist\n  auto=ondemand\n`,
        )
        .join('\n');
    consistent(treeOf(Object.fromEntries(hosts.map((host) => [host, conf(host)])), facts));
  });

  test('settings from %default, with the host itself as the right end', () => {
    const conf = (host: string): string =>
      `conn %default\n\tikev2=insist\n\tauthby=rsasig\n\trightcert=${host}-cert\n\trightid=%fromcert\n\n${others(host)
        .map(
          (other) =>
            `conn ${other}\n\tright=${address(host)}\n\tleft=${address(other)}\n\tleftid="O=system:nodes, CN=system:node:${other}"\n\tauto=route\n`,
        )
        .join('\n')}`;
    consistent(treeOf(Object.fromEntries(hosts.map((host) => [host, conf(host)])), facts));
  });

  test('one file a peer, included by the main file', () => {
    const tree: Tree = new Map(
      hosts.map((host) => [
        host,
        new Map([
          ['etc/ipsec.conf', 'config setup\n\tuniqueids=yes\n\ninclude /etc/ipsec.d/*.conf\n'],
          ...others(host).map((other): [string, string] => [
            `etc/ipsec.d/${other}.conf`,
            `# ${other}\nconn to-${other}\n    left = ${address(host)}\n    leftcert = "NSS Certificate DB:${host}-cert"\n    leftid = "O=system:nodes, CN=system:node:${host}"\n    right = ${address(other)}\n    rightid = "O=system:nodes, CN=system:node:${other}"\n    rightca = %same\n    authby = rsasig\n    ikev2 = insist\n    type = tunnel\n    auto = ondemand\n`,
          ]),
          ...Object.entries(facts(host)),
        ]),
      ]),
    );
    consistent(tree);
  });

  describe('%defaultroute for the own end', () => {
    const confOf = (host: string, peers: readonly string[]): string =>
      peers
        .map(
          (other) =>
            `conn ${other}\n\tleft=%defaultroute\n\tleftid=%fromcert\n\tleftcert=${host}-cert\n\tright=${address(other)}\n\trightid="O=system:nodes, CN=system:node:${other}"\n\tauthby=rsasig\n\tikev2=insist\n\tauto=ondemand\n`,
        )
        .join('\n');
    const whole = (host: string): string => confOf(host, others(host));

    test('each host is where all the others lead', () => {
      consistent(treeOf(Object.fromEntries(hosts.map((host) => [host, whole(host)])), facts));
    });

    test('also where the others say where they are, or a VPN leads elsewhere', () => {
      const vpn = 'conn vpn\n\tleft=%defaultroute\n\tright=192.0.2.1\n\tauthby=secret\n\tikev2=insist\n\tauto=add\n';
      const known = whole('n2').replaceAll('%defaultroute', address('n2'));
      const report = verifyTree(treeOf({ n1: `${whole('n1')}\n${vpn}`, n2: known, n3: whole('n3') }, facts));
      expect(codes(report)).toEqual([]);
      expect(report).toMatchObject({ consistent: 'yes', expected: 6, found: 6, mirrored: 6, proved: 3 });
      // The far end may be a host of the mesh that was not gathered.
      expect(report.notAsked).toContainEqual({ host: '192.0.2.1', fact: 'files' });
    });

    test('where only some lead to it nobody is taken for it', () => {
      const tree = treeOf({ n1: confOf('n1', ['n2']), n2: whole('n2'), n3: confOf('n3', ['n2']) }, facts);
      const report = verifyTree(tree);
      expect(report.consistent).not.toBe('yes');
      expect(new Set(codes(report))).not.toContain('verify/address-mismatch');
      expect(new Set(codes(report))).not.toContain('verify/nickname');
    });
  });

  test("the guide's own conns come up, and let plaintext through until they are", () => {
    const conf = (host: string): string =>
      others(host)
        .map(
          (other) =>
            `conn ${other}\n\tleft=${address(host)}\n\tleftid="CN=${host}"\n\tleftrsasigkey=%cert\n\tleftcert=${host}-cert\n\tright=${address(other)}\n\trightid="O=system:nodes, CN=system:node:${other}"\n\trightrsasigkey=%cert\n\tauto=start\n\tkeyingtries=%forever\n`,
        )
        .join('\n');
    const report = verifyTree(treeOf(Object.fromEntries(hosts.map((host) => [host, conf(host)])), facts));
    expect(new Set(codes(report))).toEqual(new Set(['verify/plaintext-possible', 'verify/both-start']));
    expect(report).toMatchObject({ consistent: 'yes', mirrored: 6 });
  });
});

describe('what one host alone tells', () => {
  const rendered = lazy(() => withTree(goodCluster(testInventory())));

  test('a host of the inventory without a folder', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(new Map([...tree].filter(([host]) => host !== 'c')), cluster);
    expect(places(report)).toEqual(['verify/missing-host nodes.c']);
    expect(report).toMatchObject({ consistent: 'no', expected: 6, found: 2 });
    expect(report.verdicts.map(({ pair, verdict }) => [pair, verdict])).toEqual([
      [['a', 'c'], 'unknown'],
      [['b', 'c'], 'unknown'],
    ]);
  });

  test('a folder without a configuration', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(new Map([...tree, ['c', new Map([['facts/release.txt', '4.10\n']])]]), cluster);
    expect(codes(report)).toContain('verify/no-configuration');
    expect(report.consistent).toBe('no');
  });

  test('another certificate than that of the inventory is told, and is the one that counts', () => {
    const { cluster, tree } = rendered();
    const other = hostPem(nodeSubject('x'));
    const damaged = edited(tree, 'b', 'facts/certificates.pem', () => `# nickname: b\n${other}`);
    const report = verifyTree(damaged, cluster);
    expect(codes(report)).toEqual(['verify/other-certificate', 'verify/unmatched-id', 'verify/unmatched-id']);
    expect(report.findings.slice(1).map(({ at }) => (at.kind === 'text' ? at.file : ''))).toEqual([
      `a/${path}`,
      `c/${path}`,
    ]);
  });

  test('a certificate of a CA that the others do not have', () => {
    const { cluster, tree } = rendered();
    const other = hostPem(nodeSubject('b'), { issuer: 'Other CA' });
    const report = verifyTree(
      edited(tree, 'b', 'facts/certificates.pem', () => `# nickname: b\n${other}`),
      cluster,
    );
    expect(codes(report)).toContain('verify/other-authority');
    expect(report.consistent).toBe('no');
  });

  test('encapsulation that one end wants and the other forbids', () => {
    const { cluster, tree } = rendered();
    const add = (value: string) => (text: string) =>
      text.replace(/(conn openshift-cluster-self\n)/, `$1\tencapsulation=${value}\n`);
    const damaged = edited(edited(tree, 'a', path, add('yes')), 'b', path, add('no'));
    expect(codes(verifyTree(damaged, cluster))).toContain('verify/encapsulation-differs');
  });
});

describe('pre-shared keys', () => {
  const master = `0x${toHex(Uint8Array.from({ length: 40 }, (_, i) => i * 5 + 1))}`;
  const rendered = lazy(() => withTree(goodCluster({ ...testInventory(), auth: 'psk', psk: { master } })));
  const secrets = 'etc/ipsec.d/openshift-cluster.secrets';

  test('one changed digit is found, and no digit is shown', () => {
    const { cluster, tree } = rendered();
    const damaged = edited(tree, 'b', secrets, (text) =>
      text.replace(/0x./, (start) => `0x${start.endsWith('0') ? '1' : '0'}`),
    );
    const report = verifyTree(damaged, cluster);
    expect(codes(report)).toEqual(['verify/psk-differs']);
    for (const [, digits = ''] of (damaged.get('b')?.get(secrets) ?? '').matchAll(/0x([0-9a-f]+)/g))
      expect(JSON.stringify(report)).not.toContain(digits.slice(0, 12));
  });

  test('a key that is not there is found', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', secrets, () => '# none\n'),
      cluster,
    );
    expect(new Set(codes(report))).toEqual(new Set(['verify/psk-differs']));
  });

  test('secrets that were not gathered leave it unknown', () => {
    const { cluster, tree } = rendered();
    const gathered = new Map(
      [...tree].map(([host, files]) => [host, new Map([...files].filter(([name]) => name !== secrets))]),
    );
    const report = verifyTree(gathered, cluster);
    expect(report).toMatchObject({ consistent: 'unknown', findings: [] });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'unknown', reason: 'no-secrets' });
  });
});

describe('opportunistic groups', () => {
  const inventory = { ...testInventory(), mode: 'opportunistic', groups: { private: ['172.16.0.0/24'], clear: [] } };
  const rendered = lazy(() => withTree(goodCluster(inventory)));

  test('a host that talks in clear to one that encrypts is cut off', () => {
    const { cluster, tree } = rendered();
    const damaged = edited(tree, 'b', 'etc/ipsec.d/policies/clear', (text) => `${text}172.16.0.3/32\n`);
    const report = verifyTree(damaged, cluster);
    expect(codes(report)).toEqual(['verify/foreign-target', 'verify/groups-asymmetric']);
    expect(report.verdicts).toEqual([
      expect.objectContaining({ pair: ['b', 'c'], verdict: 'broken', reason: 'groups-asymmetric' }),
    ]);
  });

  test('a private group that became empty is found for every peer', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', 'etc/ipsec.d/policies/private', () => '# gone\n'),
      cluster,
    );
    expect(report.verdicts.map(({ pair }) => pair)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
    expect(report.consistent).toBe('no');
  });

  test('a host that was not gathered leaves its pairs unknown', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(new Map([...tree].filter(([host]) => host !== 'b')), cluster);
    expect(places(report)).toEqual(['verify/missing-host nodes.b']);
    expect(report).toMatchObject({ consistent: 'no', expected: 6, found: 2, mirrored: 2 });
    expect(report.verdicts).toEqual([
      { pair: ['a', 'b'], family: 'ipv4', verdict: 'unknown', reason: 'not-collected', findings: [] },
      { pair: ['b', 'c'], family: 'ipv4', verdict: 'unknown', reason: 'not-collected', findings: [] },
    ]);
  });

  test('a host without the conns of the groups is cut off from all', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', path, () => '# none\n'),
      cluster,
    );
    expect(report).toMatchObject({ expected: 6, found: 2, mirrored: 2, consistent: 'no' });
    expect(report.verdicts).toMatchObject([
      { pair: ['a', 'b'], verdict: 'broken', reason: 'missing-conn' },
      { pair: ['b', 'c'], verdict: 'broken', reason: 'missing-conn' },
    ]);
    const at = report.verdicts.flatMap(({ findings }) => findings.map((i) => report.findings[i]));
    expect(new Set(at.map((finding) => finding?.message))).toEqual(
      new Set([
        'b must have the conn of the group private',
        'b must have the conns of the policy groups (and 1 more by the same line)',
      ]),
    );
  });

  test('a host that loads nothing is broken with all', () => {
    const { cluster, tree } = rendered();
    const report = verifyTree(
      edited(tree, 'b', path, (text) => `${text}stray\n`),
      cluster,
    );
    expect(report.verdicts.map(({ pair, verdict, reason }) => [pair.join(), verdict, reason])).toEqual([
      ['a,b', 'broken', 'configuration-lost'],
      ['b,c', 'broken', 'configuration-lost'],
    ]);
    expect(report.verdicts[0]?.findings.map((i) => report.findings[i]?.code)).toEqual(['verify/configuration-lost']);
  });

  test('where no certificate was gathered those of the inventory count', () => {
    const { cluster, tree } = rendered();
    const files = new Map(tree.get('b'));
    files.delete('facts/certificates.pem');
    const report = verifyTree(new Map([...tree, ['b', files]]), cluster);
    expect(report).toMatchObject({ consistent: 'yes', mirrored: 6, verdicts: [], findings: [] });
  });

  test('all in clear where the inventory encrypts is plaintext', () => {
    const { cluster, tree } = rendered();
    let damaged: Tree = tree;
    for (const host of ['a', 'b', 'c'])
      damaged = edited(damaged, host, 'etc/ipsec.d/policies/private', () => '# gone\n');
    expect(new Set(codes(verifyTree(damaged, cluster)))).toEqual(
      new Set(['verify/missing-target', 'verify/plaintext-possible']),
    );
  });
});

test('the time decides about certificates', () => {
  const cluster = goodCluster(testInventory());
  const expired = hostPem(nodeSubject('b'));
  const tree = edited(renderedTree(cluster), 'b', 'facts/certificates.pem', () => `# nickname: b\n${expired}`);
  expect(
    verifyTree(tree, cluster, undefined, new Date(now.getTime() + 100 * 365 * 86_400_000)).findings.map(
      ({ code }) => code,
    ),
  ).toContain('x509/expired');
});

test('lines of one text are read alike by the fast reader and the real one', () => {
  const cluster = goodCluster(testInventory(['a', 'b', 'c', 'd', 'e']));
  const plain = renderedTree(cluster);
  // A blank at the end of a line is nothing to libreswan, and enough for the fast reader to hand the file on.
  const handed: Tree = new Map(
    [...plain].map(([host, files]) => [
      host,
      new Map([...files].map(([name, text]) => [name, text.replace(/^(\tauto=.*)$/m, '$1 ')])),
    ]),
  );
  for (const release of ['3.25', '4.10', '5.4'] as readonly Release[]) {
    const damage = (tree: Tree): Tree =>
      edited(tree, 'b', path, (text) => text.replace('right=172.16.0.3', 'right=172.16.0.33'));
    expect(places(verifyTree(damage(handed), undefined, release))).toEqual(
      places(verifyTree(damage(plain), undefined, release)),
    );
  }
});
