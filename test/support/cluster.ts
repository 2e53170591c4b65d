import { type Cluster, readClusterSync } from '../../src/cluster.ts';
import type { Result } from '../../src/diagnostics/diagnostic.ts';
import { issue, rsaScheme } from './authority.ts';
import { authorityKey } from './authority-key.ts';
import { constraints, name, type Parts, pem, spkiOf, testKey } from './der-writer.ts';
import { valueIn } from './results.ts';

/** The time of every check in the tests. */
export const now = new Date('2026-11-22T00:00:00Z');

/** The public half of an RSA key of 2048 bits, as SubjectPublicKeyInfo: to make one takes longer than most tests. */
export const rsa: Uint8Array = Buffer.from(
  [
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAowVLGU+/jIL8oVL2GqaPIJShgY6gUXmrOwfabbnRrQJY8DP4VruTFC99',
    'okb/HrMCeIFmMVjrUP4clo/3iq0EWajrbC7YdtjuACvYP+ZJ1a7UyktDIzLRf7Hu9ULqe3LtEfI8za3dWW2PJ5vQIZArfr/NbRQm',
    'nuMMNfQKwuqLtPwIsQiys25be1KxjILYI/FQRQpRyWwHp6WHpIvTjPnJFzEY5khtJWy0KDbCQ6+wosAN93xl2h7XO2BQTPfKoSQa',
    'xRbjDKTVHPIxjx0cfPuMhoqJeEdzRwJ2Z8VO36ORjupH31/R/oBgcB9NRrYBQuyDjjLQb+i+8aduUNPp1r8gMQIDAQAB',
  ].join(''),
  'base64',
);
const spkis = { rsa, ec: spkiOf(testKey.publicKey) } as const;

/** A CA's subject as the tests' hosts name it. */
export const authorityName = (cn = 'Mesh CA'): Uint8Array => name(['OU', 'openshift'], ['CN', cn]);

/** Everything that the tests' authority signs: one key for every name. */
export const sign = (parts: Parts): Uint8Array => issue(parts, authorityKey.privateKey, rsaScheme('sha256'));

/** A CA certificate in PEM. */
export function authorityPem(cn?: string, parts: Parts = {}): string {
  const subject = authorityName(cn);
  const spki = spkiOf(authorityKey.publicKey);
  return pem(sign({ subject, issuer: subject, spki, extensions: [constraints(true)], ...parts }));
}

/** A host certificate in PEM. */
export function hostPem(
  subject: Uint8Array,
  {
    key = 'rsa',
    issuer,
    ...parts
  }: { readonly key?: 'rsa' | 'ec'; readonly issuer?: string } & Omit<Parts, 'issuer'> = {},
): string {
  return pem(sign({ subject, issuer: authorityName(issuer), spki: spkis[key], ...parts }));
}

/** The certificates of a host's database as the script gathers them: its own and the authority. */
export function gathered(nickname: string, host: string, authority = authorityPem()): string {
  return `# nickname: ${nickname}\n${host}# nickname: Mesh CA\n${authority}`;
}

/** The subject that OpenShift gives a node. */
export const nodeSubject = (host: string): Uint8Array => name(['O', 'system:nodes'], ['CN', `system:node:${host}`]);

/** An inventory as an author would write it, open for changes. */
export interface TestInventory {
  [key: string]: unknown;
  nodes: Record<string, Record<string, unknown>>;
}

/** An inventory of hosts a, b, c … with one IPv4 address each. */
export function testInventory(names: readonly string[] = ['a', 'b', 'c']): TestInventory {
  return {
    version: 1,
    profile: 'openshift3',
    libreswan: '4.10',
    network: { interface: 'eth0' },
    authority: authorityPem(),
    nodes: Object.fromEntries(
      names.map((host, i) => [host, { address: `172.16.0.${i + 1}`, certificate: hostPem(nodeSubject(host)) }]),
    ),
  };
}

/** The cluster of an inventory. */
export function clusterOf(inventory: unknown): Result<Cluster> {
  return readClusterSync(inventory, { now });
}

/** The cluster of an inventory that has no fault. */
export function goodCluster(inventory: unknown): Cluster {
  return valueIn(clusterOf(inventory));
}
