/** Certificates and requests of files, each with its report and what keeps it from working: the rows of `swanmesh cert`. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { type Certificate, checkSignatures, judgeCertificates, type SignatureVerifier } from '../entries/x509.ts';
import { type ReleaseRange, readReleaseRange, releaseRange, releases } from '../libreswan/release.ts';
import { usageProfiles } from '../libreswan/usage-profile.ts';
import { type CertificateReport, certificateReport } from './certificate-report.ts';
import { UsageError } from './exit.ts';
import { jsonFinding } from './findings.ts';
import type { PublicFile } from './identity-source.ts';
import { type RequestReport, requestReport } from './request-report.ts';

/** One certificate or request, or one file that could not be read. */
export interface CertificateEntry {
  readonly file: string;
  readonly report?: CertificateReport;
  readonly friendlyName?: string;
  readonly request?: RequestReport;
  readonly findings: readonly Diagnostic[];
}

/** By what certificates are judged here. */
export interface JudgedBy {
  /** The certificates of issuers: signatures are checked up to a root of these. */
  readonly authorities?: PublicFile;
  /** The request that the certificates answer. */
  readonly asked?: PublicFile;
  readonly range: ReleaseRange;
  /** Whether somebody asked for these releases, and not for all that are known. */
  readonly isAsked: boolean;
  /** Days. */
  readonly expiryWarning: number;
  readonly now: Date;
  readonly verifier: SignatureVerifier;
}

/** The releases that a word names; all that are known where there is none. */
export function releasesOf(text: string | undefined): Pick<JudgedBy, 'range' | 'isAsked'> {
  const [first = '3.15'] = releases;
  if (text === undefined) return { range: releaseRange(first, releases.at(-1)), isAsked: false };
  const read = readReleaseRange(text, valueAt('--libreswan'));
  if (read.kind === 'failed') throw new UsageError(`--libreswan: ${read.findings[0]?.message}`);
  return { range: read.value, isAsked: true };
}

/** Every certificate and request of the files, and every file that is not what it should be. */
export async function certificateEntries(files: readonly PublicFile[], by: JudgedBy): Promise<CertificateEntry[]> {
  const judge = await newJudge(files, by);
  const entries: CertificateEntry[] = [];
  for (const other of [by.authorities, by.asked]) {
    if (other !== undefined && other.findings.length > 0) entries.push({ file: other.file, findings: other.findings });
  }
  for (const { file, certificates, requests, findings } of files) {
    if (certificates.length + requests.length === 0 || findings.length > 0) entries.push({ file, findings });
    for (const { certificate, friendlyName } of certificates) {
      const { report, findings: ofId } = certificateReport(certificate, by.range);
      const found = [...ofId.map((finding) => soften(finding, by)), ...judge(certificate)];
      append(found, await answerFindings(certificate, by.asked));
      entries.push({ file, report, ...(friendlyName !== undefined && { friendlyName }), findings: found });
    }
    for (const request of requests) {
      const { checkRequestSignature } = await import('../pki/index.ts');
      entries.push({
        file,
        request: requestReport(request),
        findings: await checkRequestSignature(request, by.verifier),
      });
    }
  }
  return entries;
}

/** A row of the document. */
export function jsonEntry({ file, report, friendlyName, request, findings }: CertificateEntry): unknown {
  return {
    file,
    ...report,
    ...(friendlyName !== undefined && { friendlyName }),
    ...(request && { request }),
    findings: findings.map((finding) => jsonFinding(finding, undefined)),
  };
}

/** The judgement of the certificates of some files below the issuers that were given, one certificate at a time. */
async function newJudge(
  files: readonly PublicFile[],
  { authorities: issuers, range, expiryWarning, now, verifier }: JudgedBy,
): Promise<(certificate: Certificate) => readonly Diagnostic[]> {
  const certificates = files.flatMap((file) => file.certificates.map((one) => one.certificate));
  const authorities = (issuers?.certificates ?? []).map((one) => one.certificate);
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
  const { checkAnswer } = await import('../pki/index.ts');
  return checkAnswer(request, certificate);
}

/** Nobody asked for every release: that they share no spelling is worth knowing, and no error of the certificate. */
function soften(finding: Diagnostic, { isAsked }: JudgedBy): Diagnostic {
  return !isAsked && finding.code === 'libreswan/no-common-spelling' ? { ...finding, severity: 'warning' } : finding;
}
