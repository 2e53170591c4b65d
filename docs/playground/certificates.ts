/** Certificates as libreswan and NSS see them. */
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import {
  checkCertificate,
  type Diagnostic,
  identityText,
  nameText,
  predictNickname,
  readCertificates,
  releaseRange,
  releases,
} from '../../src/entries/x509.ts';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import { type Dropped, element, findingList, show, takeFiles } from './dom.ts';

const [oldest, newest] = [releases[0], releases[releases.length - 1]];

function certificatesOf({ path, bytes }: Dropped): readonly HTMLElement[] {
  const read = readCertificates(bytes, textAt(path, 1, 1));
  if (read.kind === 'failed') return [element('h3', {}, path), findingList(read.findings)];
  return read.value.flatMap((certificate) => {
    const range = releaseRange(oldest ?? '4.10', newest ?? '4.10');
    const id = identityText(certificate.subject, range, certificate.at);
    const nickname = predictNickname(certificate);
    const findings: readonly Diagnostic[] = [
      ...checkCertificate(certificate, {
        now: new Date(),
        role: certificate.isCa ? 'authority' : 'host',
        usages: usageProfiles(range),
      }),
      ...id.findings,
    ];
    const rows: readonly (readonly [string, string])[] = [
      ['subject', nameText(certificate.subject)],
      ['issuer', nameText(certificate.issuer)],
      ['leftid, rightid', id.kind === 'ok' ? id.value : 'none that every release reads'],
      ['nickname', nickname.kind === 'none' ? 'none' : nickname.nickname],
      ['valid', `${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()}`],
      ['SHA-256', certificate.fingerprintSha256],
    ];
    return [
      element('h3', {}, path),
      element(
        'table',
        {},
        ...rows.map(([name, value]) =>
          element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
        ),
      ),
      findingList(findings),
    ];
  });
}

takeFiles((files) => show(...files.flatMap(certificatesOf)));
