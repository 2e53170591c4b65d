/**
 * What single faults in a certificate, in a host's database or in its list do to a mesh. Every row was written from what
 * plutos 4.3, 4.10 and 5.2 did with the like, before the checks; 5.3 and later verify with NSS's IPsec usage alone.
 *
 * The mesh is a, b and c; the edit puts facts of b there, whose database has b's certificate and the authority.
 */
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { ecdsaScheme, issue, newEcKey, newRsaKey, rsaScheme, usage } from '../support/authority.ts';
import { authorityKey } from '../support/authority-key.ts';
import { authorityName, authorityPem, gathered, hostPem, nodeSubject } from '../support/cluster.ts';
import { constraints, extension, int, name, type Parts, pem, purposes, seq, spkiOf } from '../support/der-writer.ts';
import { lazy } from '../support/lazy.ts';
import { valueIn } from '../support/results.ts';
import { always, type Mutation, type Outcome, span } from './mutations.ts';

const bundle = 'facts/certificates.pem';
const conf = /^b\/etc\/ipsec\.d\/openshift-cluster\.conf$/;
const confOfOther = /^[ac]\/etc\/ipsec\.d\/openshift-cluster\.conf$/;
const otherKey = newEcKey();
/** A key of 2048 bits that is not that of the other certificates. */
const rsa = lazy(() => spkiOf(newRsaKey().publicKey));

/** The list of a database: nickname and trust. */
const listing = (entries: Readonly<Record<string, string>>): string =>
  `\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\n${Object.entries(
    entries,
  )
    .map(([nickname, trust]) => `${nickname.padEnd(60)} ${trust}\n`)
    .join('')}`;
const nicknames = 'facts/nicknames.txt';

/** b's certificate with other fields, signed as it should be. */
const own = (parts: Omit<Parts, 'issuer'> & { readonly key?: 'rsa' | 'ec' }): string =>
  gathered('b', hostPem(parts.subject ?? nodeSubject('b'), parts));
/** b's certificate, and an authority with other fields. */
const below = (parts: Parts, host = hostPem(nodeSubject('b'))): string =>
  gathered('b', host, authorityPem(undefined, parts));
const withExtensions = (...extensions: Uint8Array[]): Pick<Parts, 'extensions'> => ({ extensions });
/** The serial number of a certificate. */
const serialOf = (text: string): Uint8Array => int(BigInt(`0x${valueIn(readCertificate(text)).serialHex}`));
/** A certificate in PEM with a bit of its signature changed: the signature is what it ends with. */
const damaged = (text: string): string => {
  const { der } = valueIn(readCertificate(text));
  return pem(der.map((byte, i) => (i === der.length - 9 ? byte ^ 4 : byte)));
};

/** An authority below the root, and b's certificate by it. */
const middle = lazy(() => {
  const key = newEcKey();
  const subject = name(['CN', 'Middle']);
  const parts = { subject, issuer: authorityName(), spki: spkiOf(key.publicKey) };
  const make = (more: Parts): string => pem(issue({ ...parts, ...more }, authorityKey.privateKey, rsaScheme('sha256')));
  const host = pem(issue({ subject: nodeSubject('b'), issuer: subject, spki: rsa() }, key.privateKey));
  return { make, host };
});
const chain = (more: Parts): string =>
  `${gathered('b', middle().host)}# nickname: Middle\n${middle().make({ extensions: [constraints(true)], ...more })}`;

const row = (
  fault: string,
  make: () => string,
  outcomes: readonly Outcome[],
  more: Partial<Mutation> = {},
): Mutation => ({
  name: fault,
  file: bundle,
  edit: lazy(make),
  outcomes,
  source: 'run on plutos 4.3, 4.10 and 5.2; libreswan programs/pluto/nss_cert_verify.c at v5.3',
  ...more,
});

/** Up to 3.32 nobody ran them; what NSS refuses is taken to be the same. */
const since4 = (outcome: Outcome['fate'], code?: Outcome['code']): readonly Outcome[] => [
  span('4.0', '5.4', outcome, code),
];

export const certificateMutations: readonly Mutation[] = [
  row('b as it is planned', () => own({}), always('nothing')),

  // Each field of the host's certificate
  row(
    'a certificate that ended',
    () => own({ notAfter: new Date('2026-06-01') }),
    always('conn lost', 'x509/expired'),
    {
      line: /BEGIN/,
    },
  ),
  row(
    'a certificate that has not begun',
    () => own({ notBefore: new Date('2027-06-01') }),
    always('conn lost', 'x509/not-yet-valid'),
    { line: /BEGIN/ },
  ),
  row(
    'a certificate that ends before it begins',
    () => own({ notBefore: new Date('2026-12-01'), notAfter: new Date('2026-02-01') }),
    always('conn lost', 'x509/inverted-validity'),
  ),
  row(
    'a certificate that ends in a week',
    () => own({ notAfter: new Date('2026-11-29') }),
    always('weaker', 'x509/expires-soon'),
  ),
  row(
    'a bit of the signature',
    () => gathered('b', damaged(hostPem(nodeSubject('b')))),
    always('no match', 'x509/bad-signature'),
  ),
  row(
    'a signature by another key',
    () =>
      gathered(
        'b',
        pem(issue({ subject: nodeSubject('b'), issuer: authorityName(), spki: rsa() }, otherKey.privateKey)),
      ),
    always('no match', 'x509/bad-signature'),
  ),
  row(
    'a signature with SHA-1',
    () =>
      gathered(
        'b',
        pem(
          issue(
            { subject: nodeSubject('b'), issuer: authorityName(), spki: rsa() },
            authorityKey.privateKey,
            rsaScheme('sha1'),
          ),
        ),
      ),
    always('weaker', 'x509/weak-signature'),
  ),
  row(
    'another issuer',
    () => gathered('b', hostPem(nodeSubject('b'), { issuer: 'Other CA' })),
    always('no match', 'verify/other-authority'),
    { foundIn: confOfOther },
  ),
  row(
    'an issuer that is the host itself',
    () =>
      gathered(
        'b',
        pem(
          issue(
            { subject: nodeSubject('b'), issuer: nodeSubject('b'), spki: spkiOf(authorityKey.publicKey) },
            authorityKey.privateKey,
            rsaScheme('sha256'),
          ),
        ),
      ),
    always('no match', 'verify/other-authority'),
    { foundIn: confOfOther },
  ),
  row(
    'the serial number of another host',
    () => own({ serial: serialOf(hostPem(nodeSubject('a'))) }),
    always('no match', 'x509/reused-serial'),
  ),
  row(
    'the serial number of the authority',
    () => own({ serial: serialOf(authorityPem()) }),
    always('no match', 'x509/reused-serial'),
  ),
  row(
    'the subject of another host',
    () => own({ subject: nodeSubject('x') }),
    always('no match', 'verify/unmatched-id'),
    { foundIn: confOfOther },
  ),
  row(
    'the certificate of another host',
    () => gathered('b', hostPem(nodeSubject('c'))),
    always('no match', 'verify/unmatched-id'),
    { foundIn: confOfOther },
  ),
  row(
    'an attribute less in the subject',
    () => own({ subject: name(['CN', 'system:node:b']) }),
    always('no match', 'verify/unmatched-id'),
    { foundIn: confOfOther },
  ),
  row('another key, and all else alike', () => own({ spki: rsa() }), always('weaker', 'verify/other-certificate')),
  row('a key of another kind', () => own({ key: 'ec' }), always('no match', 'verify/key-against-authby'), {
    foundIn: conf,
  }),
  row(
    'a key too short for the hash',
    () => own({ spki: spkiOf(newRsaKey(1024).publicKey) }),
    [span('3.30', '5.4', 'no match', 'verify/key-against-authby')],
    { foundIn: conf },
  ),
  row('a short key', () => own({ spki: spkiOf(newRsaKey(1536).publicKey) }), always('weaker', 'x509/weak-key')),
  row('the flag of an authority', () => own(withExtensions(constraints(true))), always('no match', 'x509/ca-on-host')),
  row('a key usage for enciphering keys alone', () => own(withExtensions(usage(0x20, 5))), [
    span('4.0', '5.2', 'nothing'),
    span('5.3', '5.4', 'no match', 'x509/unusable-key-usage'),
  ]),
  row(
    'a key usage for enciphering keys, and a purpose that is not TLS',
    () => own(withExtensions(usage(0x20, 5), purposes('1.3.6.1.5.5.7.3.17'))),
    since4('no match', 'x509/unusable-key-usage'),
  ),
  row(
    'a key usage for agreeing on keys, which RSA cannot',
    () => own(withExtensions(usage(0x08, 3))),
    always('no match', 'x509/unusable-key-usage'),
  ),
  row(
    'a key usage for enciphering data',
    () => own(withExtensions(usage(0x10, 4))),
    always('no match', 'x509/unusable-key-usage'),
  ),
  row('a key usage for signing for ever', () => own(withExtensions(usage(0x40, 6))), since4('nothing')),
  row(
    'a purpose for code',
    () => own(withExtensions(purposes('1.3.6.1.5.5.7.3.3'))),
    always('no match', 'x509/unusable-purpose'),
  ),
  row(
    'a purpose of nobody',
    () => own(withExtensions(purposes('1.2.3.4'))),
    always('no match', 'x509/unusable-purpose'),
  ),
  row('the purpose of a TLS client', () => own(withExtensions(purposes('1.3.6.1.5.5.7.3.2'))), since4('nothing')),
  row('the purpose of IKE', () => own(withExtensions(purposes('1.3.6.1.5.5.7.3.17'))), since4('nothing')),
  row(
    'a critical extension of nobody',
    () => own(withExtensions(extension('1.2.3.4', int(1), true))),
    always('no match', 'x509/unknown-critical-extension'),
  ),
  row(
    'a critical extension that NSS does not process',
    () => own(withExtensions(extension('1.3.6.1.5.5.7.1.1', seq(), true))),
    always('no match', 'x509/unknown-critical-extension'),
  ),
  row('base64 that is none', () => own({}).replace(/^MII/m, 'M!I'), always('weaker', 'x509/pem-base64')),
  row(
    'a block that was cut',
    () => own({}).replace(/(BEGIN CERTIFICATE-----\n.*\n)(?:.*\n)*?(-----END)/, '$1$2'),
    always('weaker', 'x509/not-der'),
  ),

  // The authority in the database
  row('an authority that ended', () => below({ notAfter: new Date('2026-06-01') }), always('no match', 'x509/expired')),
  row(
    'an authority that has not begun',
    () => below({ notBefore: new Date('2027-06-01') }),
    always('no match', 'x509/not-yet-valid'),
  ),
  row(
    'an authority that ends in a week',
    () => below({ notAfter: new Date('2026-11-29') }),
    always('weaker', 'x509/expires-soon'),
  ),
  row(
    'an authority that may not sign certificates',
    () => below(withExtensions(constraints(true), usage(0x02, 1))),
    always('no match', 'x509/unusable-key-usage'),
  ),
  row(
    'an authority for code',
    () => below(withExtensions(constraints(true), purposes('1.3.6.1.5.5.7.3.3'))),
    always('no match', 'x509/unusable-purpose'),
  ),
  row(
    'an authority for TLS',
    () => below(withExtensions(constraints(true), purposes('1.3.6.1.5.5.7.3.1'))),
    since4('nothing'),
  ),
  row(
    'an authority with a critical extension of nobody, which a root may have',
    () => below(withExtensions(constraints(true), extension('1.2.3.4', int(1), true))),
    since4('weaker', 'x509/unknown-critical-extension'),
  ),
  row(
    'an authority whose own signature is damaged',
    () => gathered('b', hostPem(nodeSubject('b')), damaged(authorityPem())),
    since4('weaker', 'x509/bad-signature'),
  ),
  row(
    'an authority of the same name with another key',
    () =>
      gathered(
        'b',
        hostPem(nodeSubject('b')),
        pem(
          issue(
            {
              subject: authorityName(),
              issuer: authorityName(),
              spki: spkiOf(otherKey.publicKey),
              extensions: [constraints(true)],
            },
            otherKey.privateKey,
            ecdsaScheme('sha256'),
          ),
        ),
      ),
    always('no match', 'x509/bad-signature'),
    // It is the certificates of the others, which the inventory gives, that b cannot verify.
    { foundIn: /^nodes\.[ac]\.certificate$/ },
  ),
  row(
    'an authority that does not say that it is one, and is not trusted either',
    () => below({ extensions: [] }),
    always('no match', 'verify/other-authority'),
    { beside: [nicknames, listing({ b: 'u,u,u', 'Mesh CA': ',,' })], foundIn: conf },
  ),
  row(
    'an authority that does not say that it is one, and is trusted',
    () => below({ extensions: [] }),
    always('nothing'),
    {
      beside: [nicknames, listing({ b: 'u,u,u', 'Mesh CA': 'CT,,' })],
    },
  ),
  row(
    'an authority that allows no other below it',
    () => below(withExtensions(constraints(true, 0))),
    always('nothing'),
  ),
  row(
    'no authority',
    () => `# nickname: b\n${hostPem(nodeSubject('b'))}`,
    always('no match', 'verify/other-authority'),
    {
      beside: [nicknames, listing({ b: 'u,u,u' })],
      foundIn: conf,
    },
  ),
  row('an authority that is not trusted', () => own({}), always('no match', 'verify/other-authority'), {
    beside: [nicknames, listing({ b: 'u,u,u', 'Mesh CA': 'p,p,p' })],
    foundIn: conf,
  }),
  row('an authority without any trust', () => own({}), always('nothing'), {
    beside: [nicknames, listing({ b: 'u,u,u', 'Mesh CA': ',,' })],
  }),

  // What lies between
  row(
    'an authority between, which only b has',
    () => chain({}),
    // From 5.3 the others are sent it, and b refuses them all the same: they have no issuer below its own, as %same asks.
    always('no match', 'verify/other-authority'),
    { foundIn: /^[abc]\/etc\/ipsec\.d\/openshift-cluster\.conf$/ },
  ),
  row('one that ended', () => chain({ notAfter: new Date('2026-06-01') }), [
    span('5.3', '5.4', 'no match', 'x509/expired'),
  ]),
  row('one that may not sign', () => chain(withExtensions(constraints(true), usage(0x02, 1))), [
    span('5.3', '5.4', 'no match', 'x509/unusable-key-usage'),
  ]),
  row(
    'one with a critical extension of nobody',
    () => chain(withExtensions(constraints(true), extension('1.2.3.4', int(1), true))),
    [span('5.3', '5.4', 'no match', 'x509/unknown-critical-extension')],
  ),
  row(
    'one that the root did not sign',
    () =>
      `${gathered('b', middle().host)}# nickname: Middle\n${damaged(middle().make(withExtensions(constraints(true))))}`,
    [span('5.3', '5.4', 'no match', 'x509/bad-signature')],
  ),

  // What else is in the database
  row(
    'another certificate with the serial number of a peer',
    () => `${own({})}# nickname: x\n${hostPem(nodeSubject('x'), { serial: serialOf(hostPem(nodeSubject('c'))) })}`,
    always('no match', 'x509/reused-serial'),
    { foundIn: /^nodes\.c\.certificate$/ },
  ),
  row(
    'the certificate before the last renewal',
    () =>
      `${own({ notBefore: new Date('2025-01-01'), notAfter: new Date('2026-02-01') })}# nickname: b\n${hostPem(nodeSubject('b'))}`,
    always('nothing'),
  ),
  row(
    'a certificate of somebody else that ended',
    () => `${own({})}# nickname: vpn\n${hostPem(name(['CN', 'vpn']), { notAfter: new Date('2026-02-01') })}`,
    always('nothing'),
  ),
  row(
    'an authority of somebody else that ended',
    () => `${own({})}# nickname: Old\n${authorityPem('Old CA', { notAfter: new Date('2026-02-01') })}`,
    always('nothing'),
  ),
];
