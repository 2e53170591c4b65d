import { webcrypto } from 'node:crypto';
import type { Command } from 'commander';
import { append } from '../../bytes/append.ts';
import { type Diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import {
  type Certificate,
  checkSignatures,
  judgeCertificates,
  type SignatureVerifier,
  webCryptoVerifier,
} from '../../entries/x509.ts';
import { type ReleaseRange, readReleaseRange, releaseRange, releases } from '../../libreswan/release.ts';
import { usageProfiles } from '../../libreswan/usage-profile.ts';
import { type CertificateReport, certificateReport } from '../certificate-report.ts';
import { certificateText } from '../certificate-text.ts';
import { UsageError } from '../exit.ts';
import { jsonFinding } from '../findings.ts';
import { type PublicFile, readPublic } from '../identity-source.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, type Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { type RequestReport, requestReport, requestText } from '../request-report.ts';
import { joinSafe } from '../safe-text.ts';
import { paintFor } from '../terminal.ts';

interface CertOptions {
  readonly issuer?: string;
  readonly request?: string;
  readonly libreswan?: string;
  readonly expiryWarning: number;
}

/** `swanmesh cert FILE …`: certificates as libreswan and NSS see them. */
export function certCommand(program: Command, run: Run): void {
  program
    .command('cert')
    .description('show certificates as libreswan and NSS see them: IDs, nickname, what keeps them from working')
    .argument('<file...>', 'certificates and requests in PEM, DER, PKCS#7 or PKCS#12; - for standard input')
    .option('--issuer <file>', 'the bundle of the authority: check signatures up to a root')
    .option('--request <file>', 'the request that the certificate answers: check that it fits')
    .option(
      '--libreswan <release>',
      'the release or range (4.3..5.2) that reads the IDs; all that are known when omitted',
    )
    .addOption(expiryWarning())
    .action((paths: readonly string[], own: CertOptions) => run((options) => show(paths, own, options)));
}

/** One certificate, or one file that could not be read. */
interface Entry {
  readonly file: string;
  readonly report?: CertificateReport;
  readonly friendlyName?: string;
  readonly request?: RequestReport;
  readonly findings: readonly Diagnostic[];
}

async function show(paths: readonly string[], own: CertOptions, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const range = readRange(own.libreswan);
  const passwords = passwordsOf(options);
  const verifier = webCryptoVerifier(webcrypto.subtle);
  const authorities = own.issuer === undefined ? undefined : await readPublic(own.issuer, passwords);
  const asked = own.request === undefined ? undefined : await readPublic(own.request, passwords);
  const files: PublicFile[] = [];
  for (const path of paths) files.push(await readPublic(path, passwords));
  const judge = await newJudge(files, authorities?.certificates ?? [], { range, own, now, verifier });
  const entries: Entry[] = [];
  for (const other of [authorities, asked]) {
    if (other !== undefined && other.findings.length > 0) entries.push({ file: other.file, findings: other.findings });
  }
  for (const { file, certificates, requests, findings } of files) {
    if (certificates.length + requests.length === 0 || findings.length > 0) entries.push({ file, findings });
    for (const { certificate, friendlyName } of certificates) {
      const { report, findings: ofId } = certificateReport(certificate, range);
      const found = [...ofId.map((finding) => soften(finding, own)), ...judge(certificate)];
      append(found, await answerFindings(certificate, asked));
      entries.push({ file, report, ...(friendlyName !== undefined && { friendlyName }), findings: found });
    }
    for (const request of requests) {
      const { checkRequestSignature } = await import('../../pki/index.ts');
      entries.push({ file, request: requestReport(request), findings: await checkRequestSignature(request, verifier) });
    }
  }
  const findings = entries.flatMap((entry) => entry.findings);
  if (options.json) {
    const rows = entries.map((entry) => ({
      file: entry.file,
      ...entry.report,
      ...(entry.friendlyName !== undefined && { friendlyName: entry.friendlyName }),
      ...(entry.request && { request: entry.request }),
      findings: entry.findings.map((finding) => jsonFinding(finding, undefined)),
    }));
    return writeDocument({ certificates: rows }, findings, undefined, options);
  }
  const paint = paintFor(process.stdout, options.color);
  const texts = entries.flatMap(({ file, report, request, friendlyName }) => [
    ...(report === undefined ? [] : [certificateText(file, report, now, paint, friendlyName)]),
    ...(request === undefined ? [] : [requestText(file, request, paint)]),
  ]);
  await writeOut(joinSafe(texts, '\n'));
  return reportFindings(findings, undefined, options);
}

/** By what certificates are judged here. */
interface JudgedBy {
  readonly range: ReleaseRange;
  readonly own: CertOptions;
  readonly now: Date;
  readonly verifier: SignatureVerifier;
}

/** The judgement of the certificates of some files below the issuers that were given, one certificate at a time. */
async function newJudge(
  files: readonly PublicFile[],
  issuers: PublicFile['certificates'],
  { range, own: { expiryWarning }, now, verifier }: JudgedBy,
): Promise<(certificate: Certificate) => readonly Diagnostic[]> {
  const certificates = files.flatMap((file) => file.certificates.map((one) => one.certificate));
  const authorities = issuers.map((one) => one.certificate);
  const judged = judgeCertificates(
    {
      hosts: certificates.map((certificate) => ({ certificate, role: certificate.isCa ? 'authority' : 'host' })),
      authorities: authorities.map((certificate) => ({ certificate })),
    },
    {
      now,
      expiryWarning,
      usages: usageProfiles(range),
      signatures: await checkSignatures([...certificates, ...authorities], verifier),
    },
  );
  const numbers = new Map(certificates.map((certificate, i) => [certificate, i]));
  return (certificate) => {
    const own = judged.hosts[numbers.get(certificate) ?? -1] ?? [];
    return [...own, ...judged.notAsked.map((finding) => ({ ...finding, at: certificate.at }))];
  };
}

/** Whether a certificate is what its request asked for; authorities that stand beside it are passed over. */
async function answerFindings(certificate: Certificate, asked: PublicFile | undefined): Promise<readonly Diagnostic[]> {
  const [request] = asked?.requests ?? [];
  if (request === undefined || certificate.isCa) return [];
  const { checkAnswer } = await import('../../pki/index.ts');
  return checkAnswer(request, certificate);
}

function readRange(text: string | undefined): ReleaseRange {
  const [first = '3.15'] = releases;
  if (text === undefined) return releaseRange(first, releases.at(-1));
  const read = readReleaseRange(text, valueAt('--libreswan'));
  if (read.kind === 'failed') throw new UsageError(`--libreswan: ${read.findings[0]?.message}`);
  return read.value;
}

/** Nobody asked for every release: that they share no spelling is worth knowing, and no error of the certificate. */
function soften(finding: Diagnostic, own: CertOptions): Diagnostic {
  return own.libreswan === undefined && finding.code === 'libreswan/no-common-spelling'
    ? { ...finding, severity: 'warning' }
    : finding;
}
