/** `swanmesh authority revoke`: what is no longer good, in a signed list. */
import { webcrypto } from 'node:crypto';
import { isoSecond } from '../../x509/iso-second.ts';
import { UsageError } from '../exit.ts';
import { passwordsOf } from '../password.ts';
import { pemOf } from '../pem-text.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { safe } from '../safe-text.ts';
import { writeWhole } from '../write-file.ts';
import { report } from './outcome.ts';
import { authorityPlace, checkFolders } from './place.ts';
import { type IssuedEntry, readRegister, writeRegister } from './register.ts';
import { readAuthority } from './signing.ts';

export interface RevokeOptions {
  readonly host?: readonly string[];
  readonly serial?: readonly string[];
  readonly reason?: string;
  readonly days: number;
}

/** Revokes every certificate of the hosts, and those with the serial numbers; without either the list is signed again. */
export async function revoke(path: string, own: RevokeOptions, options: CommonOptions): Promise<number> {
  const place = authorityPlace(path);
  checkFolders([place.crl]);
  const now = nowOf(options);
  const authority = await readAuthority(place, passwordsOf(options));
  if (authority.kind === 'failed') return report([], authority.findings, options);
  const register = readRegister(place.register);
  const issued = withRevocations(register.issued, own, now);
  const crlNumber = register.crlNumber + 1;
  const { makeCrl } = await import('../../pki/index.ts');
  const revoked = issued.flatMap(({ serialHex, revoked: one }) =>
    one === undefined
      ? []
      : [{ serialHex, at: new Date(one.at), ...(one.reason !== undefined && { reason: one.reason }) }],
  );
  const subtle = webcrypto.subtle as never;
  const made = await makeCrl(authority.value, { revoked, number: crlNumber, now, days: own.days, subtle });
  if (made.kind === 'failed') return report([], made.findings, options);
  writeRegister(place.register, { ...register, crlNumber, issued });
  writeWhole(place.crl, pemOf('X509 CRL', made.value.der), { force: true });
  const next = made.value.nextUpdate;
  const last = safe`import it on every host (crlutil -I -i FILE -d sql:/var/lib/ipsec/nss), and set crl-strict=yes: else a revoked host keeps its tunnels`;
  return report(
    [{ path: place.crl, what: 'crl', ...(next && { notAfter: isoSecond(next) }) }],
    made.findings,
    options,
    safe`${revoked.length} revoked; ${last}`,
  );
}

function withRevocations(issued: readonly IssuedEntry[], own: RevokeOptions, now: Date): readonly IssuedEntry[] {
  const serials = (own.serial ?? []).map((text) => text.toLowerCase().replaceAll(':', ''));
  for (const host of own.host ?? []) {
    if (!issued.some((entry) => entry.host === host))
      throw new UsageError(`no certificate of ${host} is in the register`);
  }
  for (const serial of serials) {
    if (!issued.some(({ serialHex }) => serialHex === serial))
      throw new UsageError(`no certificate with the serial number ${serial} is in the register`);
  }
  const revoked = { at: isoSecond(now), ...(own.reason !== undefined && { reason: own.reason }) };
  return issued.map((entry) =>
    entry.revoked === undefined && (own.host?.includes(entry.host) || serials.includes(entry.serialHex))
      ? { ...entry, revoked }
      : entry,
  );
}
