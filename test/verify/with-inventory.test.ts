/**
 * What is found on a host of which the inventory says more: each keyword that somebody adds to a conn, and each fact that was
 * gathered, held against the plan. Golden, by code and place.
 */
import { goodCluster, hostPem, nodeSubject, testInventory } from '../support/cluster.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { lazy } from '../support/lazy.ts';
import { edited, type Rendered, type Tree, toldOf, verifyTree, withTree } from './tree.ts';

const conf = 'etc/ipsec.d/openshift-cluster.conf';

/** The conn for c on b, with a line more. */
const withLine = (tree: Tree, line: string): Tree =>
  edited(tree, 'b', conf, (text) => text.replace(/^conn c\n(?:\t.*\n)*/m, (conn) => `${conn}\t${line}\n`));

/** What is said of each variant of the files of b. */
function testVariants(
  what: string,
  golden: string,
  rows: readonly string[],
  variant: (tree: Tree, row: string) => Tree,
  rendered = onDefault,
): void {
  testGoldenRows(what, {
    file: `findings/${golden}.txt`,
    rows,
    title: (row) => `# ${row}`,
    told(row) {
      const { cluster, tree } = rendered();
      return toldOf(verifyTree(variant(tree, row), cluster));
    },
  });
}

const renderedOn = (release: string): (() => Rendered) =>
  lazy(() => withTree(goodCluster({ ...testInventory(), libreswan: release, firewall: { backends: ['iptables'] } })));
const onDefault = renderedOn('4.10');

const lines: readonly string[] = [
  // What the mesh promises
  ...['compress=yes', 'encapsulation=no', 'esn=yes', 'esp=aes256-sha2_256', 'ike=aes256-sha2_256;dh19', 'pfs=no'],
  ...['failureshunt=drop', 'failureshunt=none', 'negotiationshunt=hold', 'negotiationshunt=passthrough', 'phase2=ah'],
  ...['replay-window=0', 'replay-window=64', 'sha2-truncbug=yes', 'type=transport', 'type=tunnel'],
  // What each host may choose
  ...['dpdtimeout=60', 'keyingtries=3', 'rekeymargin=1m', 'rekeyfuzz=50%', 'rekey=no', 'retransmit-interval=100'],
  ...['retransmit-timeout=30s', 'initial-contact=yes', 'connalias=x', 'nflog=5', 'ikepad=no', 'mtu=1300'],
  ...['hostaddrfamily=ipv4', 'connaddrfamily=ipv4', 'clientaddrfamily=ipv4', 'salifetime=1h', 'ikelifetime=2h'],
  // What makes the conn protect other packets
  ...[
    'mark=5/0xffffffff',
    'mark-in=5/0xffffffff',
    'mark-out=5/0xffffffff',
    'vti-interface=vti0',
    'ipsec-interface=yes',
  ],
  ...['sec-label=system_u:object_r:ipsec_spd_t:s0', 'policy-label=system_u:object_r:ipsec_spd_t:s0', 'ppk=yes'],
  ...['enable-tcp=yes', 'tcp-remoteport=4500', 'leftprotoport=tcp/22', 'rightprotoport=17/1701', 'leftikeport=1500'],
  ...['leftsubnet=10.9.0.0/24', 'rightsubnet=10.9.0.0/24', 'leftsubnets="{10.9.0.0/24 10.8.0.0/24}"'],
  ...[
    'leftaddresspool=10.9.0.1-10.9.0.9',
    'rightcert=c',
    `rightrsasigkey=0sAQP/${'/'.repeat(84)}`,
    'leftxauthserver=yes',
  ],
  ...[
    'leftxauthclient=yes',
    'leftmodecfgserver=yes',
    'leftmodecfgclient=yes',
    'leftrsasigkey=%cert',
    `leftrsasigkey=0sAQP/${'/'.repeat(84)}`,
  ],
  // What belongs to an end
  ...['leftsendcert=never', 'leftsendcert=always', 'leftupdown=/bin/true', 'leftca=%same', 'rightsendcert=always'],
  ...['leftca="OU=openshift, CN=Mesh CA"', 'leftca="OU=openshift, CN=Other CA"', 'leftsourceip=172.16.0.2'],
  ...['leftnexthop=172.16.0.254', 'leftauth=rsasig', 'rightauth=rsasig', 'leftusername=x'],
];

for (const release of ['4.10', '5.2'])
  testVariants(
    `lines that somebody added to a conn, on ${release}`,
    `lines-${release}`,
    lines,
    withLine,
    renderedOn(release),
  );

const renderedFlat = lazy(() =>
  withTree(
    goodCluster({
      ...testInventory(),
      libreswan: '4.10',
      ipsec: { layout: 'flat' },
      firewall: { backends: ['iptables'] },
    }),
  ),
);

/** The conn for c on b, with another value of a keyword that it has, or without the keyword. */
const withValue = (tree: Tree, row: string): Tree =>
  edited(tree, 'b', conf, (text) =>
    text.replace(/^conn c\n(?:\t.*\n)*/m, (conn) => {
      const [keyword = ''] = row.split('=');
      const line = new RegExp(`^\\t${keyword}=.*\\n`, 'm');
      if (!line.test(conn)) throw new Error(`no ${keyword}= in ${conn}`);
      return conn.replace(line, row.includes('=') ? `\t${row}\n` : '');
    }),
  );

testVariants(
  'lines that somebody changed in a conn',
  'changed-lines',
  [
    ...['left', 'left=%defaultroute', 'left=%any', 'left=172.16.0.9', 'left=b.example.com', 'left=172.16.0.3'],
    ...[
      'right',
      'right=%any',
      'right=172.16.0.9',
      'right=172.16.0.1',
      'right=172.16.0.2',
      'right=c',
      'right=c.example.com',
    ],
    ...['leftid', 'leftid="O=system:nodes,CN=system:node:b"', 'leftid="CN=system:node:b, O=system:nodes"', 'leftid=@b'],
    ...['leftid=%fromcert', 'leftid="O=x, y"', 'leftid=%any', 'leftid=172.16.0.2'],
    ...['rightid', 'rightid="o=system:nodes, cn=system:node:c"', 'rightid="/O=system:nodes/CN=system:node:c"'],
    ...[
      'rightid="CN=system:node:c, O=system:nodes"',
      'rightid=%fromcert',
      'rightid="O=system:nodes"',
      'rightid="O=*, CN=*"',
    ],
    ...['rightid="O=x, y"', 'rightid=@c', 'rightid=%any', 'rightid="O=system:nodes, CN=system:node:b"'],
    ...[
      'leftcert',
      'leftcert=c',
      'leftcert="NSS Certificate DB:b"',
      'leftcert=pkcs11:object=b',
      'leftcert=pkcs11:object=c',
    ],
    ...[
      'rightca',
      'rightca=%any',
      'rightca="OU=openshift, CN=Mesh CA"',
      'rightca="CN=Mesh CA, OU=openshift"',
      'rightca=x',
    ],
    ...[
      'authby',
      'authby=rsa-sha2',
      'authby=ecdsa',
      'authby=secret',
      'authby=never',
      'authby="rsasig, ecdsa"',
      'authby=x',
    ],
    ...['ikev2', 'ikev2=yes', 'ikev2=no', 'ikev2=permit', 'ikev2=never'],
    ...['auto', 'auto=add', 'auto=start', 'auto=route', 'auto=keep', 'auto=ignore', 'auto=x'],
  ],
  withValue,
  renderedFlat,
);

const renderedGroups = lazy(() => {
  const inventory = testInventory();
  return withTree(
    goodCluster({
      ...inventory,
      libreswan: '4.10',
      mode: 'opportunistic',
      groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'], block: ['192.0.2.0/24'] },
    }),
  );
});

/** What somebody changed on b in a mesh of policy groups. */
const groupChanges: Readonly<Record<string, readonly [path: string, edit: (text: string) => string]>> = {
  nothing: [conf, (text) => text],
  'a stray word': [conf, (text) => `${text}stray\n`],
  'no conns': [conf, () => '# none\n'],
  'no conns, and another file in their place': [
    conf,
    () => 'conn x\n\tleft=172.16.0.2\n\tright=172.16.0.9\n\tauto=add\n',
  ],
  'no conn of the group private': [conf, (text) => text.replace(/^conn private\n(?:\t.*\n)*/m, '')],
  'conns that are not loaded': [conf, (text) => text.replaceAll(/auto=.*/g, 'auto=ignore')],
  'another nickname': [conf, (text) => text.replaceAll(/leftcert=.*/g, 'leftcert=zz')],
  'another authentication': [conf, (text) => text.replaceAll(/authby=rsasig/g, 'authby=ecdsa')],
  'no failureshunt': [conf, (text) => text.replaceAll(/\tfailureshunt=.*\n/g, '')],
  'an IKE version more': [conf, (text) => text.replaceAll('ikev2=insist', 'ikev2=propose')],
  'private is clear': [conf, (text) => text.replace(/^conn private\n/m, 'conn private\n\ttype=passthrough\n')],
  'an own address': [conf, (text) => text.replaceAll('left=%defaultroute', 'left=172.16.0.2')],
  'a conn for a peer beside the groups': [
    conf,
    (text) => `${text}conn extra\n\tleft=172.16.0.2\n\tright=172.16.0.3\n\tauthby=secret\n\tauto=ondemand\n`,
  ],
  'no targets': ['etc/ipsec.d/policies/private', () => ''],
  'other targets': ['etc/ipsec.d/policies/private', () => '172.16.0.1/32\n'],
  'a peer in clear': ['etc/ipsec.d/policies/clear', (text) => `${text}172.16.0.3/32\n`],
  'a peer in block': ['etc/ipsec.d/policies/block', (text) => `${text}172.16.0.3/32\n`],
  'a word in a policy file': ['etc/ipsec.d/policies/private', (text) => `${text}x\n`],
  'another release': ['facts/release.txt', () => 'Linux Libreswan 5.3 (XFRM) on 6.1.0\n'],
  'certificates of another authority': [
    'facts/certificates.pem',
    () => `# nickname: b\n${hostPem(nodeSubject('b'), { issuer: 'Other CA' })}`,
  ],
  'a certificate of another host': ['facts/certificates.pem', () => `# nickname: b\n${hostPem(nodeSubject('x'))}`],
};

testVariants(
  'groups that somebody changed',
  'changed-groups',
  Object.keys(groupChanges),
  (tree, row) => {
    const [path, edit] = groupChanges[row] ?? [conf, (text: string) => text];
    return edited(tree, 'b', path, edit);
  },
  renderedGroups,
);

testVariants(
  'conns for one another beside the groups, on both ends',
  'beside-groups',
  ['extra', 'extra and lost', 'extra and not loaded'],
  (tree, row) => {
    const line = { extra: 'auto=add', 'extra and lost': 'type=drop', 'extra and not loaded': 'auto=ignore' }[row] ?? '';
    const conn = (own: number, peer: number, more: string): string =>
      `conn extra\n\tleft=172.16.0.${own}\n\tright=172.16.0.${peer}\n\tauthby=secret\n\t${more}\n`;
    const onB = edited(tree, 'b', conf, (text) => text + conn(2, 3, 'auto=add'));
    return edited(onB, 'c', conf, (text) => text + conn(3, 2, line));
  },
  renderedGroups,
);

for (const { what, golden, rendered } of [
  { what: 'hosts that are missing', golden: 'missing-hosts', rendered: renderedFlat },
  { what: 'hosts that are missing in a mesh of groups', golden: 'missing-group-hosts', rendered: renderedGroups },
])
  testVariants(
    what,
    golden,
    ['none', 'a', 'a b', 'a b c'],
    (tree, row) => new Map([...tree].filter(([name]) => !row.split(' ').includes(name))),
    rendered,
  );

const facts: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'a link that is no JSON': ['link.json', 'no'],
  'a link that is no list': ['link.json', '{}'],
  'links without ours': ['link.json', '[{"ifname":"lo","mtu":65536}]'],
  'our link, as wide as planned': ['link.json', '[{"ifname":"eth0","mtu":1500}]'],
  'our link, wider': ['link.json', '[{"ifname":"eth0","mtu":9000}]'],
  'our link, narrower': ['link.json', '[{"ifname":"lo","mtu":65536},{"ifname":"eth0","mtu":1400}]'],
  'our link, narrower, on a line of its own': [
    'link.json',
    '[ {"ifname" : "lo","mtu":65536},\n  {"ifname" : "eth0","mtu":1400} ]\n',
  ],
  'our link without an MTU': ['link.json', '[null,7,{"ifname":"eth0","mtu":"1500"}]'],
  'a link whose name ours is part of': ['link.json', '[{"ifname":"eth00","mtu":1400}]'],
  'addresses that are no JSON': ['addresses.json', 'no'],
  'our address where it should be': [
    'addresses.json',
    '[{"ifname":"eth0","addr_info":[{"family":"inet","local":"172.16.0.2","prefixlen":24}]}]',
  ],
  'our address on another interface': [
    'addresses.json',
    '[{"ifname":"ens3","addr_info":[{"family":"inet","local":"172.16.0.2","prefixlen":24}]}]',
  ],
  'no address of ours': [
    'addresses.json',
    '[{"ifname":"eth0","addr_info":[{"family":"inet","local":"172.16.0.9","prefixlen":24}]}]',
  ],
  'a packet filter that lets nothing in': [
    'iptables-save.txt',
    '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
  ],
  'a packet filter that lets all in': [
    'iptables-save.txt',
    '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
  ],
  'a packet filter for IPv6 alone': ['ip6tables-save.txt', '*filter\n:INPUT DROP [0:0]\nCOMMIT\n'],
  'a packet filter that can not be read': ['iptables-save.txt', 'nonsense\n'],
  'nft rules that are no JSON': ['nft.json', 'no'],
  'nft rules, none': ['nft.json', '{"nftables":[{"metainfo":{"json_schema_version":1}}]}'],
  'nft rules that drop': [
    'nft.json',
    '{"nftables":[{"table":{"family":"inet","name":"f","handle":1}},{"chain":{"family":"inet","table":"f","name":"in","handle":1,"type":"filter","hook":"input","prio":0,"policy":"drop"}}]}',
  ],
  'another release': ['release.txt', 'Linux Libreswan 4.3 (netkey) on 5.10.0\n'],
  'a release that nobody knows': ['release.txt', 'Linux Libreswan 9.9 on 9.9\n'],
  'certificates that can not be read': [
    'certificates.pem',
    '# nickname: b\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  ],
  'nicknames that are none': ['nicknames.txt', 'no database\n'],
  'a database without a nickname': [
    'nicknames.txt',
    '\nCertificate Nickname                    Trust Attributes\n                                        SSL,S/MIME,JAR/XPI\n\n',
  ],
  'a database without a certificate': ['certificates.pem', ''],
  'certificates that are comments': ['certificates.pem', '# none\n\n'],
};

testVariants('facts that were gathered', 'facts', Object.keys(facts), (tree, row) => {
  const [file, text] = facts[row] ?? ['', ''];
  return edited(tree, 'b', `facts/${file}`, () => text);
});

const setup: readonly string[] = [
  ...['listen=172.16.0.2', 'listen="192.0.2.1 192.0.2.2"', 'listen="192.0.2.1,172.16.0.2"', 'listen=eth0'],
  ...['nssdir=/etc/ipsec.d', 'nssdir=/var/lib/ipsec/nss', 'listen-udp=no', 'secretsfile=/etc/ipsec.secrets'],
  ...['ipsecdir=/etc/ipsec.d', 'crl-strict=no', 'ocsp-strict=no', 'ikev1-policy=drop', 'plutodebug=base'],
];

testVariants('settings of config setup', 'setup', setup, (tree, row) =>
  edited(tree, 'b', 'etc/ipsec.conf', () => `config setup\n\t${row}\ninclude /etc/ipsec.d/*.conf\n`),
);

const changes: Readonly<Record<string, (text: string) => string>> = {
  'a comment more': (text) => text.replace('\n', '\n# checked\n'),
  'a line more at the end': (text) => `${text}true\n`,
  'the last line less': (text) => text.replace(/[^\n]+\n$/, ''),
  'blank lines': (text) => text.replaceAll('\n', '\n\n'),
  'another first line': (text) => text.replace(/^.*\n/, '#!/bin/false\n'),
};

const scripts = [...(onDefault().tree.get('b')?.keys() ?? [])].filter((path) => !path.startsWith('etc/')).sort();
testVariants(
  'scripts and packet filters that were rendered, and changed',
  'rendered-files',
  scripts.flatMap((path) => Object.keys(changes).map((name) => `${path}: ${name}`)),
  (tree, row) => {
    const [path = '', name = ''] = row.split(': ');
    return edited(tree, 'b', path, changes[name] ?? ((text) => text));
  },
);
