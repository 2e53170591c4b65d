import { issuerAndSerial } from '../../x509/check-serials.ts';
import type { Host } from '../host.ts';

/** What several certificates of the mesh, each another one, have as issuer and serial number: NSS cannot tell them apart. */
export function serialClashes(hosts: readonly Host[]): ReadonlySet<string> {
  const prints = new Map<string, string>();
  const clashes = new Set<string>();
  for (const { evidence } of hosts)
    for (const { certificate } of [...evidence.certificates, ...(evidence.authorities ?? [])]) {
      const key = issuerAndSerial(certificate);
      const known = prints.get(key) ?? certificate.fingerprintSha256;
      prints.set(key, known);
      if (known !== certificate.fingerprintSha256) clashes.add(key);
    }
  return clashes;
}
