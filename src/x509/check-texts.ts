import { shown } from '../bytes/shown.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateUse, Report } from './certificate-use.ts';

// Controls, and what turns the direction of text or hides: it makes two names look the same.
const control = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** Texts that deceive people or are of no use in an ID. */
export function checkTexts(
  { subject, issuer, subjectAltNames }: Certificate,
  role: CertificateUse['role'],
  report: Report,
): void {
  for (const { name, value } of subject.rdns.flat()) {
    if (value !== undefined && control.test(value)) {
      report('x509/control-character', `${name} of the subject must not hold control characters: ${shown(value)}`, {
        ...(role === 'authority' && { severity: 'warning' }),
      });
    }
  }
  for (const { name, value } of issuer.rdns.flat()) {
    if (value !== undefined && control.test(value)) {
      report('x509/control-character', `${name} of the issuer should not hold control characters: ${shown(value)}`, {
        severity: 'warning',
      });
    }
  }
  for (const { type, value } of subjectAltNames) {
    if (type === 'dns' && !isHostName(value)) {
      report('x509/odd-alt-name', `a name of type dns should be a host name, not ${shown(value)}`);
    } else if (control.test(value)) {
      report('x509/odd-alt-name', `a name of type ${type} should not hold control characters: ${shown(value)}`);
    }
  }
}

/** Letters, digits and hyphens, a wildcard as the whole first label; underscores occur in Windows domains. @see RFC 5280 §4.2.1.6 */
function isHostName(value: string): boolean {
  return (
    value.length <= 253 &&
    /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/.test(
      value,
    )
  );
}
