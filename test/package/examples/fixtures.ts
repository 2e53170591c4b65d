/** What examples take for granted, by the name that they give it: `fixtures` everywhere, `ofFiles` in one file alone. */
import { randomBytes, webcrypto } from 'node:crypto';
import { type Cluster, readCluster } from '../../../src/cluster.ts';
import { type Place, textAt, valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { type EspIntegrity, type EspTransform, espIntegrities, espTransform } from '../../../src/esp/transform.ts';
import type { Door } from '../../../src/firewall/host-filter.ts';
import { parseRestore } from '../../../src/firewall/iptables/parse.ts';
import { understandRestore } from '../../../src/firewall/iptables/understand.ts';
import type { Need } from '../../../src/firewall/verdict/judge.ts';
import { emptyRuleSet } from '../../../src/firewall/verdict/rule-set.ts';
import { pairsOfVerification } from '../../../src/graph/pairs-of.ts';
import { readEvidence } from '../../../src/hosts/read-evidence.ts';
import { readPskMaster } from '../../../src/inventory/psk-master.ts';
import { resolveConns } from '../../../src/libreswan/ipsec-conf/load/resolve.ts';
import type { ResolvedConn } from '../../../src/libreswan/ipsec-conf/load/resolved.ts';
import { parseConf } from '../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { findKeyword, type KeywordRow } from '../../../src/libreswan/keyword/keyword.ts';
import { readProposals } from '../../../src/libreswan/proposal/read.ts';
import type { Token } from '../../../src/libreswan/record-lexer.ts';
import { releaseRange } from '../../../src/libreswan/release.ts';
import { type GroupHost, type GroupRule, groupActions } from '../../../src/mesh/groups.ts';
import { filterNeeds } from '../../../src/mesh/host-filter.ts';
import type { MeshNode } from '../../../src/mesh/mesh.ts';
import { meshMtu } from '../../../src/mesh/mtu.ts';
import { type Address, type Prefix, readAddress, readPrefix } from '../../../src/net/address.ts';
import { makeAuthority } from '../../../src/pki/authority.ts';
import { issueCertificate } from '../../../src/pki/issue.ts';
import { newKey } from '../../../src/pki/keys.ts';
import { makeCrl } from '../../../src/pki/make-crl.ts';
import { readRequest } from '../../../src/pki/request.ts';
import { planRollout } from '../../../src/plan-rollout.ts';
import { plannedState } from '../../../src/planned-states.ts';
import { renderHost } from '../../../src/render/host.ts';
import type { Model } from '../../../src/rollout/explore.ts';
import { startVerification } from '../../../src/verify/verify.ts';
import { checkSignatures } from '../../../src/x509/check-signatures.ts';
import { makePkcs12 } from '../../../src/x509/pkcs12.ts';
import { readCertificate } from '../../../src/x509/read-certificate.ts';
import { webCryptoVerifier } from '../../../src/x509/verifier.ts';
import { ecdsaScheme, newEcKey } from '../../support/authority.ts';
import {
  authorityName,
  authorityPem,
  hostPem,
  nodeSubject,
  sign as signDer,
  testInventory,
} from '../../support/cluster.ts';
import {
  bits,
  pem as derPem,
  explicit,
  extension,
  implicit,
  int,
  name,
  type Parts,
  seq,
  spkiOf,
  text,
} from '../../support/der-writer.ts';
import { valueIn } from '../../support/results.ts';

const now = new Date('2026-11-22');
const at: Place = valueAt();
const subtle = webcrypto.subtle;
const verifier = webCryptoVerifier(webcrypto.subtle);
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const address = (text: string): Address => readAddress(text) as Address;
const prefix = (text: string): Prefix => readPrefix(text) as Prefix;

const inventory = { ...testInventory(['a', 'b']), ipsec: { esp: 'aes256-sha2_256' } };
const cluster: Cluster = valueIn(await readCluster(inventory, { now, signatures: verifier }));
const { mesh, rendering } = cluster;
const [node] = mesh.nodes;
if (node === undefined) throw new Error('a mesh without nodes');
const files = valueIn(renderHost(rendering, node));
const hosts = mesh.nodes.map((each) => {
  const rendered = valueIn(renderHost(rendering, each)).map(({ path, content }) => [path, content] as const);
  return readEvidence({ name: each.name, files: new Map(rendered) }, { mesh }).value;
});
const started = startVerification({ now, rendering });
for (const host of hosts) started.add(host);
const verification = started.finish(await checkSignatures(started.certificates(), verifier, started.lists()));
const [evidence] = hosts;
if (evidence === undefined) throw new Error('no evidence');

const pem = hostPem(nodeSubject('a'));
const certificate = valueIn(readCertificate(pem));
const ca = valueIn(readCertificate(authorityPem()));
const identities = {
  authority: [ca],
  hosts: new Map(mesh.nodes.map((each) => [each.name, valueIn(readCertificate(hostPem(nodeSubject(each.name))))])),
};
const subject = (text: string) => {
  const attributes = text.split(', ').map((one) => one.split('=') as [string, string]);
  return valueIn(readCertificate(hostPem(name(...attributes)))).subject;
};

const rules: readonly GroupRule[] = [
  { group: 'private', action: groupActions.private, targets: [{ prefix: prefix('172.16.0.0/16') }] },
  { group: 'clear', action: groupActions.clear, targets: [{ prefix: prefix('172.16.0.1/32') }] },
];
const made = valueIn(await newKey('p-256', subtle));
const { spki = new Uint8Array(0) } = made;
const key = { ...made, spki };
const issuing = { subtle, random, now, days: 730 };
const authority = { certificate: valueIn(await makeAuthority({ commonName: 'mesh authority' }, key, issuing)), key };
const issued = valueIn(await issueCertificate(authority, { subject: { commonName: 'node-1' }, spki }, issuing));
const keyPem = derPem(key.pkcs8.reveal(), 'PRIVATE KEY');
const crl = valueIn(await makeCrl(authority, { revoked: [], number: 1, now, days: 30, subtle }));
const pair = newEcKey();
const wanted = seq(int(0), name(['CN', 'a']), spkiOf(pair.publicKey), explicit(0));
const { identifier, sign } = ecdsaScheme('sha256');
const request = seq(wanted, identifier, bits(sign(wanted, pair.privateKey)));
const asked = valueIn(readRequest(request, at));
const signed = (parts: Parts) => valueIn(readCertificate(derPem(signDer(parts))));
const answer = signed({ subject: name(['CN', 'a']), issuer: authorityName(), spki: spkiOf(pair.publicKey) });
const point = implicit(6, text('http://crl.example.com/ca.crl'));
const withPoint = signed({ extensions: [extension('2.5.29.31', seq(seq(explicit(0, explicit(0, point)))))] });
const p12 = valueIn(
  makePkcs12({ certificate: issued, key, authorities: [authority.certificate], friendlyName: 'node-1', random }),
).reveal();

const counter: Model<number, string> = {
  init: [0],
  actions: (state) => (state < 3 ? ['count'] : []),
  next: (state) => state + 1,
  key: String,
  properties: [{ name: 'small', fault: (state) => (state > 3 ? 'too large' : undefined) }],
};
const rowOf = (keyword: string) => findKeyword('conn', keyword)?.row as KeywordRow;

/** Everywhere. */
export const everywhere = {
  now,
  at,
  inventory,
  cluster,
  mesh,
  rendering,
  node,
  files,
  hosts,
  evidence,
  identities,
  pem,
  certificate,
  ca,
  key,
  subtle,
  random,
  authority,
  issuing,
  verifier,
  signatures: verifier,
  releases: releaseRange('4.3', '5.2'),
  master: valueIn(readPskMaster(`0x${'00112233445566778899aabbccddeeff'.repeat(2)}`, at)),
};

/** By the beginning of a file's path. */
export const fixtures = {
  'src/cli/next': { options: { json: false, quiet: true } },
  'src/cli/safe-text': { count: 3 },
  'src/esp/': {
    sha1: espIntegrities.find(({ icv }) => icv === 12) as EspIntegrity,
    aesCbcSha2: espTransform('AES_CBC', 'HMAC_SHA2_256_128') as EspTransform,
  },
  'src/explain/': { state: { hosts: mesh.nodes.map((each) => plannedState(cluster, each).value), now } },
  'src/explain/expectations': { mtu: meshMtu(mesh), stateOf: (each: MeshNode) => plannedState(cluster, each).value },
  'src/firewall/': {
    door: { interface: 'eth0', family: 'ipv4', services: ['esp', 'ike', 'nat-t'] } as Door,
    ruleSet: emptyRuleSet,
    rules: understandRestore(parseRestore('*filter\n:OUTPUT DROP [0:0]\nCOMMIT\n', 'f').value, 'ipv4'),
    need: filterNeeds(mesh, node)[0] as Need,
    local: address('172.16.0.1'),
    peer: address('172.16.0.2'),
  },
  'src/libreswan/identity/identity-text': { subject: certificate.subject },
  'src/libreswan/identity/overlapping-subjects': { subject },
  'src/libreswan/ipsec-conf/': {
    conn: resolveConns(parseConf('conn a\n\tikelifetime=8h\n', '4.10').value)[0] as ResolvedConn,
  },
  'src/libreswan/keyword/': { rekeyfuzz: rowOf('rekeyfuzz'), dpddelay: rowOf('dpddelay'), leftcert: rowOf('leftcert') },
  'src/libreswan/policy-group/print': { prefix: prefix('172.16.0.0/16') },
  'src/libreswan/policy-group/instance': {
    prefix: prefix('10.0.0.0/8'),
    traffic: { protocol: 6, sourcePort: 0, destinationPort: 443 },
  },
  'src/libreswan/policy-group/target.ts': {
    token: { text: '', quote: undefined, unterminated: false, start: 0, end: 0 } as Token,
  },
  'src/libreswan/ipsec-secrets/': { raw: new Uint8Array(0), at: textAt('ipsec.secrets', 1, 1) },
  'src/libreswan/proposal/': {
    aes: valueIn(readProposals('aes256-sha2_256,aes_gcm256-null', 'esp', releaseRange('3.15', '3.18'))),
  },
  'src/mesh/plan': { inventory: cluster.inventory },
  'src/mesh/policy-for': {
    host: { release: '4.10', rules } as GroupHost,
    rules,
    remote: address('172.16.0.1'),
  },
  'src/mesh/precedence': {
    hostToHost: {
      source: prefix('10.0.0.1/32'),
      destination: prefix('10.0.0.2/32'),
      protocol: 0,
      sourcePort: 0,
      destinationPort: 0,
    },
  },
  'src/pki/': {
    old: issued,
    certificate: issued,
    p12,
    host: issued,
    ca: authority.certificate,
  },
  'src/pki/request': { der: request, request: asked, certificate: answer },
  'src/rollout/explore': { model: counter },
  'src/rollout/read-plan': { plan: planRollout(cluster, [], { now }) },
  'src/render/chunks': { descriptor: 1, writevSync: (_: number, chunks: readonly Uint8Array[]) => chunks.length },
  'src/graph/': { verification },
  'src/report/html/': { verification, pairs: pairsOfVerification(verification, mesh) },
  'src/verify/verification': { verification },
  'src/x509/': { host: certificate, old: { nickname: 'old', certificate }, text: authorityPem().repeat(2), random },
  'src/x509/revocation/': {
    host: issued,
    ca: authority.certificate,
    crls: [crl],
    der: crl.der,
    pem: derPem(crl.der, 'X509 CRL'),
  },
  'src/x509/revocation/distribution-hosts': { certificate: withPoint },
  'src/x509/nickname': {
    hostOfExampleOrg: signed({
      subject: name(['CN', 'host1']),
      issuer: name(['O', 'Example Org']),
      spki: spkiOf(pair.publicKey),
    }),
    renewed: certificate,
    old: { nickname: 'old', fingerprintSha256: '', subjectDerHex: certificate.subject.derHex },
  },
  'src/x509/key-match': { certificate: issued },
  'src/x509/pkcs12': { certificate: issued, ca: authority.certificate },
  'src/x509/private-key': { pem: keyPem },
  'src/x509/read-certificate': { pem: authorityPem() },
};

/** The beginnings of paths that a file has; the longer comes later, and wins. */
export function scopesOf(file: string): readonly (keyof typeof fixtures)[] {
  const scopes = Object.keys(fixtures) as (keyof typeof fixtures)[];
  return scopes.filter((path) => file.startsWith(path)).sort((a, b) => a.length - b.length);
}
