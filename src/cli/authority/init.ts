/** `swanmesh authority init`: the root of a small authority. */
import { existsSync } from 'node:fs';
import { hasError } from '../../diagnostics/diagnostic.ts';
import type { KeyKind } from '../../pki/index.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { UsageError } from '../exit.ts';
import { passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { safe } from '../safe-text.ts';
import { report } from './outcome.ts';
import { authorityPlace, checkFolders } from './place.ts';
import { issuingWith, keyFor, writeCertificate, writeKey } from './signing.ts';

export interface InitOptions {
  readonly kind: KeyKind;
  readonly days: number;
  readonly commonName?: string;
}

const limits = safe`note: its key is a file on this machine: good for laboratories and small clusters, no replacement for an authority with a hardware module, a policy and more than one keeper`;

export async function initAuthority(path: string, own: InitOptions, options: CommonOptions): Promise<number> {
  const place = authorityPlace(path);
  if (existsSync(place.certificate)) throw new UsageError(`${place.certificate} exists, and is never overwritten`);
  checkFolders([place.certificate, place.key]);
  const { makeAuthority } = await import('../../pki/index.ts');
  const { read, isNew } = await keyFor(place, own.kind, passwordsOf(options));
  if (read.kind === 'failed') return report([], read.findings, options);
  const commonName = own.commonName ?? `${place.organization} authority`;
  const made = await makeAuthority({ commonName }, read.value, issuingWith(nowOf(options), own.days));
  const findings = [...read.findings, ...made.findings];
  if (made.kind === 'failed' || hasError(findings)) return report([], findings, options);
  if (isNew) writeKey(place.key, read.value);
  writeCertificate(place.certificate, made.value, false);
  const files = [
    ...(isNew ? [{ path: place.key, what: 'key' as const }] : []),
    {
      path: place.certificate,
      what: 'certificate' as const,
      serialHex: made.value.serialHex,
      notAfter: isoSecond(made.value.notAfter),
    },
  ];
  return report(files, findings, options, limits);
}
