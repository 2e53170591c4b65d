/** A certificate request for programs and for people. */
import type { CertificateRequest } from '../pki/index.ts';
import { type CertificateReport, type NameReport, nameReport } from './certificate-report.ts';
import { aligned, keyText } from './certificate-text.ts';
import { joinSafe, printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** What a request asks for, in the order of a certificate's report. */
export interface RequestReport {
  readonly subject: NameReport;
  readonly subjectAltNames: CertificateReport['subjectAltNames'];
  readonly key: CertificateReport['key'];
  readonly signatureAlgorithm: string;
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly wantsCa: boolean;
}

export function requestReport(request: CertificateRequest): RequestReport {
  const { publicKey, subject, subjectAltNames, signatureAlgorithm, keyUsage, extendedKeyUsage, isCa } = request;
  return {
    subject: nameReport(subject),
    subjectAltNames,
    key: {
      algorithm: publicKey.algorithm === 'other' ? publicKey.oid : publicKey.algorithm,
      bits: publicKey.bits ?? null,
      curve: publicKey.curve ?? null,
    },
    signatureAlgorithm,
    keyUsage,
    extendedKeyUsage,
    wantsCa: isCa,
  };
}

/** Aligned lines under the name of the file. */
export function requestText(name: string, report: RequestReport, paint: Paint): SafeText {
  const rows: readonly (readonly [string, string])[] = [
    ['asks for', report.subject.text === '' ? '(an empty subject)' : report.subject.text],
    ...report.subjectAltNames.map(({ type, value }) => ['alternative', `${type} ${value}`] as const),
    ['key', keyText(report.key)],
    ['signed with', report.signatureAlgorithm],
    ...(report.wantsCa ? ([['authority', 'asks to become one']] as const) : []),
    ...(report.keyUsage.length > 0 ? ([['key usage', report.keyUsage.join(', ')]] as const) : []),
    ...(report.extendedKeyUsage.length > 0 ? ([['purposes', report.extendedKeyUsage.join(', ')]] as const) : []),
  ];
  return safe`${joinSafe([paint.strong(safe`${printable(name)} (request)`), ...aligned(rows)], '\n')}\n`;
}
