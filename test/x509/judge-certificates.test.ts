import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { type HostCertificateToJudge, type Judging, judgeCertificates } from '../../src/x509/judge-certificates.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import {
  ecdsaScheme,
  issue,
  issuerKeyId,
  newEcKey,
  ownKeyId,
  root,
  signsCertificates,
  usage,
} from '../support/authority.ts';
import {
  altNames,
  constraints,
  dns,
  extension,
  implicit,
  int,
  name,
  type Parts,
  purposes,
  spkiOf,
  text,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';
import { nodeSignatures } from '../support/signatures.ts';

const now = new Date('2030-01-01');
const judging: Judging = { now, signatures: nodeSignatures, usages: usageProfiles(['4.10', '5.2', '5.4']) };
const read = (der: Uint8Array): Certificate => valueIn(readCertificate(der));
const [rootKey, hostKey, otherKey] = [newEcKey(), newEcKey(), newEcKey()];
const at = (host: string) => valueAt('nodes', host, 'certificate');

const caDer = root('Root', rootKey);
/** A certificate as OpenShift issues them, each field with a value that says something. */
const whole = {
  subject: name(['O', 'system:nodes'], ['CN', 'a']),
  issuer: name(['CN', 'Root']),
  serial: int(0x1234),
  notBefore: new Date('2029-01-01'),
  notAfter: new Date('2032-01-01'),
  spki: spkiOf(hostKey.publicKey),
  extensions: [
    constraints(false),
    usage(0x80, 7),
    purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'),
    altNames(dns('a.example')),
    ownKeyId(hostKey.publicKey),
    issuerKeyId(rootKey.publicKey),
  ],
};
const made = (parts: Partial<Parts> = {}): Certificate => read(issue({ ...whole, ...parts }, rootKey.privateKey));
const host = made();
const key = valueIn(readPrivateKey(hostKey.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string));

interface Row {
  readonly why: string;
  readonly codes: readonly DiagnosticCode[];
  readonly hosts?: readonly HostCertificateToJudge[];
  readonly authorities?: readonly Uint8Array[];
  readonly judging?: Partial<Judging>;
}

/** Codes of everything that is found, authorities first. */
function codesOf({ hosts = [{ certificate: host, key, at: at('a') }], authorities = [caDer], ...row }: Row) {
  const judged = judgeCertificates(
    { hosts, authorities: authorities.map((der) => ({ certificate: read(der), at: valueAt('authority') })) },
    { ...judging, ...row.judging },
  );
  return [...judged.authorities.flat(), ...judged.hosts.flat(), ...judged.notAsked].map(({ code }) => code);
}

/** A field of the signed part with another value, and a signature that fits it. */
const issued = (why: string, code: DiagnosticCode | undefined, parts: Partial<Parts>): Row => ({
  why,
  codes: code === undefined ? [] : [code],
  hosts: [{ certificate: made(parts), key, at: at('a') }],
});
const withExtensions = (...changed: readonly Uint8Array[]): Partial<Parts> => ({
  extensions: [...whole.extensions.filter((one) => changed.every((other) => oidOf(one) !== oidOf(other))), ...changed],
});
/** Extensions begin with their object identifier. */
const oidOf = (der: Uint8Array): string => Buffer.from(der).subarray(4, 7).toString('hex');

const ended = root('Root', rootKey, undefined, { notAfter: new Date('2029-12-31') });

const rows: readonly Row[] = [
  { why: 'nothing', codes: [] },
  // Each field of the certificate
  issued('another subject', undefined, { subject: name(['CN', 'other']) }),
  issued('a subject with a control character', 'x509/control-character', { subject: name(['CN', 'a\nb']) }),
  issued('another issuer', 'x509/unknown-issuer', { issuer: name(['CN', 'Other']) }),
  issued('a first second in the future', 'x509/not-yet-valid', { notBefore: new Date('2030-06-01') }),
  issued('a last second in the past', 'x509/expired', { notAfter: new Date('2029-06-01') }),
  issued('a last second in a week', 'x509/expires-soon', { notAfter: new Date('2030-01-08') }),
  issued('a last second before the first', 'x509/inverted-validity', { notAfter: new Date('2028-01-01') }),
  issued('another key', 'x509/key-mismatch', { spki: spkiOf(otherKey.publicKey) }),
  {
    why: 'a key on a curve without a name in NSS',
    codes: ['x509/unusable-key'],
    hosts: [{ certificate: made({ spki: spkiOf(newEcKey('secp256k1').publicKey) }), at: at('a') }],
  },
  issued('basic constraints of an authority', 'x509/ca-on-host', withExtensions(constraints(true))),
  issued('a key usage that signs nothing', 'x509/unusable-key-usage', withExtensions(usage(0x20, 5))),
  issued('a purpose that is none of ours', 'x509/unusable-purpose', withExtensions(purposes('1.3.6.1.5.5.7.3.3'))),
  issued('a name of an odd form', 'x509/odd-alt-name', withExtensions(altNames(implicit(2, text('no name'))))),
  issued('a key identifier of its own that is another', undefined, withExtensions(ownKeyId(otherKey.publicKey))),
  issued(
    'another key identifier of the issuer',
    'x509/unknown-issuer',
    withExtensions(issuerKeyId(otherKey.publicKey)),
  ),
  issued('a critical extension that NSS does not know', 'x509/unknown-critical-extension', {
    extensions: [...whole.extensions, extension('1.2.3.4', int(1), true)],
  }),
  {
    why: 'a signature with SHA-1',
    codes: ['x509/weak-signature'],
    hosts: [{ certificate: read(issue(whole, rootKey.privateKey, ecdsaScheme('sha1'))), key, at: at('a') }],
  },
  {
    why: 'a signature by another key',
    codes: ['x509/bad-signature'],
    hosts: [{ certificate: read(issue(whole, otherKey.privateKey)), key, at: at('a') }],
  },
  // What certificates are to one another
  {
    why: 'a serial number that another host has',
    codes: ['x509/reused-serial'],
    hosts: [{ certificate: host }, { certificate: made({ subject: name(['CN', 'b']) }) }],
  },
  {
    why: 'a serial number that the authority has',
    codes: ['x509/reused-serial'],
    authorities: [root('Root', rootKey, undefined, { serial: int(0x1234) })],
  },
  { why: 'the same certificate on two hosts', codes: [], hosts: [{ certificate: host }, { certificate: host }] },
  // The authority
  { why: 'an authority that ended', codes: ['x509/expired'], authorities: [ended] },
  { why: 'one that ended beside its successor', codes: ['x509/expired'], authorities: [caDer, ended] },
  {
    why: 'an authority that may not sign certificates',
    codes: ['x509/unusable-key-usage'],
    authorities: [root('Root', rootKey, undefined, { extensions: [constraints(true), usage(0x02, 1)] })],
  },
  {
    why: 'an authority for code alone',
    codes: ['x509/unusable-purpose'],
    authorities: [
      root('Root', rootKey, undefined, {
        extensions: [constraints(true), signsCertificates, purposes('1.3.6.1.5.5.7.3.3')],
      }),
    ],
  },
  {
    why: 'an authority that does not say that it is one',
    codes: ['x509/not-an-authority'],
    authorities: [root('Root', rootKey, undefined, { extensions: [] })],
  },
  // What was not asked
  { why: 'no verifier', codes: ['x509/signature-not-checked'], judging: { signatures: undefined as never } },
  { why: 'no authority', codes: ['x509/signature-not-checked'], authorities: [] },
  {
    why: 'a verifier that does not know',
    codes: ['x509/signature-not-checked', 'x509/signature-not-checked'],
    judging: { signatures: () => 'unsupported' },
  },
];

describe('one judgement finds', () => {
  test.each(rows)('$why', (row) => {
    expect(codesOf(row)).toEqual(row.codes);
  });
});

describe('what is found is at its place', () => {
  test('the fault of an authority at the authority, once for all hosts', () => {
    const judged = judgeCertificates(
      {
        hosts: [
          { certificate: host, at: at('a') },
          { certificate: made({ serial: int(9) }), at: at('b') },
        ],
        authorities: [{ certificate: read(ended), at: valueAt('authority') }],
      },
      judging,
    );
    expect(judged.authorities).toMatchObject([[{ code: 'x509/expired', at: valueAt('authority') }]]);
    expect(judged.hosts).toEqual([[], []]);
  });

  test('the fault of a host at that host', () => {
    const bad = made({ notAfter: new Date('2029-06-01'), serial: int(9) });
    const judged = judgeCertificates(
      {
        hosts: [
          { certificate: host, at: at('a') },
          { certificate: bad, at: at('b') },
        ],
        authorities: [{ certificate: read(caDer) }],
      },
      judging,
    );
    expect(judged.hosts).toMatchObject([[], [{ code: 'x509/expired', at: at('b') }]]);
  });
});

test('every changed bit of a certificate that can still be read is found', () => {
  const { der } = host;
  let readable = 0;
  for (let i = 0; i < der.length * 8; i += 1) {
    const changed = readCertificate(der.map((byte, k) => (k === i >> 3 ? byte ^ (1 << (i & 7)) : byte)));
    if (changed.kind === 'failed') continue;
    readable += 1;
    expect(codesOf({ why: '', codes: [], hosts: [{ certificate: changed.value }] }), `bit ${i}`).not.toEqual([]);
  }
  expect(readable).toBeGreaterThan(500);
});

describe('the usage is that of the releases', () => {
  const enciphers = made(withExtensions(usage(0x08, 3)));
  const codes = (...releases: Parameters<typeof usageProfiles>[0]) =>
    codesOf({ why: '', codes: [], hosts: [{ certificate: enciphers }], judging: { usages: usageProfiles(releases) } });

  test('up to 5.2 TLS too, from 5.3 IPsec alone', () => {
    expect(codes('4.3')).toEqual([]);
    expect(codes('5.2')).toEqual([]);
    expect(codes('5.3')).toEqual(['x509/unusable-key-usage']);
    expect(codes('4.10', '5.4')).toEqual(['x509/unusable-key-usage']);
  });
});
