/** Revocation lists of an inventory, from the inventory to the findings. */
import { webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readCluster, readClusterSync } from '../../../src/cluster.ts';
import { readCertificate } from '../../../src/x509/read-certificate.ts';
import { distributionHosts } from '../../../src/x509/revocation/distribution-hosts.ts';
import { webCryptoVerifier } from '../../../src/x509/verifier.ts';
import { issue, newEcKey, root } from '../../support/authority.ts';
import { crl, type ListParts } from '../../support/crl-writer.ts';
import { explicit, extension, implicit, int, name, pem, seq, spkiOf, text } from '../../support/der-writer.ts';
import { valueIn } from '../../support/results.ts';

const pair = newEcKey();
const ca = pem(root('Mesh CA', pair));
const now = new Date('2030-01-01T00:00:00Z');
const verifier = webCryptoVerifier(webcrypto.subtle as never);

/** cRLDistributionPoints with these URLs. */
const points = (...urls: readonly string[]): Uint8Array =>
  extension('2.5.29.31', seq(...urls.map((url) => seq(explicit(0, explicit(0, implicit(6, text(url))))))));
const host = (commonName: string, serial: number, extensions: readonly Uint8Array[] = []): string =>
  pem(
    issue(
      {
        serial: int(serial),
        subject: name(['O', 'mesh'], ['CN', commonName]),
        spki: spkiOf(newEcKey().publicKey),
        extensions,
      },
      pair.privateKey,
    ),
  );
const list = (parts: ListParts = {}): string => pem(crl(parts, pair.privateKey), 'X509 CRL');
const [a, b] = [host('a', 10), host('b', 11, [points('http://b.example.com/ca.crl')])];

const inventory = (crls: unknown) => ({
  version: 1,
  libreswan: '4.10',
  authority: ca,
  network: { interface: 'eth0' },
  firewall: { backends: [] },
  crls,
  ipsec: { esp: 'aes256-sha2_256' },
  nodes: { a: { address: '172.16.0.1', certificate: a }, 'b.example.com': { address: '172.16.0.2', certificate: b } },
});
async function found(crls: unknown): Promise<readonly string[]> {
  const { findings } = await readCluster(inventory(crls), { now, signatures: verifier });
  return findings.map(
    ({ code, severity, at }) => `${severity} ${code} ${at.kind === 'value' ? at.path.join('.') : ''}`,
  );
}

describe('crls:', () => {
  test('a revoked host is an error at its certificate, whichever way the lists are written', async () => {
    const text = list({ entries: [{ serial: 11 }] });
    const expected = ['info x509/revocation-off crls', 'error x509/revoked nodes.b.example.com.certificate'];
    for (const crls of [
      text,
      [text],
      [list({ thisUpdate: new Date('2029-11-01') }), text],
      { lists: text },
      { lists: [text] },
    ])
      expect([...(await found(crls))].sort()).toEqual([...expected].sort());
  });

  test('and nothing but that revocation is off is said where nobody is revoked', async () => {
    expect(await found(list())).toEqual(['info x509/revocation-off crls']);
  });

  test('strict: a stale list is an error, and so is a server inside the mesh', async () => {
    const stale = list({ nextUpdate: new Date('2029-12-31') });
    expect(await found({ lists: stale, strict: true })).toEqual([
      'error x509/crl-stale crls',
      'error x509/crl-server-in-mesh nodes.b.example.com.certificate',
    ]);
  });

  test('what is no list is an error', async () => {
    expect(await found(ca)).toContain('error pki/no-crl crls');
    expect(await found('-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n')).toContain(
      'error pki/crl-malformed crls',
    );
    expect(await found([1])).toContain('error inventory/value crls');
    expect(await found('ca.crl')).toContain('error inventory/pem-required crls');
  });

  test('without a verifier the list is used, and its signature is a warning', () => {
    const { kind, findings } = readClusterSync(inventory(list()), { now });
    expect([
      kind,
      ...findings.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`),
    ]).toEqual([
      'ok',
      'x509/signature-not-checked authority',
      'x509/signature-not-checked crls',
      'x509/revocation-off crls',
    ]);
  });
});

test('the host of a distribution point is its name or address', () => {
  const urls = [
    'http://a.example.com/x',
    'http://u@A.example.com:8080',
    'ldap://[fd00::1]:389/cn=x',
    'http:///nothing',
  ];
  const certificate = valueIn(readCertificate(host('c', 12, [points(...urls)])));
  expect(distributionHosts(certificate)).toEqual(['a.example.com', 'a.example.com', 'fd00::1']);
  expect(distributionHosts(valueIn(readCertificate(a)))).toEqual([]);
});
