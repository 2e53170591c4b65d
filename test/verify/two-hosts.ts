/**
 * Two hosts with conns that somebody else wrote, judged against each other without an inventory. Each row changes lines of
 * one conn or both, or what was gathered.
 */
import type { Release } from '../../src/libreswan/release.ts';
import { authorityPem, hostPem, nodeSubject } from '../support/cluster.ts';
import { name } from '../support/der-writer.ts';
import type { Tree } from './tree.ts';

/** Lines of a conn; `undefined` takes one away. A key that ends with a digit is a line like another. */
type Lines = Readonly<Record<string, string | undefined>>;

export interface Row {
  readonly why: string;
  readonly a?: Lines;
  readonly b?: Lines;
  readonly both?: Lines;
  readonly releases?: readonly [a: Release, b: Release];
  /** Files put beside, or `undefined` for those taken away. */
  readonly filesOfA?: Lines;
  readonly filesOfB?: Lines;
}

const id = (host: string): string => `"O=system:nodes, CN=system:node:${host}"`;

const conn = (host: 'a' | 'b', release: Release): Lines => {
  const other = host === 'a' ? 'b' : 'a';
  return {
    left: `10.0.0.${host === 'a' ? 1 : 2}`,
    leftid: id(host),
    leftcert: host,
    right: `10.0.0.${host === 'a' ? 2 : 1}`,
    rightid: id(other),
    rightca: '%same',
    authby: 'rsasig',
    ...(release.startsWith('5.') ? { keyexchange: 'ikev2' } : { ikev2: 'insist' }),
    auto: 'ondemand',
  };
};

const certificateFile = (nickname: string, pem: string): string => `# nickname: ${nickname}\n${pem}`;

function textOf(lines: Lines): string {
  return Object.entries(lines)
    .map(([key, value]) => (value === undefined ? '' : `\t${key}=${value}\n`))
    .join('');
}

export function treeOf({ a, b, both, releases = ['4.10', '4.10'], filesOfA, filesOfB }: Row): Tree {
  const files = (host: 'a' | 'b', own: Lines | undefined, beside: Lines | undefined, release: Release) => {
    const all: Lines = {
      'etc/ipsec.d/mesh.conf': `conn ${host === 'a' ? 'to-b' : 'to-a'}\n${textOf({ ...conn(host, release), ...both, ...own })}`,
      'facts/release.txt': `Linux Libreswan ${release} (XFRM) on 6.1.0\n`,
      'facts/certificates.pem': certificateFile(host, hostPem(nodeSubject(host))),
      ...beside,
    };
    return new Map(
      Object.entries(all).flatMap(([path, text]) => {
        if (text === undefined) return [];
        // Every database has the authority, whatever else a row puts there.
        const more = path === 'facts/certificates.pem' ? certificateFile('Mesh CA', authorityPem()) : '';
        return [[path, `${text}${more}`] as const];
      }),
    );
  };
  return new Map([
    ['a', files('a', a, filesOfA, releases[0])],
    ['b', files('b', b, filesOfB, releases[1])],
  ]);
}

const noCertificates = { 'facts/certificates.pem': undefined };
const secret = { authby: 'secret', leftcert: undefined, rightca: undefined };
/** The IDs are then the addresses. */
const byAddress = { ...secret, leftid: undefined, rightid: undefined };
const secrets = (text: string): Lines => ({ 'etc/ipsec.d/mesh.secrets': text });
const key = (digits: string): string => `0x${digits.repeat(32)}`;
const psk = (ids: string, digits = 'a7'): Lines => secrets(`${ids} : PSK ${key(digits)}\n`);
const ecdsaOf = (host: string): Lines => ({
  'facts/certificates.pem': certificateFile(host, hostPem(nodeSubject(host), { key: 'ec' })),
});
const elsewhere = (text: string): Lines => ({ 'etc/ipsec.d/other.conf': text });

const besides = (lines: Lines): string => `conn beside\n${textOf(lines)}`;
const subnetsOfA: Pick<Row, 'a' | 'b'> = {
  a: { leftsubnets: '{10.8.0.0/24 10.9.0.0/24}', rightsubnet: '10.0.0.2/32' },
  b: { rightsubnets: '{10.9.0.0/24 10.8.0.0/24}', leftsubnet: '10.0.0.2/32' },
};
const tcp = { leftprotoport: 'tcp', rightprotoport: 'tcp' };
const shunt = (type: string, lines: Lines): string =>
  besides({ left: '10.0.0.1', right: '10.0.0.2', type, authby: 'never', auto: 'ondemand', ...lines });

const inMesh = (more: string): Lines => ({ 'etc/ipsec.d/mesh.conf': `conn to-b\n${textOf(conn('a', '4.10'))}${more}` });

/** A second conn on each host, for TCP where the first is for UDP. */
const twoConns = (first: Lines, second: Lines, release: Release = '4.10'): Omit<Row, 'why'> => ({
  both: { leftprotoport: 'udp', rightprotoport: 'udp', ...first },
  filesOfA: elsewhere(besides({ ...conn('a', release), ...tcp, ...second })),
  filesOfB: elsewhere(besides({ ...conn('b', release), ...tcp, ...second })),
  releases: [release, release],
});
const anyCertified = { rightid: '%fromcert' };

const addressesOf = (address: string): string =>
  JSON.stringify([{ ifname: 'eth0', addr_info: [{ family: 'inet', local: address, prefixlen: 24 }] }]);

export const rows: readonly Row[] = [
  { why: 'nothing' },

  // Who proves what
  { why: 'authby: RSA against a secret', b: { authby: 'secret' } },
  { why: 'authby: RSA against ECDSA', b: { authby: 'ecdsa' }, filesOfB: ecdsaOf('b') },
  { why: 'authby: words with a hash', a: { authby: 'rsa-sha2_256' }, b: { authby: 'rsa-sha2_512,ecdsa-sha2_384' } },
  { why: 'authby: rsa, for short', a: { authby: 'rsa' }, b: { authby: 'rsa-sha1' }, releases: ['5.2', '5.2'] },
  { why: 'authby: left out on both ends', both: { authby: undefined } },
  {
    why: 'authby: left out against ECDSA, which the default holds from 3.26',
    a: { authby: undefined },
    b: { authby: 'ecdsa' },
    filesOfB: ecdsaOf('b'),
  },
  {
    why: 'authby: left out against ECDSA on 3.25',
    a: { authby: undefined },
    b: { authby: 'ecdsa' },
    filesOfB: ecdsaOf('b'),
    releases: ['3.25', '4.10'],
  },
  { why: 'authby: null against RSA', b: { authby: 'null', leftcert: undefined } },
  { why: 'authby: never, and nothing negotiated', both: { authby: 'never', type: 'passthrough' } },
  { why: 'an ECDSA certificate behind authby=rsasig', filesOfB: ecdsaOf('b') },
  { why: 'an RSA certificate behind authby=ecdsa', both: { authby: 'ecdsa' } },
  { why: 'ECDSA on both ends', both: { authby: 'ecdsa' }, filesOfA: ecdsaOf('a'), filesOfB: ecdsaOf('b') },
  { why: 'no certificate named', b: { leftcert: undefined } },
  {
    why: 'no certificate named beside a raw key',
    b: { leftcert: undefined, leftrsasigkey: `0sAQP/${'/'.repeat(84)}` },
  },
  {
    why: 'no certificate named where only ECDSA is allowed',
    both: { authby: 'ecdsa' },
    b: { leftcert: undefined },
    filesOfA: ecdsaOf('a'),
    filesOfB: ecdsaOf('b'),
  },
  { why: 'a nickname that the database does not have', b: { leftcert: 'bee' } },
  { why: 'a nickname with a token before it', b: { leftcert: '"NSS Certificate DB:b"' } },
  { why: 'a nickname with a colon', b: { leftcert: 'node:b' } },
  { why: 'a certificate by URI', b: { leftcert: '"pkcs11:token=NSS%20Certificate%20DB;object=b"' } },
  { why: 'a certificate by URI that names none', b: { leftcert: '"pkcs11:token=NSS%20Certificate%20DB"' } },
  { why: 'a certificate by URI that the database does not have', b: { leftcert: 'pkcs11:object=bee' } },
  { why: 'a certificate by URI that can not be read', b: { leftcert: 'pkcs11:object=%FF' } },
  {
    why: 'one of two certificates, by URI',
    b: { leftcert: 'pkcs11:object=node%3Ab;type=cert' },
    filesOfB: {
      'facts/certificates.pem': `${certificateFile('node:b', hostPem(nodeSubject('b')))}${certificateFile('x', hostPem(nodeSubject('x')))}`,
    },
  },
  {
    why: 'none of two certificates',
    b: { leftcert: 'pkcs11:type=cert' },
    filesOfB: {
      'facts/certificates.pem': `${certificateFile('b', hostPem(nodeSubject('b')))}${certificateFile('x', hostPem(nodeSubject('x')))}`,
    },
  },
  {
    why: 'certificates without a nickname beside one that has another',
    filesOfB: {
      'facts/certificates.pem': `${certificateFile('x', hostPem(nodeSubject('x')))}${hostPem(nodeSubject('b'))}`,
    },
  },
  { why: 'a certificate that is not sent', b: { leftsendcert: 'never' } },
  {
    why: 'a certificate of another authority',
    filesOfB: { 'facts/certificates.pem': certificateFile('b', hostPem(nodeSubject('b'), { issuer: 'Other CA' })) },
  },
  {
    why: 'another authority, which the conn asks for',
    a: { rightca: '"OU=openshift, CN=Other CA"' },
    filesOfB: { 'facts/certificates.pem': certificateFile('b', hostPem(nodeSubject('b'), { issuer: 'Other CA' })) },
  },
  {
    why: 'rightca=%any',
    both: { rightca: '%any' },
    filesOfB: { 'facts/certificates.pem': certificateFile('b', hostPem(nodeSubject('b'), { issuer: 'Other CA' })) },
  },
  { why: 'rightca left out', both: { rightca: undefined } },
  { why: 'rightca that is not the issuer', a: { rightca: '"OU=openshift, CN=Other CA"' } },
  { why: 'rightca that is the issuer', a: { rightca: '"OU=openshift, CN=Mesh CA"' } },
  { why: 'rightca that can not be read', a: { rightca: '"OU=openshift, CN"' } },
  { why: 'rightca that is no name', a: { rightca: '@ca' } },
  {
    why: 'authorities beside a secret do not matter',
    both: { ...byAddress, rightca: '"OU=openshift, CN=Other CA"' },
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.2 10.0.0.1'),
  },

  // IDs
  { why: 'an ID that another host has', a: { rightid: id('x') } },
  { why: 'no ID of the other end, whose certificate has no address', a: { rightid: undefined } },
  { why: 'rightid=%any', a: { rightid: '%any' } },
  { why: 'rightid=%none', a: { rightid: '%none' } },
  { why: 'rightid=%fromcert', a: { rightid: '%fromcert' } },
  { why: 'rightid=0.0.0.0', a: { rightid: '0.0.0.0' } },
  { why: 'an ID by name', a: { rightid: '@b' } },
  { why: 'an ID that can not be read on 4.10', a: { rightid: '"O=system:nodes, CN"' } },
  { why: 'an ID that can not be read on 5.2', a: { rightid: '"O=system:nodes, CN"' }, releases: ['5.2', '5.2'] },
  { why: 'an ID in another order', a: { rightid: '"CN=system:node:b, O=system:nodes"' } },
  { why: 'an ID with an asterisk', a: { rightid: '"O=system:nodes, CN=*"' } },
  { why: 'an ID with an asterisk in the middle', a: { rightid: '"O=*, CN=system:node:b"' } },
  { why: 'an ID with an asterisk and blanks', a: { rightid: '"CN= * , O=system:nodes"' } },
  { why: 'an ID by its bytes, with an asterisk in them', a: { rightid: '"O=system:nodes, CN=#132a"' } },
  { why: 'an ID that also fits the own certificate', a: { rightid: '"O=system:nodes"' } },
  { why: 'own and expected ID in different texts of one name', b: { leftid: '"O=system:nodes,CN=system:node:b"' } },
  ...(['3.25', '3.32', '4.3'] as const).flatMap((release): Row[] =>
    [
      ['none', undefined],
      ['by name', '@b'],
      ['by its address', '10.0.0.2'],
      ['unset', '%any'],
      ['from the certificate', '%fromcert'],
      ['in another text of the name', '"o=system:nodes,CN=system:node:b"'],
      ['in another order', '"CN=system:node:b, O=system:nodes"'],
      ['that can not be read', '"O=system:nodes, CN"'],
      ['with an asterisk', '"O=system:nodes, CN=*"'],
    ].map(([what, leftid]) => ({
      why: `the own ID, ${what}, on ${release}`,
      b: { leftid },
      releases: [release, release],
    })),
  ),
  { why: 'another own ID on 3.20, which sends the subject', b: { leftid: '@b' }, releases: ['3.25', '3.20'] },
  { why: 'no own ID on 3.20, which sends the address', b: { leftid: undefined }, releases: ['3.25', '3.20'] },
  {
    why: 'another own ID, and anybody expected, on 3.25',
    a: { rightid: '%fromcert' },
    b: { leftid: '@b' },
    releases: ['3.25', '3.25'],
  },
  { why: 'another own ID of the newer of two', b: { leftid: '@b' }, releases: ['3.25', '5.2'] },
  { why: 'another own ID of the older of two', a: { leftid: '@a' }, releases: ['3.25', '5.2'] },
  { why: 'IDs that agree, and no certificate to hold them against', filesOfB: noCertificates },
  { why: 'IDs that do not agree, and no certificate', b: { leftid: '@b' }, filesOfB: noCertificates },
  {
    why: 'IDs in different texts of one name, and no certificate',
    b: { leftid: '"O=system:nodes,CN=system:node:b"' },
    filesOfB: noCertificates,
  },
  { why: 'no own ID, and no certificate', b: { leftid: undefined }, filesOfB: noCertificates },
  { why: 'own ID by the certificate, and no certificate', b: { leftid: '%fromcert' }, filesOfB: noCertificates },
  { why: 'expected ID by the certificate, and no certificate', a: { rightid: '%fromcert' }, filesOfB: noCertificates },
  { why: 'no expected ID, and no certificate', a: { rightid: undefined }, filesOfB: noCertificates },
  { why: 'no expected ID at all, and no certificate', a: { rightid: '%any' }, filesOfB: noCertificates },
  {
    why: 'a certificate under another nickname than the conn has, alone on the host',
    b: { leftcert: 'other' },
    filesOfB: { 'facts/certificates.pem': hostPem(nodeSubject('b')) },
  },
  {
    why: 'a certificate of another host',
    filesOfB: { 'facts/certificates.pem': certificateFile('b', hostPem(nodeSubject('x'))) },
  },
  {
    why: 'a certificate with more in its subject than the ID has',
    filesOfB: {
      'facts/certificates.pem': certificateFile(
        'b',
        hostPem(name(['O', 'system:nodes'], ['CN', 'system:node:b'], ['OU', 'more'])),
      ),
    },
  },

  // Pre-shared keys
  {
    why: 'one key on both ends',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.2 10.0.0.1'),
  },
  {
    why: 'two keys',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.2 10.0.0.1', 'b8'),
  },
  {
    why: 'no key on the first',
    both: byAddress,
    filesOfA: secrets('# none\n'),
    filesOfB: psk('10.0.0.2 10.0.0.1'),
  },
  {
    why: 'no key on the second',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: secrets('# none\n'),
  },
  {
    why: 'no key on either',
    both: byAddress,
    filesOfA: secrets('# none\n'),
    filesOfB: secrets('# none\n'),
  },
  {
    why: 'a key for anybody',
    both: byAddress,
    filesOfA: secrets(`: PSK ${key('a7')}\n`),
    filesOfB: psk('10.0.0.2'),
  },
  {
    why: 'a key for the address of the peer alone, which is for nobody',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.1'),
  },
  {
    why: 'a key for three',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2 10.0.0.3'),
    filesOfB: psk('%any'),
  },
  {
    why: 'keys by name',
    both: secret,
    a: { leftid: '@a', rightid: '@b' },
    b: { leftid: '@b', rightid: '@a' },
    filesOfA: psk('@a @b'),
    filesOfB: psk('@b @a'),
  },
  {
    why: 'keys by name, and names that do not agree',
    both: secret,
    a: { leftid: '@a', rightid: '@b' },
    b: { leftid: '@bee', rightid: '@a' },
    filesOfA: psk('@a @b'),
    filesOfB: psk('@bee @a'),
  },
  {
    why: 'a name against an address',
    both: secret,
    a: { leftid: undefined, rightid: '@b' },
    b: { leftid: undefined, rightid: undefined },
    filesOfA: psk('10.0.0.1 @b'),
    filesOfB: psk('10.0.0.1 10.0.0.2'),
  },
  {
    why: 'secrets of one end alone',
    both: byAddress,
    filesOfA: psk('10.0.0.1 10.0.0.2'),
  },
  {
    why: 'digests with the salt of the run',
    both: byAddress,
    filesOfA: { 'facts/psk-digests.txt': '00aa 10.0.0.1 10.0.0.2\n' },
    filesOfB: { 'facts/psk-digests.txt': '00aa 10.0.0.2 10.0.0.1\n\n' },
  },
  {
    why: 'a digest against a key',
    both: byAddress,
    filesOfA: { 'facts/psk-digests.txt': '00aa 10.0.0.1 10.0.0.2\n' },
    filesOfB: psk('10.0.0.2 10.0.0.1'),
  },
  {
    why: 'a digest against no key',
    both: byAddress,
    filesOfA: { 'facts/psk-digests.txt': '00aa 10.0.0.1 10.0.0.2\n' },
    filesOfB: secrets('# none\n'),
  },
  {
    why: 'a record that ends with its colon',
    filesOfB: secrets('10.0.0.1 : PSK 0x\n: RSA {\n'),
    releases: ['3.25', '3.25'],
  },
  { why: 'a main secrets file with a fault', filesOfB: { 'etc/ipsec.secrets': '10.0.0.1 10.0.0.2 PSK "x"\n' } },
  {
    why: 'secrets files below other folders are none',
    filesOfB: {
      'etc/ipsec.d/old/mesh.secrets': '10.0.0.1 10.0.0.2 PSK "x"\n',
      'backup/etc/ipsec.d/mesh.secrets': 'x PSK "x"\n',
    },
  },

  // IKE and what is negotiated
  { why: 'IKEv1 against IKEv2', b: { ikev2: 'no' }, releases: ['4.3', '4.3'] },
  { why: 'IKEv1 against IKEv2, the other way about', a: { ikev2: 'no' }, releases: ['4.3', '4.3'] },
  { why: 'IKEv2 where IKEv1 is what the release begins with', a: { ikev2: undefined }, releases: ['3.27', '4.3'] },
  { why: 'the version left out on both ends of 3.27', both: { ikev2: undefined }, releases: ['3.27', '3.27'] },
  { why: 'the version left out on both ends', both: { ikev2: undefined } },
  { why: 'permit against insist', a: { ikev2: 'permit' }, releases: ['3.27', '3.27'] },
  { why: 'keyexchange=ikev2 against ikev2=insist', b: { keyexchange: 'ikev2' }, releases: ['4.10', '5.2'] },
  { why: 'keyexchange=ikev1 against ikev2=insist', b: { keyexchange: 'ikev1' }, releases: ['4.10', '5.2'] },
  {
    why: 'keyexchange=ikev1 on both ends, allowed',
    both: { keyexchange: 'ikev1', ikev2: undefined },
    releases: ['5.2', '5.2'],
    filesOfA: elsewhere('config setup\n\tikev1-policy=accept\n'),
    filesOfB: elsewhere('config setup\n\tikev1-policy=accept\n'),
  },
  {
    why: 'keyexchange=ikev1 on one end, allowed',
    a: { keyexchange: 'ikev1' },
    releases: ['5.2', '5.2'],
    filesOfA: elsewhere('config setup\n\tikev1-policy=accept\n'),
  },
  { why: 'ike= on one end', a: { ike: 'aes256-sha2_256;dh19' } },
  { why: 'ike= on the other end', b: { ike: 'aes256-sha2_256;dh19' } },
  { why: 'ike= alike', both: { ike: 'aes256-sha2_256;dh19' } },
  { why: 'ike= with nothing in common', a: { ike: 'aes256-sha2_256;dh19' }, b: { ike: 'aes128-sha1;modp2048' } },
  {
    why: 'ike= with the group not in common',
    a: { ike: 'aes256-sha2_256;dh19' },
    b: { ike: 'aes256-sha2_256;modp2048' },
  },
  { why: 'ike= with the hash not in common', a: { ike: 'aes256-sha2_256;dh19' }, b: { ike: 'aes256-sha2_512;dh19' } },
  { why: 'ike= with a key length against none', a: { ike: 'aes-sha2_256;dh19' }, b: { ike: 'aes256-sha2_256;dh19' } },
  { why: 'ike= with key lengths of another', a: { ike: 'aes128-sha2_256;dh19' }, b: { ike: 'aes256-sha2_256;dh19' } },
  {
    why: 'ike= where one of several fits',
    a: { ike: 'aes128-sha1;modp2048,aes256-sha2_256;dh19' },
    b: { ike: 'aes256-sha2_256;dh19' },
  },
  { why: 'ike= without a group against one with', a: { ike: 'aes256-sha2_256' }, b: { ike: 'aes256-sha2_256;dh21' } },
  { why: 'esp= with nothing in common', a: { esp: 'aes256-sha2_256' }, b: { esp: 'aes_gcm128' } },
  { why: 'esp= against the default that holds it', a: { esp: 'aes_gcm256' } },
  { why: 'esp= against the default that does not hold it', b: { esp: '3des-sha1' } },
  { why: 'esp= against the default that does not hold it, first', a: { esp: '3des-sha1' } },
  { why: 'sha2-truncbug on one end, where it counts', both: { esp: 'aes256-sha2_256' }, a: { 'sha2-truncbug': 'yes' } },
  { why: 'sha2-truncbug on both ends', both: { esp: 'aes256-sha2_256', 'sha2-truncbug': 'yes' } },
  { why: 'a type of its own on each end', a: { type: 'transport' } },
  { why: 'transport on both ends', both: { type: 'transport' } },
  { why: 'encapsulation forbidden and required', a: { encapsulation: 'no' }, b: { encapsulation: 'yes' } },
  { why: 'encapsulation required and forbidden', a: { encapsulation: 'yes' }, b: { encapsulation: 'no' } },
  { why: 'encapsulation required and left out', a: { encapsulation: 'yes' } },
  { why: 'pfs on one end alone', a: { pfs: 'no' } },
  { why: 'pfs off on both ends', both: { pfs: 'no' } },
  { why: 'compression on one end', a: { compress: 'yes' } },
  { why: 'compression on the other end', b: { compress: 'yes' } },
  { why: 'compression on both ends', both: { compress: 'yes' } },
  { why: 'extended sequence numbers: no against either', a: { esn: 'no' } },
  { why: 'extended sequence numbers: no against yes', a: { esn: 'no' }, b: { esn: 'yes' } },
  { why: 'IKE over TCP', a: { 'enable-tcp': 'yes' } },
  { why: 'labels', a: { 'policy-label': 'system_u:object_r:ipsec_spd_t:s0' } },
  { why: 'AH on one end', a: { phase2: 'ah' } },
  { why: 'a lifetime within its margin', a: { salifetime: '5m' } },
  { why: 'a lifetime at its margin', a: { salifetime: '18m' } },
  { why: 'an IKE lifetime within a longer margin', a: { ikelifetime: '1h', rekeymargin: '2h' } },
  { why: 'a lifetime within its margin that is never renewed', a: { salifetime: '5m', rekey: 'no' } },
  { why: 'lifetimes of their own on each end', a: { salifetime: '1h' }, b: { salifetime: '8h' } },

  // Addresses and what is protected
  { why: 'an address of nobody', a: { right: '10.0.0.9' } },
  { why: 'an own address that the peer does not know', a: { left: '10.0.0.9' } },
  { why: 'own words for the own end', a: { left: '%defaultroute' } },
  { why: 'anybody', a: { right: '%any' } },
  { why: 'a name for the other end', a: { right: 'b.example.com' } },
  { why: 'own words on both ends', both: { left: '%defaultroute' } },
  {
    why: 'own words on the right',
    a: {
      left: '10.0.0.2',
      leftid: id('b'),
      leftcert: undefined,
      rightcert: 'a',
      right: '%defaultroute',
      rightid: id('a'),
      rightca: undefined,
    },
  },
  { why: 'a name for the other end that is not its folder', a: { right: 'bee.example.com' } },
  { why: 'a word that is no name', a: { right: 'b' } },
  {
    why: 'ends exchanged',
    b: {
      left: '10.0.0.1',
      leftid: id('a'),
      leftcert: undefined,
      rightcert: 'b',
      right: '10.0.0.2',
      rightid: id('b'),
      rightca: undefined,
      leftca: '%same',
    },
  },
  {
    why: 'ends exchanged, and another ID',
    b: {
      left: '10.0.0.1',
      leftid: id('x'),
      leftcert: undefined,
      rightcert: 'b',
      right: '10.0.0.2',
      rightid: id('b'),
      rightca: undefined,
      leftca: '%same',
    },
  },
  {
    why: 'ends exchanged, and another address',
    b: {
      left: '10.0.0.9',
      leftid: id('a'),
      leftcert: undefined,
      rightcert: 'b',
      right: '10.0.0.2',
      rightid: id('b'),
      rightca: undefined,
    },
    filesOfA: { 'facts/addresses.json': addressesOf('10.0.0.1') },
    filesOfB: { 'facts/addresses.json': addressesOf('10.0.0.2') },
  },
  {
    why: 'an address of nobody, where the addresses of the hosts are known',
    a: { right: '10.0.0.9' },
    filesOfA: { 'facts/addresses.json': addressesOf('10.0.0.1') },
    filesOfB: { 'facts/addresses.json': addressesOf('10.0.0.2') },
  },
  {
    why: 'an own address that the host does not have',
    a: { left: '10.0.0.9' },
    filesOfA: { 'facts/addresses.json': addressesOf('10.0.0.1') },
    filesOfB: { 'facts/addresses.json': addressesOf('10.0.0.2') },
  },
  { why: 'no certificate named, and none known', b: { leftcert: undefined }, filesOfB: noCertificates },
  {
    why: 'one certificate of two without nicknames',
    b: { leftcert: 'b' },
    filesOfB: { 'facts/certificates.pem': hostPem(nodeSubject('b')) + hostPem(nodeSubject('x')) },
  },
  { why: 'one address for both ends', a: { right: '10.0.0.1' } },
  { why: 'two families', a: { right: 'fd00::2' } },
  { why: 'a family that is not that of the addresses', a: { hostaddrfamily: 'ipv6' } },
  { why: 'the family that it is', a: { hostaddrfamily: 'ipv4' } },
  { why: 'a family for the networks that is another', a: { clientaddrfamily: 'ipv6' } },
  { why: 'a subnet behind one end, said there alone', a: { leftsubnet: '10.9.0.0/24' } },
  { why: 'a subnet behind one end, said by the other alone', b: { rightsubnet: '10.9.0.0/24' } },
  { why: 'a subnet behind one end, said by both', a: { leftsubnet: '10.9.0.0/24' }, b: { rightsubnet: '10.9.0.0/24' } },
  { why: 'two subnets behind one end', a: { leftsubnet: '10.9.0.0/24' }, b: { rightsubnet: '10.9.0.0/16' } },
  { why: 'a subnet that is the host', a: { leftsubnet: '10.0.0.1/32' } },
  { why: 'several subnets', a: { leftsubnets: '"{10.9.0.0/24 10.8.0.0/24}"' } },
  { why: 'a protocol on one end', a: { leftprotoport: '17/1701' } },
  { why: 'a protocol on the other end', b: { rightprotoport: '17/1701' } },
  { why: 'two protocols', a: { leftprotoport: '17/1701' }, b: { rightprotoport: 'tcp/1701' } },
  { why: 'a protocol said by both', a: { leftprotoport: '17/1701' }, b: { rightprotoport: 'udp/1701' } },
  { why: 'another port for IKE', a: { leftikeport: '1500' }, releases: ['5.2', '5.2'] },

  // What starts, and what is not loaded
  { why: 'both ends start', both: { auto: 'start' } },
  { why: 'one end starts, the other waits', a: { auto: 'start' }, b: { auto: 'add' } },
  { why: 'nobody starts', both: { auto: 'add' } },
  { why: 'auto left out', a: { auto: undefined } },
  { why: 'auto=ignore', a: { auto: 'ignore' } },
  { why: 'auto=keep', both: { auto: 'keep' }, releases: ['5.2', '5.2'] },
  { why: 'auto=route, the older word', both: { auto: 'route' } },
  { why: 'a shunt that passes on failure', a: { failureshunt: 'passthrough' } },
  { why: 'a shunt that passes meanwhile', a: { negotiationshunt: 'passthrough' } },
  { why: 'shunts that hold and drop', both: { failureshunt: 'drop', negotiationshunt: 'hold' } },
  { why: 'type=passthrough', a: { type: 'passthrough', authby: 'never' } },
  { why: 'a proposal that is none', a: { esp: 'rot13' } },
  { why: 'a value that is none', a: { 'replay-window': 'lots' } },
  {
    why: 'a conn of the same name, with other lines',
    filesOfA: elsewhere('conn to-b\n\tleft=10.0.0.1\n\tright=10.0.0.7\n\tauthby=secret\n\tikev2=insist\n\tauto=add\n'),
  },
  {
    why: 'a conn of the same name, with the same lines',
    filesOfA: elsewhere(`conn to-b\n${textOf(conn('a', '4.10'))}`),
  },
  {
    why: 'a conn of the same name, with another option',
    filesOfA: elsewhere(`conn to-b\n${textOf({ ...conn('a', '4.10'), mtu: '1400' })}`),
  },
  {
    why: 'a conn of the same name, with another ID',
    filesOfA: elsewhere(`conn to-b\n${textOf({ ...conn('a', '4.10'), rightid: '@b' })}`),
  },
  {
    why: 'a conn of the same name, with another own ID',
    filesOfA: elsewhere(`conn to-b\n${textOf({ ...conn('a', '4.10'), leftid: '@a' })}`),
  },
  {
    why: 'a conn of another name to the same host, on a release that copes',
    releases: ['5.2', '5.2'],
    filesOfA: elsewhere(`conn again\n${textOf(conn('a', '5.2'))}`),
  },
  {
    why: 'another conn for TCP, which the other end lacks',
    filesOfA: elsewhere(besides({ ...conn('a', '4.10'), ...tcp })),
  },
  {
    why: 'another conn for TCP on both ends',
    filesOfA: elsewhere(besides({ ...conn('a', '4.10'), ...tcp })),
    filesOfB: elsewhere(besides({ ...conn('b', '4.10'), ...tcp })),
  },
  {
    why: 'each conn is the mirror of the other one of the peer',
    both: { leftprotoport: 'udp/6081', rightprotoport: 'udp' },
    filesOfA: elsewhere(besides({ ...conn('a', '4.10'), leftprotoport: 'udp', rightprotoport: 'udp/6081' })),
    filesOfB: elsewhere(besides({ ...conn('b', '4.10'), leftprotoport: 'udp', rightprotoport: 'udp/6081' })),
  },
  { why: 'TCP passes by another conn', filesOfA: elsewhere(shunt('passthrough', tcp)) },
  {
    why: 'a conn that passes is weaker by priority=',
    filesOfA: elsewhere(shunt('passthrough', { ...tcp, priority: '4000000' })),
  },
  { why: 'a conn that passes has the same packets, and comes later', filesOfA: elsewhere(shunt('passthrough', {})) },
  {
    why: 'a conn that passes everything, by priority=',
    filesOfA: elsewhere(shunt('passthrough', { right: '10.0.0.9', rightsubnet: '0.0.0.0/0', priority: '1' })),
  },
  {
    why: 'a conn that passes everything, and is weaker',
    filesOfA: elsewhere(shunt('passthrough', { right: '10.0.0.9', rightsubnet: '0.0.0.0/0' })),
  },
  { why: 'a conn that rejects one port', filesOfA: elsewhere(shunt('reject', { rightprotoport: 'udp/53' })) },
  { why: 'a conn that passes, not loaded', filesOfA: elsewhere(shunt('passthrough', { ...tcp, auto: 'ignore' })) },
  {
    why: 'an asterisk in an ID, which 4.3 takes for a pattern',
    releases: ['4.3', '4.3'],
    a: { rightid: '"O=system:nodes, CN=*"' },
  },
  {
    why: 'a secret by leftauth and rightauth alone, which 4.3 refuses',
    releases: ['4.3', '4.3'],
    both: { ...byAddress, authby: undefined, leftauth: 'secret', rightauth: 'secret' },
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.1 10.0.0.2'),
  },
  { why: 'narrowing, which is not routed', a: { narrowing: 'yes' } },
  { why: 'a certificate sent if asked for', a: { leftsendcert: 'sendifasked' } },
  // Several conns for one peer, and which of them answers
  { why: 'two conns', ...twoConns({}, {}) },
  { why: 'two conns for whoever the CA has certified', ...twoConns(anyCertified, anyCertified) },
  { why: 'two conns for whoever the CA has certified, on 5.2', ...twoConns(anyCertified, anyCertified, '5.2') },
  { why: 'two conns, the second for whoever the CA has certified', ...twoConns({}, anyCertified) },
  { why: 'two conns, the second for another ID of the peer', ...twoConns({}, { rightid: '10.0.0.9' }, '5.2') },
  { why: 'two conns, the second with another authority', ...twoConns({}, { rightca: '%any' }) },
  { why: 'two conns, the second for a part of the name', ...twoConns({}, { rightid: '"O=system:nodes"' }) },
  {
    why: 'a list of subnets for whoever the CA has certified, on 4.3',
    a: { ...subnetsOfA.a, ...anyCertified },
    b: subnetsOfA.b ?? {},
    releases: ['4.3', '4.3'],
  },
  {
    why: 'a list of subnets for whoever the CA has certified, on 4.6',
    a: { ...subnetsOfA.a, ...anyCertified },
    b: subnetsOfA.b ?? {},
    releases: ['4.6', '4.6'],
  },
  {
    why: 'a list of subnets for whoever the CA has certified',
    a: { ...subnetsOfA.a, ...anyCertified },
    b: subnetsOfA.b ?? {},
  },
  {
    why: 'two conns, the second with another ike=',
    ...twoConns({ ike: 'aes256-sha2_256;dh19' }, { ike: 'aes256-sha2_512;modp3072' }),
  },
  {
    why: 'two conns, the second with another ike=, on 5.2',
    ...twoConns({ ike: 'aes256-sha2_256;dh19' }, { ike: 'aes256-sha2_512;modp3072' }, '5.2'),
  },
  { why: 'two conns, the second with another esp=', ...twoConns({ esp: 'aes_gcm256' }, { esp: 'aes_gcm128' }) },
  {
    why: 'two conns, the second with another esp=, on 5.2',
    ...twoConns({ esp: 'aes_gcm256' }, { esp: 'aes_gcm128' }, '5.2'),
  },
  { why: 'two conns, the second without new keys', ...twoConns({}, { pfs: 'no' }) },
  { why: 'two conns, the second without new keys, on 5.2', ...twoConns({}, { pfs: 'no' }, '5.2') },
  { why: 'two conns, the second with a group in esp=', ...twoConns({}, { esp: 'aes_gcm256;dh20' }, '4.3') },
  {
    why: 'a subnet in a list and beside it',
    a: { ...subnetsOfA.a, leftsubnet: '10.9.0.0/24' },
    b: subnetsOfA.b ?? {},
  },
  {
    why: 'a subnet in a list and beside it, on 5.2',
    a: { ...subnetsOfA.a, leftsubnet: '10.9.0.0/24' },
    b: subnetsOfA.b ?? {},
    releases: ['5.2', '5.2'],
  },
  {
    why: 'a secret by address, and an ID that leaves it open',
    both: { ...byAddress, rightid: '%any' },
    filesOfA: psk('10.0.0.1 10.0.0.2'),
    filesOfB: psk('10.0.0.2 10.0.0.1'),
  },

  { why: 'a group in esp= of 4.3, which 4.10 passes over', a: { esp: 'aes_gcm256;dh20' }, releases: ['4.3', '4.10'] },
  { why: 'a group in esp= of 4.10, which passes over it', a: { esp: 'aes_gcm256;dh20' }, releases: ['4.10', '4.3'] },
  {
    why: 'a group in esp= of both, which 4.10 passes over',
    both: { esp: 'aes_gcm256;dh20' },
    releases: ['4.10', '5.2'],
  },
  { why: 'a group in esp= of both', both: { esp: 'aes_gcm256;dh20' }, releases: ['4.3', '5.2'] },
  {
    why: 'a group in esp= of both, and 5.2 bears with 4.10',
    both: { esp: 'aes_gcm256;dh20' },
    b: { 'pfs-rekey-workaround': 'yes' },
    releases: ['4.10', '5.2'],
  },
  { why: 'a group in esp= on one end', a: { esp: 'aes256-sha2_256;dh20' } },
  { why: 'a group in esp= on one end, the one of the IKE SA', a: { esp: 'aes256-sha2_256;modp2048' } },
  { why: 'a conn of another name to the same host', filesOfA: elsewhere(`conn again\n${textOf(conn('a', '4.10'))}`) },
  {
    why: 'a VPN whose subnet holds the peer',
    filesOfA: elsewhere(
      'conn vpn\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\trightsubnet=10.0.0.0/8\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n',
    ),
  },
  {
    why: 'a VPN of which one of several subnets holds the peer',
    filesOfA: elsewhere(
      'conn vpn\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\trightsubnets="{192.168.0.0/16 10.0.0.0/8}"\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n',
    ),
  },
  {
    why: 'a VPN that is not loaded',
    filesOfA: elsewhere(
      'conn vpn\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\trightsubnet=10.0.0.0/8\n\tauthby=secret\n\tikev2=insist\n\tauto=ignore\n',
    ),
  },
  {
    why: 'a VPN beside the mesh',
    filesOfA: elsewhere(
      'conn vpn\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\trightsubnet=192.168.0.0/16\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n',
    ),
  },

  // What was gathered
  { why: 'two files that are not included', filesOfA: { 'etc/ipsec.conf': 'config setup\n' } },
  {
    why: 'five files that are not included',
    filesOfA: {
      'etc/ipsec.conf': 'config setup\n',
      'etc/ipsec.d/1.conf': '',
      'etc/ipsec.d/2.conf': '',
      'etc/ipsec.d/3.conf': '',
      'etc/ipsec.d/4.conf': '',
    },
  },
  { why: 'no file of conns', filesOfA: { 'etc/ipsec.d/mesh.conf': undefined } },
  {
    why: 'no file of conns, and a main file',
    filesOfA: { 'etc/ipsec.d/mesh.conf': undefined, 'etc/ipsec.conf': 'config setup\n' },
  },
  { why: 'an unknown keyword in a file of somebody else', filesOfA: elsewhere('conn x\n\tnonsense=1\n') },
  { why: 'a keyword misspelt, with a hint', filesOfA: elsewhere('conn x\n\tleftcret=1\n') },
  {
    why: 'the same keyword twice, with what it has to do with',
    filesOfA: elsewhere('config setup\n\tuniqueids=no\nconfig setup\n\tuniqueids=yes\n'),
  },
  {
    why: 'pluto lists nothing',
    filesOfA: { 'facts/status.txt': 'whack: is Pluto running? connect() for "/run/pluto/pluto.ctl" failed\n' },
  },
  { why: 'pluto has no conn', filesOfA: { 'facts/status.txt': '000 Total IPsec connections: loaded 0, active 0\n' } },
  {
    why: 'pluto has no conn, in the words of 5.2',
    filesOfA: { 'facts/status.txt': 'Total IPsec connections: loaded 0, active 0\n' },
  },
  {
    why: 'pluto has the conn, and has not routed it',
    filesOfA: {
      'facts/status.txt': '000 "to-b": 10.0.0.1<10.0.0.1>...10.0.0.2<10.0.0.2>; unrouted; eroute owner: #0\n',
    },
  },
  {
    why: 'pluto has the conn, and an instance of it is routed',
    filesOfA: {
      'facts/status.txt':
        '000 "to-b": 10.0.0.1<10.0.0.1>...10.0.0.2<10.0.0.2>; unrouted; eroute owner: #0\n000 "to-b"[1]: 10.0.0.1<10.0.0.1>...10.0.0.2<10.0.0.2>; erouted; eroute owner: #2\n',
    },
  },
  {
    why: 'pluto has the conn and has routed it',
    filesOfA: { 'facts/status.txt': '"to-b": 10.0.0.1[@a]...10.0.0.2; prospective erouted; my_ip=unset;\n' },
  },
  {
    why: 'pluto lists a conn by its pairs of subnets',
    ...subnetsOfA,
    filesOfA: {
      'facts/status.txt':
        '"to-b/1x0": 10.8.0.0/24===10.0.0.1...10.0.0.2; routed-ondemand; my_ip=unset;\n"to-b/2x0": 10.9.0.0/24===10.0.0.1...10.0.0.2; routed-ondemand; my_ip=unset;\n',
    },
  },
  {
    why: 'one of the pairs of subnets is not routed',
    ...subnetsOfA,
    filesOfA: {
      'facts/status.txt':
        '"to-b/1x0": 10.8.0.0/24===10.0.0.1...10.0.0.2; routed-ondemand; my_ip=unset;\n"to-b/2x0": 10.9.0.0/24===10.0.0.1...10.0.0.2; unrouted; my_ip=unset;\n',
    },
  },
  {
    why: 'pluto has another conn',
    filesOfA: {
      'facts/status.txt': '000 "vpn": 10.0.0.1<10.0.0.1>...192.0.2.1<192.0.2.1>; erouted; eroute owner: #2\n',
    },
  },
  {
    why: 'pluto lacks five conns',
    filesOfA: {
      'facts/status.txt': '000 Total IPsec connections: loaded 0, active 0\n',
      ...elsewhere(
        [1, 2, 3, 4]
          .map(
            (i) =>
              `conn v${i}\n\tleft=10.0.0.1\n\tright=192.0.2.${i}\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n`,
          )
          .join(''),
      ),
    },
  },
  {
    why: 'pluto lacks what is not whole or not to be loaded',
    filesOfA: {
      'facts/status.txt': '000 "to-b": 10.0.0.1<10.0.0.1>...10.0.0.2<10.0.0.2>; erouted; eroute owner: #2\n',
      ...elsewhere(
        'conn half\n\tauthby=secret\n\nconn idle\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\tikev2=insist\n\tauto=ignore\n\nconn none\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\tikev2=insist\n',
      ),
    },
  },
  { why: 'addresses that are no JSON', filesOfA: { 'facts/addresses.json': 'no' } },
  { why: 'addresses, and no inventory to hold them against', filesOfA: { 'facts/addresses.json': '[]' } },
  { why: 'a link, and no inventory', filesOfA: { 'facts/link.json': 'no' } },
  {
    why: 'a packet filter, and no inventory',
    filesOfA: { 'facts/iptables-save.txt': '*filter\n:INPUT DROP [0:0]\nCOMMIT\n' },
  },
  {
    why: 'a certificate without its key',
    filesOfB: {
      'facts/nicknames.txt':
        '\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\nb                                                            ,,\n',
    },
  },
  {
    why: 'a database with other nicknames',
    filesOfB: {
      'facts/nicknames.txt':
        '\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\nx                                                            u,u,u\ny                                                            u,u,u\nz                                                            u,u,u\nw                                                            u,u,u\n',
    },
  },
  {
    why: 'a nickname twice',
    filesOfB: {
      'facts/nicknames.txt':
        '\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\nb                                                            u,u,u\nb                                                            u,u,u\n',
    },
  },

  // config setup
  ...(
    [
      ['listen', '10.0.0.1'],
      ['listen', '192.0.2.1'],
      ['listen-udp', 'no'],
      ['listen-udp', 'yes'],
      ['protostack', 'xfrm'],
      ['protostack', 'netkey'],
      ['global-redirect', 'yes'],
      ['global-redirect', 'no'],
      ['ipsecdir', '/etc/elsewhere.d'],
      ['secretsfile', '/etc/elsewhere.secrets'],
      ['nssdir', '/etc/elsewhere'],
      ['crl-strict', 'yes'],
      ['ocsp-strict', 'yes'],
      ['uniqueids', 'no'],
    ] as const
  ).map(([keyword, value]) => ({
    why: `config setup: ${keyword}=${value}`,
    filesOfA: elsewhere(`config setup\n\t${keyword}=${value}\n`),
  })),
  {
    why: 'config setup on 3.25: protostack=klips',
    filesOfA: elsewhere('config setup\n\tprotostack=klips\n'),
    releases: ['3.25', '3.25'],
  },
  {
    why: 'config setup on 3.25: another port',
    filesOfA: elsewhere('config setup\n\tikeport=1500\n\tnat-ikeport=1600\n'),
    releases: ['3.25', '3.25'],
  },
  { why: 'config setup that only a comment names', filesOfA: elsewhere('# config setup\n#\tlisten-udp=no\n') },
  // Families
  { why: 'IPv6 on both ends', a: { left: 'fd00::1', right: 'fd00::2' }, b: { left: 'fd00::2', right: 'fd00::1' } },
  {
    why: 'IPv6, spelled in another way',
    a: { left: 'fd00::1', right: 'FD00:0::2' },
    b: { left: 'fd00::2', right: 'fd00:0:0::1' },
  },
  { why: 'IPv6 on one end alone', a: { left: 'fd00::1', right: 'fd00::2' } },
  {
    why: 'IPv6 with an address of nobody',
    a: { left: 'fd00::1', right: 'fd00::9' },
    b: { left: 'fd00::2', right: 'fd00::1' },
  },
  {
    why: 'IPv6 beside IPv4',
    filesOfA: elsewhere(`conn v6\n${textOf({ ...conn('a', '4.10'), left: 'fd00::1', right: 'fd00::2' })}`),
    filesOfB: elsewhere(`conn v6\n${textOf({ ...conn('b', '4.10'), left: 'fd00::2', right: 'fd00::1' })}`),
  },
  {
    why: 'IPv6 beside IPv4, on one end alone',
    filesOfA: elsewhere(`conn v6\n${textOf({ ...conn('a', '4.10'), left: 'fd00::1', right: 'fd00::2' })}`),
    filesOfB: {
      'facts/addresses.json': JSON.stringify([
        {
          ifname: 'eth0',
          addr_info: [
            { family: 'inet', local: '10.0.0.2', prefixlen: 24 },
            { family: 'inet6', local: 'fd00::2', prefixlen: 64 },
          ],
        },
      ]),
    },
  },
  {
    why: 'IPv6 with a type of its own',
    filesOfA: elsewhere(
      `conn v6\n${textOf({ ...conn('a', '4.10'), left: 'fd00::1', right: 'fd00::2', type: 'transport' })}`,
    ),
    filesOfB: elsewhere(`conn v6\n${textOf({ ...conn('b', '4.10'), left: 'fd00::2', right: 'fd00::1' })}`),
  },

  // How the files are put together
  { why: 'a main file with a relative pattern', filesOfA: { 'etc/ipsec.conf': 'include ipsec.d/*.conf\n' } },
  { why: 'a main file with the very name', filesOfA: { 'etc/ipsec.conf': 'include /etc/ipsec.d/mesh.conf\n' } },
  { why: 'a main file with a pattern for folders', filesOfA: { 'etc/ipsec.conf': 'include /etc/*/mesh.conf\n' } },
  {
    why: 'a main file with a pattern that is not ours',
    filesOfA: { 'etc/ipsec.conf': 'include /etc/ipsec.d/n*.conf\n' },
  },
  {
    why: 'a main file with a pattern for one character',
    filesOfA: { 'etc/ipsec.conf': 'include /etc/ipsec.d/mes?.conf\n' },
  },
  {
    why: 'a main file that includes ours twice',
    filesOfA: { 'etc/ipsec.conf': 'include /etc/ipsec.d/*.conf\ninclude /etc/ipsec.d/mesh.conf\n' },
  },
  {
    why: 'a main file with the conn in it',
    filesOfA: { 'etc/ipsec.conf': `conn to-b\n${textOf(conn('a', '4.10'))}`, 'etc/ipsec.d/mesh.conf': undefined },
  },
  {
    why: 'a chain of includes',
    filesOfA: {
      'etc/ipsec.conf': 'include /etc/ipsec.d/first\n',
      'etc/ipsec.d/first': 'include /etc/ipsec.d/mesh.conf\n',
    },
  },
  {
    why: 'a half that also= takes from another file',
    a: { also: 'own', leftid: undefined, leftcert: undefined },
    filesOfA: elsewhere(`conn own\n\tleftid=${id('a')}\n\tleftcert=a\n`),
  },
  {
    why: 'a half that also= takes, with a fault',
    a: { also: 'own', leftid: undefined, leftcert: undefined },
    filesOfA: elsewhere(`conn own\n\tleftid=${id('x')}\n\tleftcert=x\n`),
  },
  {
    why: 'a half that also= takes, with a line that is in the conn too',
    a: { also: 'own' },
    filesOfA: elsewhere('conn own\n\tleftcert=x\n'),
  },
  { why: 'also= for a conn that is not there', a: { also: 'none' } },
  {
    why: '%default with a line that the conn has not',
    a: { authby: undefined },
    filesOfA: elsewhere('conn %default\n\tauthby=secret\n'),
  },
  { why: '%default with a line that the conn has', filesOfA: elsewhere('conn %default\n\tauthby=secret\n') },
  { why: '%default with a value that is none', filesOfA: elsewhere('conn %default\n\tleftcert=1234\n') },
  {
    why: '%default with a value that is none, on 5.2',
    filesOfA: elsewhere('conn %default\n\tdpddelay=x\n'),
    releases: ['5.2', '5.2'],
  },
  { why: '%default with also=', filesOfA: elsewhere('conn %default\n\talso=own\nconn own\n\tpfs=no\n') },
  { why: 'a line that the release takes for another', a: { leftid: '"O=system:nodes, CN=system:node:a""' } },
  { why: 'a line that the release passes over', a: { dpddelay: '15' }, releases: ['4.3', '4.3'] },
  { why: 'an empty line for a value', a: { mtu: '' } },
  {
    why: 'the same line twice',
    filesOfA: { 'etc/ipsec.d/mesh.conf': `conn to-b\n${textOf(conn('a', '4.10'))}\tright=10.0.0.2\n` },
  },
  {
    why: 'carriage returns',
    filesOfA: { 'etc/ipsec.d/mesh.conf': `conn to-b\n${textOf(conn('a', '4.10'))}`.replaceAll('\n', '\r\n') },
  },
  {
    why: 'conns for hosts that are nobody',
    filesOfA: inMesh(
      [7, 8]
        .map((i) => `conn to-${i}\n${textOf({ ...conn('a', '4.10'), right: `10.0.0.${i}`, rightid: id(`h${i}`) })}`)
        .join(''),
    ),
  },
  {
    why: 'a conn for a host that is nobody, and that is not loaded',
    filesOfA: inMesh(
      `conn to-7\n${textOf({ ...conn('a', '4.10'), right: '10.0.0.7', rightid: id('h7'), auto: 'ignore' })}`,
    ),
  },
  {
    why: 'a road warrior',
    filesOfA: elsewhere(
      `conn roaming\n${textOf({ ...conn('a', '4.10'), right: '%any', rightid: '%fromcert', auto: 'add' })}`,
    ),
  },
];
