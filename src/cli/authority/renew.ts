/** `swanmesh authority renew`: a host's certificate again, under the same subject, so that IDs and nicknames stay. */

import { existsSync } from 'node:fs';
import { append } from '../../bytes/append.ts';
import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { UsageError } from '../exit.ts';
import { readHost } from '../identity-source.ts';
import { passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { record, requestIn } from './issue.ts';
import { report, type WrittenFile } from './outcome.ts';
import { authorityPlace, chosenHosts } from './place.ts';
import { issuingWith, readAuthority, writeCertificate } from './signing.ts';

export interface RenewOptions {
  readonly host?: readonly string[];
  readonly request?: string;
  readonly days: number;
}

export async function renewHosts(path: string, own: RenewOptions, options: CommonOptions): Promise<number> {
  const place = authorityPlace(path);
  const hosts = chosenHosts(place, own.host);
  for (const { certificate } of hosts) {
    if (!existsSync(certificate))
      throw new UsageError(`${certificate} must be there: swanmesh authority issue makes it`);
  }
  if (own.request !== undefined && hosts.length !== 1)
    throw new UsageError('--request answers for one host: name it with --host');
  const passwords = passwordsOf(options);
  const authority = await readAuthority(place, passwords);
  if (authority.kind === 'failed') return report([], authority.findings, options);
  const { renewCertificate } = await import('../../pki/index.ts');
  const asked = own.request === undefined ? undefined : await requestIn(own.request, passwords);
  const findings: Diagnostic[] = [...authority.findings, ...(asked?.findings ?? [])];
  const files: WrittenFile[] = [];
  for (const host of hosts) {
    if (hasError(findings)) break;
    const old = await readHost(host.certificate, passwords);
    append(findings, old.findings);
    if (old.kind === 'failed') break;
    const spki = asked?.kind === 'ok' ? asked.value.publicKey.spki : undefined;
    const issuing = issuingWith(nowOf(options), own.days);
    const renewed = await renewCertificate(authority.value, old.value.certificate, issuing, spki);
    append(findings, renewed.findings);
    if (renewed.kind === 'failed') break;
    record(place, host.name, renewed.value);
    writeCertificate(host.certificate, renewed.value, true);
    const { serialHex, notAfter } = renewed.value;
    files.push({
      path: host.certificate,
      what: 'certificate',
      host: host.name,
      serialHex,
      notAfter: isoSecond(notAfter),
    });
  }
  return report(files, findings, options);
}
