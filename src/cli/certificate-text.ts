/** The report of a certificate for people. */
import type { CertificateReport } from './certificate-report.ts';
import { joinSafe, padRight, printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

const day = 24 * 60 * 60 * 1000;

/** Aligned lines: what the certificate says, then what to write in which keyword. Nothing foreign stays unescaped. */
export function certificateText(
  name: string,
  report: CertificateReport,
  now: Date,
  paint: Paint,
  friendlyName?: string,
): SafeText {
  const rows: readonly (readonly [string, string])[] = [
    ...(friendlyName === undefined ? [] : [['name in file', friendlyName] as const]),
    ['subject', report.subject.text === '' ? '(empty)' : report.subject.text],
    ['issuer', report.issuer.text === '' ? '(empty)' : report.issuer.text],
    ...report.subjectAltNames.map(({ type, value }) => ['alternative', `${type} ${value}`] as const),
    ['valid', `${report.notBefore} to ${report.notAfter} (${remaining(report, now)})`],
    ['key', keyText(report.key)],
    ['signed with', report.signatureAlgorithm],
    ['authority', report.isCa ? 'yes' : 'no'],
    ...list('key usage', report.keyUsage),
    ...list('purposes', report.extendedKeyUsage),
    ['serial', report.serialHex],
    ['SHA-256', report.fingerprintSha256],
  ];
  const keywords: readonly (readonly [string, string])[] = report.isCa
    ? [['rightca', report.id.recommended ?? 'no spelling that these releases share; say --libreswan']]
    : [
        ['leftid, rightid', report.id.recommended ?? 'no spelling that these releases share; say --libreswan'],
        ['nickname', nicknameText(report.nickname)],
        ['leftcert', report.nickname.leftcert ?? 'choose a nickname: swanmesh p12 --name NICK'],
      ];
  const lines = [
    paint.strong(printable(name)),
    ...aligned(rows),
    paint.faint(report.isCa ? safe`  in libreswan, for certificates that it signed:` : safe`  in libreswan:`),
    ...aligned(keywords),
  ];
  return safe`${joinSafe(lines, '\n')}\n`;
}

export function aligned(rows: readonly (readonly [string, string])[]): SafeText[] {
  return rows.map(([name, value]) => safe`  ${padRight(printable(name), 15)}  ${printable(value)}`);
}

function list(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, values.join(', ')]];
}

function remaining({ notBefore, notAfter }: CertificateReport, now: Date): string {
  const from = Date.parse(notBefore) - now.getTime();
  const to = Date.parse(notAfter) - now.getTime();
  if (from > 0) return `begins in ${count(from)}`;
  return to < 0 ? `ended ${count(-to)} ago` : `${count(to)} left`;
}

function count(milliseconds: number): string {
  const days = Math.floor(milliseconds / day);
  return days === 1 ? '1 day' : `${days} days`;
}

export function keyText({ algorithm, bits, curve }: CertificateReport['key']): string {
  const size = bits === null ? '' : `, ${bits} bits`;
  const names: Readonly<Record<string, string>> = {
    rsa: 'RSA',
    'rsa-pss': 'RSA-PSS',
    ec: 'EC',
    ed25519: 'Ed25519',
    ed448: 'Ed448',
  };
  return `${names[algorithm] ?? `algorithm ${algorithm}`}${curve === null ? '' : ` ${curve}`}${size}`;
}

function nicknameText({ predicted }: CertificateReport['nickname']): string {
  return predicted === null
    ? 'pk12util cannot import it without a name'
    : `${predicted} (given by pk12util where no name is in the file)`;
}
