/**
 * Single faults in what was gathered of a running mesh: modes, the kernel's policies, the packet filter, status, files that lack or
 * are too many. Written from the documents that each row names, before the checks. Those in certificates and in NSS's list
 * are in `certificate-mutations.ts`.
 */
import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../src/diagnostics/codes.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { startVerification } from '../../src/verify/verify.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { newRsaKey, rsaScheme } from '../support/authority.ts';
import { authorityKey } from '../support/authority-key.ts';
import { authorityName, gathered, goodCluster, hostPem, nodeSubject, now, testInventory } from '../support/cluster.ts';
import { crl, type ListParts } from '../support/crl-writer.ts';
import { pem } from '../support/der-writer.ts';
import { lazy } from '../support/lazy.ts';
import { valueIn } from '../support/results.ts';
import { nodeSignatures } from '../support/signatures.ts';
import { renderedTree, type Tree } from './tree.ts';

const hosts = ['a', 'b', 'c'];
const address = (host: string): string => `172.16.0.${hosts.indexOf(host) + 1}`;
const conf = 'etc/ipsec.d/openshift-cluster.conf';

const policy = (
  from: string,
  to: string,
  more = '\ttmpl src {from} dst {to}\n\t\tproto esp reqid 0 mode tunnel\n',
): string =>
  `src ${from}/32 dst ${to}/32 \n\tdir out priority 1753281 ptype main \n${more.replace('{from}', from).replace('{to}', to)}`;

const peersOf = (host: string): readonly string[] => hosts.filter((other) => other !== host);

const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
/** A revocation list of the authority; it revokes the certificate of whoever is named. */
function list(revoked: readonly string[] = [], parts: ListParts = {}): string {
  const entries = revoked.map((host) => {
    const { serialHex } = valueIn(readCertificate(hostPem(nodeSubject(host))));
    return { serial: BigInt(`0x${serialHex}`), at: inDays(-3) };
  });
  const all = { issuer: authorityName(), thisUpdate: inDays(-2), nextUpdate: inDays(30), entries, ...parts };
  return pem(crl(all, authorityKey.privateKey, rsaScheme('sha256')), 'X509 CRL');
}
const goodList = lazy(() => list());

const facts = (host: string): Readonly<Record<string, string>> => ({
  'facts/release.txt': 'Linux Libreswan 4.10 (XFRM) on 6.1.0\nipsec status: 0\n',
  'facts/certificates.pem': gathered(host, hostPem(nodeSubject(host))),
  'facts/nicknames.txt': `\nCertificate Nickname                                         Trust Attributes\n\n${host.padEnd(60)} u,u,u\n${'Mesh CA'.padEnd(60)} CT,,\n`,
  'facts/crls.pem': goodList(),
  'facts/addresses.json': JSON.stringify([
    { ifname: 'lo', addr_info: [{ local: '127.0.0.1' }] },
    { ifname: 'eth0', addr_info: [{ local: address(host) }] },
  ]),
  'facts/link.json': JSON.stringify([{ ifname: 'eth0', mtu: 1500 }]),
  'facts/iptables-save.txt': '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
  'facts/nft.json': JSON.stringify({ nftables: [{ metainfo: { json_schema_version: 1 } }] }),
  'facts/status.txt': `000 Total IPsec connections: loaded 2, active 0\n${peersOf(host)
    .map((peer) => `000 "${peer}": ${address(host)}...${address(peer)}; prospective erouted; eroute owner: #0\n`)
    .join('')}`,
  'facts/xfrm-policy.txt': peersOf(host)
    .map((peer) => policy(address(host), address(peer)))
    .join(''),
  'facts/modes.txt': [
    '644 0 0 etc/ipsec.conf',
    '600 0 0 etc/ipsec.secrets',
    '700 0 0 etc/ipsec.d',
    `644 0 0 ${conf}`,
    '755 0 0 etc/ipsec.d/policies',
    '600 0 0 var/lib/ipsec/nss/key4.db',
    '644 0 0 var/lib/ipsec/nss/cert9.db\n',
  ].join('\n'),
  'etc/ipsec.conf': 'config setup\n\tlogfile=/var/log/pluto.log\n\ninclude /etc/ipsec.d/*.conf\n',
});

const mesh = lazy(() => {
  const cluster = goodCluster(testInventory(hosts));
  const rendered = renderedTree(cluster);
  const tree: Tree = new Map(
    [...rendered].map(([host, files]) => [host, new Map([...files, ...Object.entries(facts(host))])]),
  );
  return { cluster, tree, rendered: new Map([...rendered].map(([host, files]) => [host, [...files.keys()]])) };
});

interface Options {
  /** Whether the tree has the manifest of render. */
  readonly manifest?: boolean;
  readonly inventory?: boolean;
}

function judge(tree: Tree, { manifest = false, inventory = true }: Options = {}): Verification {
  const { cluster, rendered } = mesh();
  const verifier = startVerification({
    now,
    ...(inventory ? { rendering: cluster.rendering } : {}),
    ...(manifest ? { rendered: [...rendered.keys()] } : {}),
  });
  for (const [name, files] of tree) {
    const own = rendered.get(name);
    const folder = {
      name,
      files,
      show: (path: string) => `${name}/${path}`,
      ...(manifest && own !== undefined ? { rendered: own } : {}),
    };
    const { value: evidence, findings } = readEvidence(folder, inventory ? { mesh: cluster.mesh } : {});
    verifier.add(evidence, findings);
  }
  return verifier.finish(nodeSignatures);
}

type Edit = (files: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;

const put =
  (path: string, edit: (text: string) => string): Edit =>
  (files) =>
    new Map([...files, [path, edit(files.get(path) ?? '')]]);
const replaced = (path: string, from: string | RegExp, to: string): Edit => put(path, (text) => text.replace(from, to));
const appended = (path: string, more: string): Edit => put(path, (text) => text + more);
const without =
  (path: string): Edit =>
  (files) =>
    new Map([...files].filter(([own]) => own !== path));

const onB = (edit: Edit): Tree => {
  const { tree } = mesh();
  const before = tree.get('b') ?? new Map();
  const after = edit(before);
  expect([...after]).not.toEqual([...before]);
  return new Map([...tree].map(([host, files]) => [host, host === 'b' ? after : files]));
};

/** Code and place of what must be found, and the verdict on the pair of a and b. */
interface Fault {
  readonly why: string;
  readonly edit: Edit;
  readonly finds: readonly [code: DiagnosticCode, place: string] | 'nothing';
  readonly pair?: 'broken' | 'one-sided' | 'unknown';
  readonly options?: Options;
}

const [lists, modes, policies, status, iptables] = [
  'facts/crls.pem',
  'facts/modes.txt',
  'facts/xfrm-policy.txt',
  'facts/status.txt',
  'facts/iptables-save.txt',
];
const [own, far] = [address('b'), address('a')];
const passFor = (traffic: string, priority: number): string =>
  `src ${own}/32 dst ${far}/32 ${traffic}\n\tdir out priority ${priority} ptype main \n`;
const nft = (...entries: readonly object[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { json_schema_version: 1 } }, ...entries] });
const nftInput = (policyWord: string, ...expressions: readonly object[]): string =>
  nft(
    { table: { family: 'inet', name: 'f', handle: 1 } },
    {
      chain: {
        family: 'inet',
        table: 'f',
        name: 'in',
        handle: 1,
        type: 'filter',
        hook: 'input',
        prio: 0,
        policy: policyWord,
      },
    },
    ...expressions.map((expr, i) => ({ rule: { family: 'inet', table: 'f', chain: 'in', handle: 2 + i, expr } })),
  );

const faults: readonly Fault[] = [
  // ipsec.secrets(5): owned by root, closed to all others. What pluto reads is what it does.
  {
    why: 'secrets that everybody reads',
    edit: replaced(modes, '600 0 0 etc/ipsec.sec', '644 0 0 etc/ipsec.sec'),
    finds: ['verify/file-mode', `b/${modes}:2`],
  },
  {
    why: 'secrets that a group reads',
    edit: replaced(modes, '600 0 0 etc/ipsec.sec', '640 0 7 etc/ipsec.sec'),
    finds: ['verify/file-mode', `b/${modes}:2`],
  },
  {
    why: "secrets that root's group reads",
    edit: replaced(modes, '600 0 0 etc/ipsec.sec', '640 0 0 etc/ipsec.sec'),
    finds: 'nothing',
  },
  {
    why: 'secrets of a user',
    edit: replaced(modes, '600 0 0 etc/ipsec.sec', '600 1000 0 etc/ipsec.sec'),
    finds: ['verify/file-mode', `b/${modes}:2`],
  },
  {
    why: 'conns that everybody writes',
    edit: replaced(modes, `644 0 0 ${conf}`, `666 0 0 ${conf}`),
    finds: ['verify/file-mode', `b/${modes}:4`],
  },
  {
    why: 'conns that a group writes',
    edit: replaced(modes, `644 0 0 ${conf}`, `664 0 50 ${conf}`),
    finds: ['verify/file-mode', `b/${modes}:4`],
  },
  {
    why: "conns that root's group writes",
    edit: replaced(modes, `644 0 0 ${conf}`, `664 0 0 ${conf}`),
    finds: 'nothing',
  },
  {
    why: 'conns that nobody else reads',
    edit: replaced(modes, `644 0 0 ${conf}`, `600 0 0 ${conf}`),
    finds: 'nothing',
  },
  {
    why: 'a folder in which everybody writes',
    edit: replaced(modes, '700 0 0 etc/ipsec.d', '777 0 0 etc/ipsec.d'),
    finds: ['verify/file-mode', `b/${modes}:3`],
  },
  {
    why: 'policies in which a user writes',
    edit: replaced(modes, '755 0 0 etc/ipsec.d/p', '755 33 0 etc/ipsec.d/p'),
    finds: ['verify/file-mode', `b/${modes}:5`],
  },
  {
    why: 'private keys that everybody reads',
    edit: replaced(modes, '600 0 0 var', '644 0 0 var'),
    finds: ['verify/file-mode', `b/${modes}:6`],
  },
  { why: 'certificates that everybody reads', edit: replaced(modes, '644 0 0 var', '444 0 0 var'), finds: 'nothing' },
  {
    why: 'certificates that everybody writes',
    edit: replaced(modes, '644 0 0 var', '646 0 0 var'),
    finds: ['verify/file-mode', `b/${modes}:7`],
  },
  {
    why: 'secrets beside that everybody reads',
    edit: appended(modes, '604 0 0 etc/ipsec.d/x.secrets\n'),
    finds: ['verify/file-mode', `b/${modes}:8`],
  },
  {
    why: 'modes that are none',
    edit: put(modes, () => 'ls: nothing\n'),
    finds: ['verify/unreadable-fact', `b/${modes}:1`],
  },

  // ip-xfrm(8): the lowest priority wins; without a template a packet leaves as it is
  {
    why: 'a kernel without policies',
    edit: put(policies, () => ''),
    finds: ['verify/kernel-policy', `b/${policies}:1`],
    pair: 'broken',
  },
  {
    why: 'a kernel without a policy for one peer',
    edit: put(policies, () => policy(own, address('c'))),
    finds: ['verify/kernel-policy', `b/${policies}:1`],
    pair: 'broken',
  },
  {
    why: 'a policy without a template',
    edit: put(policies, (text) => text.replace(/\ttmpl.*\n.*\n/, '')),
    finds: ['verify/kernel-policy', `b/${policies}:1`],
    pair: 'broken',
  },
  {
    why: 'a policy that drops',
    edit: replaced(policies, 'dir out priority', 'dir out action block priority'),
    finds: ['verify/kernel-policy', `b/${policies}:1`],
    pair: 'broken',
  },
  {
    why: 'a stronger policy that passes ssh',
    edit: appended(policies, passFor('proto tcp dport 22 ', 1360065)),
    finds: ['verify/kernel-policy', `b/${policies}:9`],
    pair: 'broken',
  },
  {
    why: 'a weaker policy that passes ssh',
    edit: appended(policies, passFor('proto tcp dport 22 ', 1760065)),
    finds: 'nothing',
  },
  {
    why: 'a stronger policy that passes everything to everybody',
    edit: appended(policies, `src ${own}/32 dst 0.0.0.0/0 \n\tdir out priority 1 \n`),
    finds: ['verify/kernel-policy', `b/${policies}:9`],
    pair: 'broken',
  },
  {
    why: 'one that passes for one socket',
    edit: appended(policies, `src ${own}/32 dst 0.0.0.0/0 \n\tsocket out priority 0 \n`),
    finds: 'nothing',
  },
  {
    why: 'one that passes what comes in',
    edit: appended(policies, `src ${far}/32 dst ${own}/32 \n\tdir in priority 1 \n`),
    finds: 'nothing',
  },
  {
    why: 'one for a host outside',
    edit: appended(policies, `src ${own}/32 dst 192.0.2.1/32 \n\tdir out priority 1 \n`),
    finds: 'nothing',
  },
  {
    why: 'policies that are none',
    edit: put(policies, () => 'RTNETLINK answers: Operation not permitted\n'),
    finds: ['verify/unreadable-fact', `b/${policies}:1`],
  },

  // ipsec-status(8), whack's own words
  {
    why: 'no pluto',
    edit: put(status, () => 'whack: Pluto is not running (no "/run/pluto/pluto.ctl")\n'),
    finds: ['verify/not-running', `b/${status}:1`],
    pair: 'broken',
  },
  {
    why: 'a collector that was not root',
    edit: put(status, () => 'whack: connect() for "/run/pluto/pluto.ctl" failed (13 Permission denied)\n'),
    finds: ['verify/unreadable-fact', `b/${status}:1`],
  },
  {
    why: 'a pluto without one conn',
    edit: replaced(status, /^000 "a".*\n/m, ''),
    finds: ['verify/not-active', `b/${status}:1`],
    pair: 'broken',
  },
  {
    why: 'a conn that is not routed',
    edit: replaced(status, 'prospective erouted', 'unrouted'),
    finds: ['verify/not-active', `b/${status}:2`],
    pair: 'broken',
  },

  // iptables(8), nft(8)
  {
    why: 'an input that drops',
    edit: replaced(iptables, ':INPUT ACCEPT', ':INPUT DROP'),
    finds: ['firewall/blocked', `b/${iptables}:2`],
    pair: 'broken',
  },
  {
    why: 'an output that drops',
    edit: replaced(iptables, ':OUTPUT ACCEPT', ':OUTPUT DROP'),
    finds: ['firewall/blocked', `b/${iptables}:4`],
    pair: 'broken',
  },
  { why: 'a forward chain that drops', edit: replaced(iptables, ':FORWARD ACCEPT', ':FORWARD DROP'), finds: 'nothing' },
  {
    why: 'IKE is rejected',
    edit: replaced(iptables, 'COMMIT', '-A INPUT -p udp --dport 500 -j REJECT\nCOMMIT'),
    finds: ['firewall/blocked', `b/${iptables}:5`],
    pair: 'broken',
  },
  {
    why: 'ESP is rejected',
    edit: replaced(iptables, 'COMMIT', '-A INPUT -p esp -j DROP\nCOMMIT'),
    finds: ['firewall/blocked', `b/${iptables}:5`],
    pair: 'broken',
  },
  {
    why: 'ESP of a stranger is rejected',
    edit: replaced(iptables, 'COMMIT', '-A INPUT -s 192.0.2.1 -p esp -j DROP\nCOMMIT'),
    finds: 'nothing',
  },
  {
    why: 'nft drops what iptables lets in',
    edit: put('facts/nft.json', () => nftInput('drop')),
    finds: ['firewall/blocked', 'b/facts/nft.json:1'],
    pair: 'broken',
  },
  { why: 'nft accepts by its policy', edit: put('facts/nft.json', () => nftInput('accept')), finds: 'nothing' },

  // What the contract lists
  {
    why: 'a smaller link',
    edit: replaced('facts/link.json', '1500', '1400'),
    finds: ['verify/mtu', 'b/facts/link.json:1'],
  },
  {
    why: 'an address that is elsewhere',
    edit: replaced('facts/addresses.json', own, '192.0.2.7'),
    finds: ['verify/host-address', 'b/facts/addresses.json:1'],
    pair: 'broken',
  },
  {
    why: 'addresses that are none',
    edit: put('facts/addresses.json', () => 'nothing'),
    finds: ['verify/unreadable-fact', 'b/facts/addresses.json:1'],
  },
  {
    why: 'a release of another program',
    edit: put('facts/release.txt', () => 'Linux strongSwan U5.9.8/K6.1.0\n'),
    finds: ['verify/release-unknown', 'b/facts/release.txt:1'],
  },
  {
    why: 'a main file that includes nothing',
    edit: replaced('etc/ipsec.conf', /^include.*/m, ''),
    finds: ['verify/not-included', 'b/etc/ipsec.conf:1'],
    pair: 'broken',
  },
  { why: 'conns that are gone', edit: without(conf), finds: ['verify/missing-conn', `b/${conf}:1`], pair: 'one-sided' },
  {
    why: 'a file of conns for somebody who left',
    edit: appended(
      conf,
      '\nconn d\n\talso=openshift-cluster-self\n\tright=172.16.0.9\n\trightid=%fromcert\n\tauto=ondemand\n',
    ),
    finds: ['verify/leftover-conn', 'b/etc'],
  },
  {
    why: 'a script that is gone',
    edit: without('import-certificate.sh'),
    finds: ['verify/missing-file', 'b/import-certificate.sh:1'],
    options: { manifest: true },
  },
  {
    why: 'a file of conns that is gone, where render wrote it',
    edit: without(conf),
    finds: ['verify/missing-file', `b/${conf}:1`],
    pair: 'one-sided',
    options: { manifest: true },
  },
  {
    why: 'a script that is gone, without an inventory',
    edit: without('import-certificate.sh'),
    finds: ['verify/missing-file', 'b/import-certificate.sh:1'],
    options: { manifest: true, inventory: false },
  },
  // crlutil(1), crl-strict in ipsec.conf(5): what the list of a database names is refused.
  {
    why: 'a revocation list that names a',
    edit: put(lists, () => list(['a'])),
    finds: ['x509/revoked', 'a/facts/certificates.pem:2'],
    pair: 'broken',
  },
  {
    why: 'a revocation list that names a stranger',
    edit: put(lists, () => list(['x'])),
    finds: 'nothing',
  },
  {
    why: 'no revocation list, where the others have one',
    edit: put(lists, () => '# revocation lists of the NSS database\n'),
    finds: ['x509/crl-not-given', `b/${lists}:1`],
  },
  {
    why: 'an older revocation list than the others',
    edit: put(lists, () => list([], { thisUpdate: inDays(-9) })),
    finds: ['x509/crl-stale', `b/${lists}:1`],
  },
  {
    why: 'a revocation list that is overdue',
    edit: put(lists, () => list([], { nextUpdate: inDays(-1) })),
    finds: ['x509/crl-stale', `b/${lists}:1`],
  },
  {
    why: 'a revocation list that another key signed',
    edit: put(lists, () => {
      const parts = { issuer: authorityName(), thisUpdate: inDays(-2), nextUpdate: inDays(30) };
      return pem(crl(parts, newRsaKey().privateKey, rsaScheme('sha256')), 'X509 CRL');
    }),
    finds: ['x509/bad-signature', `b/${lists}:1`],
  },
  {
    why: 'something else in the place of a revocation list',
    edit: put(lists, () => hostPem(nodeSubject('b'))),
    finds: ['pki/no-crl', `b/${lists}:1`],
  },
  { why: 'a script that was not gathered', edit: without('import-certificate.sh'), finds: 'nothing' },
];

test('a running mesh as it should be has no finding, and everything was asked', () => {
  const report = judge(mesh().tree);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ consistent: 'yes', proved: 3, notAsked: [] });
  for (const options of [{ manifest: true }, { inventory: false }, { manifest: true, inventory: false }])
    expect(judge(mesh().tree, options).findings).toEqual([]);
});

describe('a fault in the facts of b', () => {
  test.each(faults)('$why', ({ edit, finds, pair, options }) => {
    const { findings, verdicts, consistent } = judge(onB(edit), options);
    if (finds === 'nothing') {
      expect(findings).toEqual([]);
      expect(consistent).toBe('yes');
      return;
    }
    const [code, place] = finds;
    const told = findings.map(({ code: of, at }) => `${of} ${at.kind === 'text' ? `${at.file}:${at.line}` : at.path}`);
    expect(told).toContainEqual(expect.stringContaining(`${code} ${place}`));
    if (findings.some(({ severity }) => severity === 'error')) expect(consistent).toBe('no');
    if (pair !== undefined)
      expect(verdicts).toContainEqual(expect.objectContaining({ pair: ['a', 'b'], verdict: pair }));
  });
});

describe('folders', () => {
  const withOld = (): Tree => new Map([...mesh().tree, ['old', new Map([['etc/ipsec.conf', '']])]]);
  const withoutC = (): Tree => new Map([...mesh().tree].filter(([host]) => host !== 'c'));

  test('one of a host that left is an error, by the inventory or by the manifest', () => {
    for (const options of [{}, { manifest: true }, { manifest: true, inventory: false }]) {
      const { findings, consistent } = judge(withOld(), options);
      const leftover = findings.filter(({ code }) => code === 'verify/leftover-host');
      expect(leftover).toEqual([expect.objectContaining({ severity: 'error' })]);
      expect(consistent).toBe('no');
    }
  });

  test('each of several is told', () => {
    const two: Tree = new Map([...withOld(), ['older', new Map([['etc/ipsec.conf', '']])]]);
    expect(judge(two).findings.filter(({ code }) => code === 'verify/leftover-host')).toHaveLength(2);
  });

  test('one that lacks is missing, by the inventory or by the manifest', () => {
    for (const options of [{}, { manifest: true, inventory: false }]) {
      const { findings, consistent } = judge(withoutC(), options);
      expect(findings.map(({ code }) => code)).toContain('verify/missing-host');
      expect(consistent).toBe('no');
    }
  });

  test('of a gathered tree without either nobody knows', () => {
    expect(judge(withOld(), { inventory: false }).findings.map(({ code }) => code)).not.toContain(
      'verify/leftover-host',
    );
  });
});
