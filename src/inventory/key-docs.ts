/**
 * What every key of the inventory means, for the JSON Schema, editors and documentation. A key is named by its path;
 * `*` stands for a node's name.
 */

/** The documentation of one key. */
export interface KeyDoc {
  /** A few words. */
  readonly title: string;
  /** What it is for, with unit and limits. */
  readonly description: string;
  /** What is taken where it is left out; absent where it must be given or depends on other keys. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export const keyDocs: Readonly<Record<string, KeyDoc>> = {
  version: {
    title: 'Version of the format',
    description: 'Always 1. A version of swanmesh that reads another format gives it another number.',
    examples: [1],
  },
  name: {
    title: 'Base name of the files',
    description:
      "The name of <name>.conf and <name>.secrets below /etc/ipsec.d, and of the host's own half, the conn <name>-self. 1 to 64 of A-Z a-z 0-9 . _ -, first a letter or _.",
    default: 'swanmesh',
    examples: ['production'],
  },
  profile: {
    title: 'Defaults of a platform',
    description:
      'openshift3: as the OpenShift 3.11 guide has it, name openshift-cluster, and rules for iptables in the chain OS_FIREWALL_ALLOW, where name and firewall do not say otherwise.',
    examples: ['openshift3'],
  },
  mode: {
    title: 'How hosts find their peers',
    description:
      'explicit: a conn for each pair of hosts. opportunistic: policy groups, networks whose members encrypt to one another; see groups.',
    default: 'explicit',
    examples: ['explicit'],
  },
  auth: {
    title: 'How hosts prove who they are',
    description:
      'certificate: with the certificate of each host. psk: with a secret of each pair, derived from psk.master (explicit mode alone).',
    default: 'certificate',
    examples: ['certificate'],
  },
  libreswan: {
    title: 'Release of libreswan',
    description:
      'What ipsec --version says on the hosts, in quotes, for the number 4.10 is 4.1. A range "4.3..5.2" where hosts may run any of it: every line then means the same on each. A node may have its own.',
    examples: ['4.10', '4.3..5.2'],
  },
  fips: {
    title: 'FIPS mode',
    description:
      'Whether the kernels of the hosts are in FIPS mode (/proc/sys/crypto/fips_enabled is 1), where pluto has fewer algorithms. A node may have its own.',
    default: false,
    examples: [true],
  },
  authority: {
    title: 'Certificates of the authorities',
    description:
      "Path of a PEM file with the authorities that signed the hosts' certificates, up to the root; or the PEM text itself. Required with auth: certificate.",
    examples: ['pki/ca.crt'],
  },
  crls: {
    title: 'Revocation lists',
    description:
      'Paths of revocation lists of the authorities, or their PEM text: certificates of hosts and authorities are held against them.',
    examples: ['pki/ca.crl', ['pki/root.crl', 'pki/ca.crl'], { lists: ['pki/ca.crl'], strict: true }],
  },
  'crls.lists': {
    title: 'The lists',
    description: 'Paths of revocation lists, or their PEM text.',
    examples: ['pki/ca.crl', ['pki/root.crl', 'pki/ca.crl']],
  },
  'crls.strict': {
    title: 'Insist on lists',
    description:
      'Whether the hosts run crl-strict=yes and refuse a certificate without a fresh list: what is missing or stale is then an error.',
    default: false,
    examples: [true],
  },
  psk: {
    title: 'Pre-shared keys',
    description: 'Where the secret of each pair of hosts comes from. Required with auth: psk; see swanmesh psk-master.',
    examples: [{ master: 'pki/psk.key' }],
  },
  'psk.master': {
    title: 'Master of the pre-shared keys',
    description:
      'Path of a file with at least 32 random bytes, or 0x and hexadecimal digits. Whoever has it has every secret.',
    examples: ['pki/psk.key'],
  },
  network: {
    title: 'The network between the hosts',
    description: 'Interface, link MTU and overlay of every host; a node may have its own interface and link MTU.',
    examples: [{ interface: 'eth0', linkMtu: 1500, overlay: 'vxlan' }],
  },
  'network.interface': {
    title: 'Interface',
    description:
      "The interface that has the hosts' addresses; without it, rules of the packet filter match every interface. 1 to 15 of A-Z a-z 0-9 . _ @ -.",
    examples: ['eth0', 'ens3', 'bond0.100'],
  },
  'network.linkMtu': {
    title: 'MTU of the link, in bytes',
    description:
      'The largest IP packet that the network between the hosts carries, header included: 576 to 65535 bytes.',
    default: 1500,
    examples: [1500, 9000],
  },
  'network.linkSpeed': {
    title: 'Speed of the link',
    description:
      "What one direction of a host's link carries, in bits per second: a number with M or G. What swanmesh advise reckons with; nothing is rendered from it.",
    examples: ['10G', '25G', '100M'],
  },
  'network.overlay': {
    title: 'Overlay networks',
    description:
      "What carries the pods' packets between the hosts, for their MTU: none, vxlan, geneve, or { name, bytes }; a list for headers one in the other, outermost first; { sideBySide } for several networks.",
    default: 'none',
    examples: ['vxlan', ['geneve', { name: 'gre', bytes: 4 }]],
  },
  'network.overlay.name': {
    title: 'Name of the header',
    description: 'A name to show, 1 to 64 of A-Z a-z 0-9 . _ -.',
    examples: ['gretap-key'],
  },
  'network.overlay.bytes': {
    title: 'Size of the header, in bytes',
    description:
      "All between the outer IP header of the overlay and the pod's packet, 0 to 1000 bytes. The outer IP header is added by family.",
    examples: [22],
  },
  'network.overlay.sideBySide': {
    title: 'Several overlay networks',
    description: 'Overlays beside one another; the MTU is that of the largest.',
    examples: [['vxlan', 'geneve']],
  },
  ipsec: {
    title: 'IPsec',
    description: 'What the conns say.',
    examples: [{ esp: 'aes256-sha2_256', liveness: '15s' }],
  },
  'ipsec.type': {
    title: 'Tunnel or transport',
    description:
      'tunnel: a second IP header, and NAT in between may be crossed. transport: 20 bytes less (40 with IPv6), explicit mode alone.',
    default: 'tunnel',
    examples: ['tunnel'],
  },
  'ipsec.esp': {
    title: 'Proposals for ESP',
    description:
      "As libreswan writes esp=, the strongest first. Printed as each host's release spells it; left out, the default proposals of the release.",
    examples: ['aes256-sha2_256', 'aes_gcm256-null'],
  },
  'ipsec.ike': {
    title: 'Proposals for IKE',
    description: 'As libreswan writes ike=, the strongest first; left out, the default proposals of the release.',
    examples: ['aes_gcm256-sha2_512;dh19'],
  },
  'ipsec.encapsulation': {
    title: 'ESP in UDP',
    description:
      'auto: where a NAT is found. yes: always, as clouds that drop ESP need it. no: never. A node may have its own.',
    default: 'auto',
    examples: ['auto'],
  },
  'ipsec.start': {
    title: 'When a conn comes up',
    description:
      'ondemand: with the first packet, which waits; none leaves in clear. ondemand-up: the same, and bring-up.sh brings it up. one-side, both: at start, and plaintext leaves until then.',
    default: 'ondemand',
    examples: ['ondemand'],
  },
  'ipsec.liveness': {
    title: 'Probes of a silent peer',
    description:
      'Seconds, minutes or hours between probes, such as 15s; off for none, and then a peer that was restarted stays lost for hours.',
    default: '15s',
    examples: ['15s', '1m', 'off'],
  },
  'ipsec.layout': {
    title: 'Layout of the conns',
    description:
      "shared: the host's own half once, and also= in each conn. flat: every conn whole. Both mean the same.",
    default: 'shared',
    examples: ['shared'],
  },
  'ipsec.options': {
    title: 'Further keywords',
    description:
      'Keywords of ipsec.conf with their values, for every conn. Never left…, right…, auto, also, authby, ikev2, keyexchange, type, nor one that runs a command.',
    examples: [{ salifetime: '8h' }],
  },
  'ipsec.pq': {
    title: 'Post-quantum key exchange',
    description:
      'ml_kem_768: hosts with libreswan 5.4 also offer their proposals with ML-KEM-768 as an additional key exchange, and use it with one another; with older peers the same proposals without it. Needs nss: 3.118.1 or newer, and fips: false, on these hosts. ike: is aes_gcm256-sha2_512;dh20 unless it is given.',
    examples: ['ml_kem_768'],
  },
  groups: {
    title: 'Policy groups',
    description:
      'Opportunistic mode: which networks must be encrypted, may be, or are left in clear. Entries are addresses, prefixes, or "PREFIX PROTOCOL SOURCE-PORT DESTINATION-PORT"; the most specific one decides.',
    examples: [{ private: ['172.16.0.0/16'], clear: ['172.16.0.1/32'] }],
  },
  'groups.private': {
    title: 'Encrypted or nothing',
    description: 'No packet leaves in clear.',
    examples: [['172.16.0.0/16']],
  },
  'groups.private-or-clear': {
    title: 'Encrypted if possible',
    description: 'Encryption is tried; in clear where the peer has none.',
    examples: [['192.0.2.0/24']],
  },
  'groups.clear-or-private': {
    title: 'In clear, encrypted on request',
    description: 'In clear unless the peer asks for encryption.',
    examples: [['198.51.100.0/24']],
  },
  'groups.clear': {
    title: 'In clear',
    description: 'Never encrypted: gateways, name servers, whatever has no IPsec.',
    examples: [['172.16.0.1/32']],
  },
  'groups.block': { title: 'Dropped', description: 'Packets are dropped.', examples: [['203.0.113.0/24']] },
  infrastructure: {
    title: 'Hosts without IPsec',
    description: 'Addresses that are no nodes and must stay reachable; checked against the groups.',
    examples: [{ gateways: ['172.16.0.1'], dns: ['172.16.0.53'] }],
  },
  'infrastructure.gateways': { title: 'Gateways', description: 'Addresses of routers.', examples: [['172.16.0.1']] },
  'infrastructure.dns': {
    title: 'Name servers',
    description: 'Addresses of name servers.',
    examples: [['172.16.0.53']],
  },
  'infrastructure.ntp': {
    title: 'Time servers',
    description: 'Addresses of time servers.',
    examples: [['172.16.0.123']],
  },
  'infrastructure.dhcp': {
    title: 'DHCP servers',
    description: 'Addresses of DHCP servers.',
    examples: [['172.16.0.67']],
  },
  'infrastructure.api': {
    title: 'API',
    description: 'Addresses of the API and its load balancer.',
    examples: [['172.16.0.100']],
  },
  management: {
    title: 'Where people log in from',
    description: 'Prefixes of people and controllers, which the checks keep from being locked out.',
    examples: [['172.16.5.0/24']],
  },
  expect: {
    title: 'What is to hold',
    description:
      'Assertions that check, verify and rollout evaluate: what becomes of packets from some hosts to some hosts, or the MTU of their overlay. One that fails is an error, and so is one that matches nothing.',
    examples: [[{ from: 'role:master', to: 'any', is: 'encrypted' }]],
  },
  'expect.from': {
    title: 'Who sends',
    description:
      'any, role:ROLE, the name of a node, an address or a prefix. An address of no node is a host without IPsec.',
    examples: ['role:master'],
  },
  'expect.to': {
    title: 'Who is sent to',
    description: 'The same as from.',
    examples: ['any'],
  },
  'expect.is': {
    title: 'What becomes of the packets',
    description: 'encrypted or clear, and answered; held, refused or dropped.',
    examples: ['encrypted'],
  },
  'expect.protocol': {
    title: 'Protocol',
    description: 'tcp, udp or icmp; an echo where neither this nor port is given, tcp where only port is.',
    examples: ['tcp'],
  },
  'expect.port': {
    title: 'Port',
    description: 'The port at the other end.',
    examples: [443],
  },
  'expect.overlayMtu': {
    title: 'MTU of the overlay',
    description:
      'What is left for the overlay on the hosts that send, in bytes: >=, <= or = and a number; >= where there is only that.',
    examples: ['>= 1388'],
  },
  firewall: {
    title: 'Packet filter',
    description: 'What lets IKE and ESP in, and what is refused.',
    examples: [{ backends: ['nftables'], requireEsp: true }],
  },
  'firewall.chain': {
    title: 'Chain of accepting rules',
    description:
      "The chain that ours are hooked into by iptables: INPUT, or the administrator's own of accepting rules. 1 to 28 of A-Z a-z 0-9 _ -.",
    default: 'INPUT',
    examples: ['INPUT', 'OS_FIREWALL_ALLOW'],
  },
  'firewall.backends': {
    title: 'Back ends',
    description: 'What filters packets on the hosts: iptables, nftables, firewalld, any number of them; [] for none.',
    examples: [['nftables']],
  },
  'firewall.requireEsp': {
    title: 'Refuse plaintext',
    description: 'true: packets from and to peers that did not come through IPsec are dropped.',
    default: false,
    examples: [true],
  },
  'firewall.mssClamp': {
    title: 'Clamp the MSS',
    description: 'true: TCP through IPsec is held to segments that fit.',
    default: false,
    examples: [true],
  },
  'firewall.onlyPeers': {
    title: 'IKE from peers alone',
    description: 'true: IKE and ESP are let in from the linked nodes alone.',
    default: false,
    examples: [true],
  },
  links: {
    title: 'Which nodes are linked',
    description:
      'full: every node with every other. Else a list of pairs of node names and of rules { from, to }: any, role:ROLE or the name of a node, such as hub and spokes.',
    default: 'full',
    examples: [
      'full',
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
      [{ from: 'role:hub', to: 'any' }],
    ],
  },
  'links.from': {
    title: 'One end of the pairs',
    description: 'any, role:ROLE, or the name of a node.',
    examples: ['role:hub', 'any', 'node-1.example.com'],
  },
  'links.to': {
    title: 'The other end of the pairs',
    description: 'any, role:ROLE, or the name of a node. Pairs have no direction.',
    examples: ['any', 'role:storage'],
  },
  onHost: {
    title: 'Files on the host',
    description:
      'Where the host itself has its certificate, key and authority: the defaults of import-certificate.sh. Absolute paths.',
    examples: [
      {
        certificate: '/etc/origin/node/server.crt',
        key: '/etc/origin/node/server.key',
        authority: '/etc/origin/node/ca.crt',
      },
    ],
  },
  'onHost.certificate': {
    title: 'Certificate',
    description: "Absolute path of the host's certificate, PEM.",
    examples: ['/etc/origin/node/server.crt'],
  },
  'onHost.key': {
    title: 'Private key',
    description: "Absolute path of the host's private key, PEM.",
    examples: ['/etc/origin/node/server.key'],
  },
  'onHost.authority': {
    title: 'Authority',
    description: 'Absolute path of the bundle of the authority, PEM.',
    examples: ['/etc/origin/node/ca.crt'],
  },
  nodes: {
    title: 'The hosts',
    description:
      'Every host of the mesh by its name: 1 to 253 of A-Z a-z 0-9 . _ -, first a letter or digit, without "..".',
    examples: [{ 'node-1.example.com': { address: '172.16.0.21', certificate: 'pki/node-1.crt' } }],
  },
  defaults: {
    title: 'What nodes have in common',
    description:
      'Every key of a node but its addresses, for the nodes that leave it out. In certificate and key, {name} is the name of the node.',
    examples: [{ certificate: 'pki/{name}.crt', key: 'pki/{name}.key', role: 'worker' }],
  },
  'nodes.*': {
    title: 'A host',
    description: 'Its address, certificate, and what differs from the other hosts.',
    examples: [{ address: '172.16.0.21', certificate: 'pki/node-1.crt' }],
  },
  'nodes.*.role': {
    title: 'Role',
    description:
      'Free text of up to 64 characters. Hosts of the control plane (master, control-plane) change first in a roll-out.',
    examples: ['master', 'worker'],
  },
  'nodes.*.address': {
    title: 'Address',
    description:
      'The address that is encrypted to and from, without prefix length; or a list of one IPv4 and one IPv6 address.',
    examples: ['172.16.0.21', ['172.16.0.21', 'fd00::21']],
  },
  'nodes.*.otherAddresses': {
    title: 'Further addresses',
    description:
      'Addresses of this host that explicit conns do not cover: a storage network, a virtual IP. Their traffic is not encrypted.',
    default: [],
    examples: [['10.9.0.21']],
  },
  'nodes.*.certificate': {
    title: 'Certificate',
    description:
      "Path of the host's certificate, PEM or DER, where {name} is the name of the node; or the PEM text itself. Required with auth: certificate.",
    examples: ['pki/node-1.crt'],
  },
  'nodes.*.key': {
    title: 'Private key',
    description:
      "Path of the host's private key, PEM: for p12, and to check that it is the certificate's. Nothing else needs it.",
    examples: ['pki/node-1.key'],
  },
  'nodes.*.nickname': {
    title: 'Nickname in NSS',
    description:
      "What the certificate is called in the host's NSS database; the node's name where left out. 1 to 64 of A-Z a-z 0-9 . _ -.",
    examples: ['node-1'],
  },
  'nodes.*.libreswan': {
    title: 'Release of libreswan',
    description: 'Where this host runs another release than the others; in quotes.',
    examples: ['5.2'],
  },
  'nodes.*.nss': {
    title: 'Version of NSS',
    description:
      'What "rpm -q nss" or "dpkg-query -W libnss3" says on the host, in quotes; ipsec.pq needs 3.118.1 or newer.',
    examples: ['3.118.1'],
  },
  'nodes.*.fips': {
    title: 'FIPS mode',
    description:
      'Where the kernel of this host is in FIPS mode and those of the others are not, or the other way round.',
    examples: [true],
  },
  'nodes.*.platform': {
    title: 'Distribution',
    description:
      'Where NSS has its database, and whether crypto-policies set the proposals. upstream: as libreswan itself is built.',
    default: 'upstream',
    examples: ['rhel9', 'debian'],
  },
  'nodes.*.interface': {
    title: 'Interface',
    description: 'Where this host has another interface than the others.',
    examples: ['ens3'],
  },
  'nodes.*.linkMtu': {
    title: 'MTU of the link, in bytes',
    description: "Where this host's link carries other packets than the others': 576 to 65535 bytes.",
    examples: [9000],
  },
  'nodes.*.encapsulation': {
    title: 'ESP in UDP',
    description: 'Where this host needs another value than ipsec.encapsulation.',
    examples: ['yes'],
  },
};

/** The documentation at a path; what `defaults:` has is what nodes have. */
export function docsOf(path: string): KeyDoc | undefined {
  return keyDocs[path.replace(/^defaults\./, 'nodes.*.')];
}
