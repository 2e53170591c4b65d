import { webcrypto } from 'node:crypto';
import type { Command } from 'commander';
import { type Diagnostic, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import { type ReleaseRange, readReleaseRange, releaseRange, releases } from '../../libreswan/release.ts';
import {
  type Certificate,
  checkCertificate,
  readCertificates,
  verifyChains,
  webCryptoVerifier,
} from '../../x509/index.ts';
import { type CertificateReport, certificateReport } from '../certificate-report.ts';
import { certificateText } from '../certificate-text.ts';
import { UsageError } from '../exit.ts';
import { jsonFinding } from '../findings.ts';
import { readInput } from '../input.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { joinSafe } from '../safe-text.ts';
import { paintFor } from '../terminal.ts';

interface CertOptions {
  readonly issuer?: string;
  readonly libreswan?: string;
}

/** `swanmesh cert FILE …`: certificates as libreswan and NSS see them. */
export function certCommand(program: Command, run: Run): void {
  program
    .command('cert')
    .description('show certificates as libreswan and NSS see them: IDs, nickname, what keeps them from working')
    .argument('<file...>', 'PEM (one or more certificates) or DER; - for standard input')
    .option('--issuer <file>', 'the bundle of the authority: check signatures up to a root')
    .option(
      '--libreswan <release>',
      'the release or range (4.3..5.2) that reads the IDs; all that are known when omitted',
    )
    .action((paths: readonly string[], own: CertOptions) => run((options) => show(paths, own, options)));
}

/** One certificate, or one file that could not be read. */
interface Entry {
  readonly file: string;
  readonly report?: CertificateReport;
  readonly findings: readonly Diagnostic[];
}

async function show(paths: readonly string[], own: CertOptions, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const range = readRange(own.libreswan);
  const authorities = own.issuer === undefined ? undefined : readAll(own.issuer);
  const entries: Entry[] = [];
  if (authorities !== undefined && authorities.findings.length > 0) {
    entries.push({ file: authorities.file, findings: authorities.findings });
  }
  for (const path of paths) {
    const { file, certificates, findings } = readAll(path);
    if (certificates.length === 0 || findings.length > 0) entries.push({ file, findings });
    for (const certificate of certificates) {
      const { report, findings: ofId } = certificateReport(certificate, range);
      const role = certificate.isCa ? 'authority' : 'host';
      const found = [...ofId.map((finding) => soften(finding, own)), ...checkCertificate(certificate, { now, role })];
      if (authorities !== undefined) {
        const chain = { authorities: authorities.certificates, now, verifier: webCryptoVerifier(webcrypto.subtle) };
        found.push(...(await verifyChains([{ certificate }], chain)));
      }
      entries.push({ file, report, findings: found });
    }
  }
  const findings = entries.flatMap((entry) => entry.findings);
  if (options.json) {
    const rows = entries.map((entry) => ({
      file: entry.file,
      ...entry.report,
      findings: entry.findings.map((finding) => jsonFinding(finding, undefined)),
    }));
    return writeDocument({ certificates: rows }, findings, undefined, options);
  }
  const paint = paintFor(process.stdout, options.color);
  const texts = entries.flatMap(({ file, report }) =>
    report === undefined ? [] : [certificateText(file, report, now, paint)],
  );
  await writeOut(joinSafe(texts, '\n'));
  return reportFindings(findings, undefined, options);
}

function readAll(path: string): {
  file: string;
  certificates: readonly Certificate[];
  findings: readonly Diagnostic[];
} {
  const { name, bytes } = readInput(path, 'certificates');
  const read = readCertificates(bytes, textAt(name, 1, 1));
  return { file: name, certificates: read.kind === 'ok' ? read.value : [], findings: read.findings };
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
