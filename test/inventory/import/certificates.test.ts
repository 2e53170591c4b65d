import { describe, expect, test } from 'vitest';
import { importCertificates, withCertificates } from '../../../src/inventory/import/certificates.ts';
import type { CertificateFile, KeyFile } from '../../../src/inventory/import/index.ts';
import type { Certificate } from '../../../src/x509/certificate.ts';

interface Parts {
  readonly cn?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly issuer?: string;
  readonly isCa?: boolean;
  readonly year?: number;
  readonly key?: number;
}

/** The parts of a certificate that say whose it is. */
function file(
  path: string,
  { cn, dns = [], ip = [], issuer = 'ca', isCa = false, year = 2030, key = 0 }: Parts,
): CertificateFile {
  const rdns = cn === undefined ? [] : [[{ oid: '2.5.4.3', name: 'CN', value: cn }]];
  const certificate = {
    subject: { rdns, derHex: cn ?? '' },
    issuer: { rdns: [], derHex: issuer },
    subjectAltNames: [...dns.map((value) => ({ type: 'dns', value })), ...ip.map((value) => ({ type: 'ip', value }))],
    isCa,
    notAfter: new Date(Date.UTC(year, 0)),
    publicKey: { spki: Uint8Array.of(key) },
  };
  return { path, certificates: [certificate as unknown as Certificate] };
}

const hostsOf = (certificates: readonly CertificateFile[], keys: readonly KeyFile[] = []) => {
  const read = importCertificates({ certificates, keys });
  const hosts = read.kind === 'ok' ? read.value.hosts.map(({ name, node }) => ({ name, ...node })) : [];
  return {
    hosts,
    authority: read.kind === 'ok' ? read.value.authority : undefined,
    codes: read.findings.map(({ code }) => code),
  };
};

describe('hosts of certificates', () => {
  test.each([
    ['a kubelet', { cn: 'system:node:n1.example.com', ip: ['10.0.0.1'] }, 'n1.example.com'],
    ['a host', { cn: 'n1', dns: ['n1.example.com'], ip: ['10.0.0.1'] }, 'n1'],
    ['a subject without common name', { dns: ['*.example.com', 'n1.example.com'], ip: ['10.0.0.1'] }, 'n1.example.com'],
    ['a common name with spaces', { cn: 'Node 1', dns: ['n1'], ip: ['10.0.0.1'] }, 'n1'],
    // Node names that are addresses would be taken for addresses.
    ['a common name that is an address', { cn: '10.0.0.1', dns: ['n1'], ip: ['10.0.0.1'] }, 'n1'],
  ])('the name in the certificate of %s', (_, parts, name) => {
    expect(hostsOf([file('a.crt', parts)]).hosts).toEqual([{ name, address: '10.0.0.1', certificate: 'a.crt' }]);
  });

  test('a certificate without a name that a node can have is refused, by its path', () => {
    expect(hostsOf([file('a.crt', { cn: '../../etc' })]).codes).toContain('inventory/node-name');
  });

  test('further addresses and missing ones are told', () => {
    const { hosts, codes } = hostsOf([
      file('a.crt', { cn: 'a', ip: ['10.0.0.1', '127.0.0.1'] }),
      file('b.crt', { cn: 'b' }),
    ]);
    expect(codes).toEqual(['import/further-address', 'import/no-address']);
    expect(hosts[0]).toMatchObject({ address: '10.0.0.1', otherAddresses: ['127.0.0.1'] });
  });

  test('of several certificates the one that is valid longest is taken', () => {
    const { hosts, codes } = hostsOf([
      file('old.crt', { cn: 'a', ip: ['10.0.0.1'], year: 2027 }),
      file('new.crt', { cn: 'a', ip: ['10.0.0.1'] }),
    ]);
    expect(hosts.map(({ certificate }) => certificate)).toEqual(['new.crt']);
    expect(codes).toEqual(['import/several-certificates']);
  });

  test('the key is the one with the same public half, else the file of the same name that does not hold it', () => {
    const certificates = [
      file('a.crt', { cn: 'a', ip: ['10.0.0.1'], key: 1 }),
      file('b.crt', { cn: 'b', ip: ['10.0.0.2'], key: 2 }),
    ];
    const keys = [
      { path: 'a.key', spki: Uint8Array.of(9) },
      { path: 'x.key', spki: Uint8Array.of(1) },
      { path: 'b.pem', spki: undefined },
    ];
    expect(hostsOf(certificates, keys).hosts.map(({ key }) => key)).toEqual(['x.key', 'b.pem']);
  });

  test.each([
    ['the one file is it', ['ca', 'ca', 'ca'], ['ca'], 'ca.crt', []],
    ['none is there', ['ca', 'ca', 'ca'], [], undefined, []],
    ['the one that issued the hosts', ['ca', 'ca', 'ca'], ['a', 'ca'], 'ca.crt', []],
    ['none issued them', ['ca', 'ca', 'ca'], ['a'], 'a.crt', ['import/several-authorities']],
    ['two did', ['ca', 'ca', 'b'], ['b', 'ca'], 'ca.crt', ['import/several-authorities']],
  ])('the authority: %s', (_, issuers, names, authority, codes) => {
    const leaves = issuers.map((issuer, i) => file(`n${i}.crt`, { cn: `n${i}`, ip: [`10.0.0.${i}`], issuer }));
    const authorities = names.map((cn) => file(`${cn}.crt`, { cn, isCa: true }));
    const read = hostsOf([...leaves, ...authorities]);
    expect(read).toMatchObject({ authority, codes });
  });

  test('a folder without a certificate of a host is refused', () => {
    expect(hostsOf([file('ca.crt', { cn: 'ca', isCa: true })]).codes).toEqual(['import/source']);
  });
});

describe('certificates for hosts of another source', () => {
  const given = (
    name: string,
    address: string,
    certificates: readonly CertificateFile[],
    more: readonly string[] = [],
  ) => {
    const hosts = [name, ...more].map((each) => ({ name: each, node: { address }, at: [] }));
    const read = withCertificates({ kind: 'imported', hosts }, { certificates, keys: [] });
    return [read.imported.hosts[0]?.node.certificate, ...read.findings.map(({ code }) => code)];
  };

  test.each([
    ['by its name, in any case', 'N1.example.com', [file('a.crt', { cn: 'n1.example.com' })], 'a.crt'],
    ['by a DNS name', 'n1.example.com', [file('a.crt', { cn: 'x', dns: ['n1.example.com'] })], 'a.crt'],
    ['by its address', 'n1', [file('a.crt', { cn: 'x', ip: ['10.0.0.1'] })], 'a.crt'],
    [
      'by its name before its address',
      'n1',
      [file('b.crt', { cn: 'x', ip: ['10.0.0.1'] }), file('a.crt', { cn: 'n1' })],
      'a.crt',
    ],
    ['without the domain in the certificate', 'n1.example.com', [file('a.crt', { cn: 'n1' })], 'a.crt'],
    ['without the domain in the source', 'n1', [file('a.crt', { cn: 'n1.example.com' })], 'a.crt'],
    // Another domain is another host.
    ['not by the first label alone', 'n1.example.com', [file('a.crt', { cn: 'n1.example.net' })], undefined],
    [
      'not where two could be meant',
      'n1',
      [file('a.crt', { cn: 'n1.example.com' }), file('b.crt', { cn: 'n1.example.net' })],
      undefined,
    ],
  ])('a host gets its certificate %s', (_, name, certificates, path) => {
    expect(given(name, '10.0.0.1', certificates)[0]).toBe(path);
  });

  test("a short name that two hosts share is nobody's", () => {
    expect(given('n1.a', '10.0.0.1', [file('a.crt', { cn: 'n1' })], ['n1.b'])).toEqual([
      undefined,
      'import/no-certificate',
      'import/no-certificate',
      'import/unused-certificate',
    ]);
  });
});
