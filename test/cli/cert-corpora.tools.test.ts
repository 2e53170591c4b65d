import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CertificateReport } from '../../src/cli/certificate-report.ts';
import { type NssCertificate, predictNickname } from '../../src/x509/nickname.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { issue, newEcKey } from '../support/authority.ts';
import { corpora, everyCertificate } from '../support/corpora.ts';
import { debianReleases, describeWithReleases } from '../support/debian/release-tools.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { listingLine, withNssDatabase } from '../support/nss.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

/** The words that openssl x509 -text writes for key usages, in the order of the bits. */
const usageWords: Readonly<Record<string, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
};
const purposeWords: Readonly<Record<string, string>> = {
  serverAuth: 'TLS Web Server Authentication',
  clientAuth: 'TLS Web Client Authentication',
  emailProtection: 'E-mail Protection',
  codeSigning: 'Code Signing',
  timeStamping: 'Time Stamping',
  OCSPSigning: 'OCSP Signing',
};
const names = ['-nameopt', 'sep_comma_plus_space,utf8,esc_2253,esc_ctrl,sname'];

function opensslFields(der: Uint8Array): unknown {
  const fields = [
    '-subject',
    '-issuer',
    '-serial',
    '-fingerprint',
    '-sha256',
    '-dates',
    '-dateopt',
    'iso_8601',
    '-text',
  ];
  const text = spawnSync('openssl', ['x509', '-inform', 'DER', '-noout', ...fields, ...names], {
    input: der,
    encoding: 'utf8',
  }).stdout;
  const lines = text.split('\n');
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const after = (heading: string): string =>
    new RegExp(`${heading}:(?: critical)?\\s*\\n\\s*(.*)`).exec(text)?.[1]?.trim() ?? '';
  return {
    subject: value('subject'),
    issuer: value('issuer'),
    serial: value('serial'),
    fingerprint: value('sha256 Fingerprint').replaceAll(':', ''),
    notBefore: value('notBefore').replace(' ', 'T'),
    notAfter: value('notAfter').replace(' ', 'T'),
    signature: /Signature Algorithm: (.*)/.exec(text)?.[1],
    bits: Number(/Public-Key: \((\d+) bit\)/.exec(text)?.[1]),
    curve: /NIST CURVE: (.*)/.exec(text)?.[1] ?? null,
    isCa: /CA:TRUE/.test(after('X509v3 Basic Constraints')),
    keyUsage: after('X509v3 Key Usage'),
    purposes: after('X509v3 Extended Key Usage'),
  };
}

function ourFields(report: CertificateReport): unknown {
  return {
    subject: report.subject.text,
    issuer: report.issuer.text,
    serial: report.serialHex.toUpperCase(),
    fingerprint: report.fingerprintSha256.toUpperCase(),
    notBefore: report.notBefore,
    notAfter: report.notAfter,
    signature: report.signatureAlgorithm,
    bits: report.key.bits,
    curve: report.key.curve,
    isCa: report.isCa,
    keyUsage: report.keyUsage.map((usage) => usageWords[usage]).join(', '),
    purposes: report.extendedKeyUsage.map((purpose) => purposeWords[purpose] ?? purpose).join(', '),
  };
}

describeWithTools(['openssl'], 'swanmesh cert says of every certificate what openssl says, field by field', () => {
  test('of both corpora', () => {
    const all = everyCertificate();
    const cwd = testFolder();
    writeFileSync(join(cwd, 'all.pem'), all.map((der) => pem(der)).join(''));
    const { certificates: reports } = JSON.parse(
      swanmesh(['cert', '--json', '--now', '2010-01-01T00:00:00Z', 'all.pem'], { cwd }).stdout,
    ) as { certificates: CertificateReport[] };
    expect(reports).toHaveLength(all.length);
    for (const [i, report] of reports.entries()) expect(ourFields(report)).toEqual(opensslFields(all[i] as Uint8Array));
  });
});

describeWithReleases(
  debianReleases,
  'pk12util gives every certificate of the corpora the predicted nickname',
  (tools) => {
    const pair = newEcKey();
    const key = valueIn(readPrivateKey(new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }))));
    const host = valueIn(
      readCertificate(issue({ subject: name(['CN', 'host']), spki: spkiOf(pair.publicKey) }, pair.privateKey)),
    );

    test.each(corpora)('$name, all in one file', ({ certificates }) => {
      const authorities = certificates().map((der) => valueIn(readCertificate(der)));
      const file = makePkcs12({
        certificate: host,
        key,
        authorities,
        random: (length) => new Uint8Array(length).fill(9),
        iterations: 1,
      });
      const known: NssCertificate[] = [];
      for (const certificate of [host, ...authorities]) {
        const prediction = predictNickname(certificate, { database: known });
        if (prediction.kind === 'none') throw new Error(prediction.reason);
        const { nickname } = prediction;
        known.push({
          nickname,
          subjectDerHex: certificate.subject.derHex,
          fingerprintSha256: certificate.fingerprintSha256,
        });
      }
      withNssDatabase(tools, (database) => {
        expect(database.importPkcs12(valueIn(file).reveal())).toMatchObject({ status: 0 });
        const expected = known.map(({ nickname }, i) => listingLine(nickname, i === 0 ? 'u,u,u' : ',,'));
        expect(database.listing().toSorted()).toEqual(expected.toSorted());
      });
    });
  },
);

describe('the corpora', () => {
  test('are there', () => {
    expect(corpora.length).toBeGreaterThan(0);
    for (const { certificates } of corpora) expect(certificates().length).toBeGreaterThan(100);
  });
});
