import { webcrypto } from 'node:crypto';
import type { Command } from 'commander';
import { webCryptoVerifier } from '../../entries/x509.ts';
import { certificateEntries, jsonEntry, releasesOf } from '../certificate-entries.ts';
import { certificateText } from '../certificate-text.ts';
import { type PublicFile, readPublic } from '../identity-source.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, type Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { requestText } from '../request-report.ts';
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

async function show(paths: readonly string[], own: CertOptions, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const passwords = passwordsOf(options);
  const authorities = own.issuer === undefined ? undefined : await readPublic(own.issuer, passwords);
  const asked = own.request === undefined ? undefined : await readPublic(own.request, passwords);
  const files: PublicFile[] = [];
  for (const path of paths) files.push(await readPublic(path, passwords));
  const entries = await certificateEntries(files, {
    ...(authorities === undefined ? {} : { authorities }),
    ...(asked === undefined ? {} : { asked }),
    ...releasesOf(own.libreswan),
    expiryWarning: own.expiryWarning,
    now,
    verifier: webCryptoVerifier(webcrypto.subtle),
  });
  const findings = entries.flatMap((entry) => entry.findings);
  if (options.json) return writeDocument({ certificates: entries.map(jsonEntry) }, findings, undefined, options);
  const paint = paintFor(process.stdout, options.color);
  const texts = entries.flatMap(({ file, report, request, friendlyName }) => [
    ...(report === undefined ? [] : [certificateText(file, report, now, paint, friendlyName)]),
    ...(request === undefined ? [] : [requestText(file, request, paint)]),
  ]);
  await writeOut(joinSafe(texts, '\n'));
  return reportFindings(findings, undefined, options);
}
