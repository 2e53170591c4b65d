/** Reading host certificates, beside Node's own reader, two libraries and the guide's pipelines; hostile input; PKCS#12. */
import { spawnSync } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { decodeBase64 } from '../../src/bytes/base64.ts';
import { readDer } from '../../src/x509/der.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { issue, newEcKey, newRsaKey, usage } from '../support/authority.ts';
import {
  altNames,
  certificate,
  concat,
  constraints,
  der,
  dns,
  int,
  ip,
  name,
  pem,
  purposes,
  spkiOf,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const authority = newRsaKey();
const keys = [newRsaKey(), newRsaKey(), newEcKey(), newEcKey()];
const issuer = name(['OU', 'openshift'], ['CN', 'openshift-signer']);

/** What OpenShift issues to a node. */
function hostPem(i: number): string {
  const host = `node-${i}.example.com`;
  const key = keys[i % keys.length] ?? authority;
  return pem(
    issue(
      {
        serial: int(100_000 + i),
        subject: name(['O', 'system:nodes'], ['CN', `system:node:${host}`]),
        issuer,
        spki: spkiOf(key.publicKey),
        extensions: [
          usage(0xa0, 5),
          purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'),
          constraints(false),
          altNames(dns(host), ip(172, 16, i >> 8, i & 255)),
        ],
      },
      authority.privateKey,
      { identifier: rsaSha256, sign: () => new Uint8Array(256).fill(i & 255) },
    ),
  );
}
const rsaSha256 = Uint8Array.from(Buffer.from('300d06092a864886f70d01010b0500', 'hex'));

const hosts = Array.from({ length: 1000 }, (_, i) => hostPem(i));
const ders = hosts.map((text) => valueIn(readCertificate(text)).der);

let sink: unknown;
const each = (list: readonly string[], read: (text: string) => unknown) => (): void => {
  for (const text of list) sink = read(text);
};

const nodeFields = (text: string): unknown => {
  const certificate = new X509Certificate(text);
  const {
    subject,
    issuer: by,
    subjectAltName,
    serialNumber,
    validFrom,
    validTo,
    fingerprint256,
    ca,
    keyUsage,
    publicKey,
  } = certificate;
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKey;
  return [
    subject,
    by,
    subjectAltName,
    serialNumber,
    validFrom,
    validTo,
    fingerprint256,
    ca,
    keyUsage,
    asymmetricKeyType,
    asymmetricKeyDetails,
  ];
};

const pkijsFields = (text: string): unknown => {
  const body = text.slice(27, text.indexOf('-----END'));
  const bytes = decodeBase64(body, 0, body.length);
  const certificate = new pkijs.Certificate({
    schema: asn1js.fromBER(bytes.kind === 'bytes' ? bytes.bytes : new Uint8Array(0)).result,
  });
  const { subject, issuer: by, serialNumber, notBefore, notAfter, extensions, subjectPublicKeyInfo } = certificate;
  return [
    subject,
    by,
    serialNumber,
    notBefore,
    notAfter,
    extensions?.map(({ parsedValue }) => parsedValue),
    subjectPublicKeyInfo.parsedKey,
  ];
};

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-bench-'));
const files = hosts.slice(0, 10).map((text, i) => {
  const file = join(folder, `${i}.crt`);
  writeFileSync(file, text);
  return file;
});
/** Nickname, subject and issuer as the guide takes them out of a certificate. */
const pipelines = `
openssl x509 -subject -noout -in "$1" | sed -n 's/.*CN=\\(.*\\)/\\1/p'
openssl x509 -text -noout -in "$1" | grep "Subject:" | sed 's/.*Subject: //'
openssl x509 -issuer -noout -in "$1" | sed 's/^issuer=//'`;

const identifier = concat(Uint8Array.of(0x06, 0x83, 0x03, 0xd0, 0x90), new Uint8Array(250_000).fill(0x81));
const nested = (depth: number): Uint8Array => {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i += 1) bytes = der(0x30, bytes);
  return bytes;
};
const deep = nested(10_000);
/** As a host's file would have them: inside a certificate, in PEM. */
const hostile = [
  pem(certificate({ extensions: [der(0x30, identifier, der(0x04))] })),
  pem(certificate({ subject: der(0x30, ...Array.from({ length: 30_000 }, () => der(0x05))) })),
];

const rsa = keys[0] ?? authority;
const host = valueIn(readCertificate(hosts[0] ?? ''));
const key = valueIn(readPrivateKey(Uint8Array.from(rsa.privateKey.export({ format: 'der', type: 'pkcs8' }))));
const keyFile = join(folder, 'key.pem');
writeFileSync(keyFile, pem(key.pkcs8.reveal(), 'PRIVATE KEY'), { mode: 0o600 });

export const groups = [
  {
    name: '1,000 distinct host certificates in PEM, all fields',
    competitors: [
      { label: 'swanmesh', run: each(hosts, (text) => readCertificate(text)) },
      { label: 'node:crypto X509Certificate with the same fields', run: each(hosts, nodeFields) },
      { label: 'asn1js and pkijs', run: each(hosts.slice(0, 1000), pkijsFields) },
      {
        label: 'a bare DER walk, no field',
        run: () => {
          for (const bytes of ders) sink = readDer(bytes);
        },
      },
    ],
    runs: 21,
    goal: { ratio: 5, text: 'five times the speed of X509Certificate' },
  },
  {
    name: '10 host certificates for the guide',
    competitors: [
      { label: 'swanmesh', run: each(hosts.slice(0, 10), (text) => readCertificate(text)) },
      {
        label: 'three openssl pipelines each',
        run: () => {
          for (const file of files) sink = spawnSync('sh', ['-c', pipelines, 'sh', file]);
        },
      },
    ],
    runs: 3,
    goal: { ratio: 100, text: 'a hundred times the speed of the pipelines' },
  },
  {
    name: 'hostile: an identifier of 250 KB and values nested 10,000 deep; each to be refused in under 10 ms',
    competitors: [
      {
        label: 'swanmesh',
        run: () => {
          sink = [readDer(identifier), readDer(deep)];
        },
      },
      {
        label: 'swanmesh, two certificates in PEM with such an identifier and with 30,000 values',
        run: () => {
          sink = hostile.map((text) => readCertificate(text).kind);
        },
      },
      {
        label: 'asn1js',
        run: () => {
          sink = [asn1js.fromBER(identifier), asn1js.fromBER(deep)];
        },
      },
    ],
    runs: 3,
  },
  {
    name: '10 PKCS#12 files, 2048 iterations',
    competitors: [
      {
        label: 'swanmesh',
        run: () => {
          for (let i = 0; i < 10; i += 1)
            sink = makePkcs12({
              certificate: host,
              key,
              friendlyName: 'a',
              random: (length) => new Uint8Array(randomBytes(length)),
            });
        },
      },
      {
        label: 'openssl pkcs12 -export',
        run: () => {
          for (let i = 0; i < 10; i += 1)
            sink = spawnSync('openssl', [
              'pkcs12',
              '-export',
              '-passout',
              'pass:',
              '-inkey',
              keyFile,
              '-in',
              files[0] ?? '',
              '-out',
              join(folder, 'a.p12'),
            ]);
        },
      },
    ],
    runs: 3,
  },
];

/** So that no engine leaves out work whose result nobody wants. */
export const last = (): unknown => sink;
