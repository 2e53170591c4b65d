/** Hosts from their certificates, and certificates for hosts that another source named. */

import { sameBytes } from '../../bytes/same-bytes.ts';
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import { readAddress } from '../../net/address.ts';
import type { WrittenNode } from '../written.ts';
import { nodeAddresses } from './addresses.ts';
import type { CertificateFile, CertificateFolder } from './certificate-folder.ts';
import { newNameCheck, notThatSource } from './host-name.ts';
import { type Imported, type ImportedHost, inRoleOrder } from './imported.ts';
import type { CertificatesImporter } from './importer.ts';
import { hostName, newMatcher } from './match-certificates.ts';

/**
 * The hosts whose certificates a folder holds. A host's name is the common name without `system:node:`, else the first DNS
 * name; its addresses are those among the subject's alternative names. Of several certificates of one host, the one that
 * is valid longest is taken. The authority is the file whose certificates issued most of them.
 *
 * Fails with `import/source` and `inventory/node-name`; says `import/no-address`, `import/further-address`,
 * `import/several-certificates`, `import/several-authorities`.
 *
 * @example importCertificates({ certificates: [{ path: 'pki/n1.crt', certificates: [certificate] }], keys: [] })
 */
export function importCertificates(folder: CertificateFolder): Result<Imported> {
  const leaves = leavesOf(folder);
  if (leaves.length === 0)
    return failed(
      notThatSource(
        'the folder must have the certificate of a host',
        'give the folder with PEM or DER files, one certificate a host',
      ),
    );
  const findings: Diagnostic[] = [];
  const isNew = newNameCheck(findings);
  const byName = new Map<string, CertificateFile[]>();
  for (const leaf of leaves) {
    const name = hostName(leaf);
    byName.set(name, [...(byName.get(name) ?? []), leaf]);
  }
  const hosts = [...byName].flatMap(([name, files]): ImportedHost[] => {
    const file = newest(name, files, findings);
    const at = [file.path];
    if (!isNew(name, at)) return [];
    const addresses = file.certificates[0].subjectAltNames.flatMap(({ type, value }) => {
      const address = type === 'ip' ? readAddress(value) : undefined;
      return address === undefined ? [] : [address];
    });
    return [{ name, at, node: { ...nodeAddresses(shown(name), addresses, at, findings), ...filesOf(file, folder) } }];
  });
  const authority = authorityOf(folder, leaves, findings);
  return settle(
    () => ({ kind: 'imported', hosts: inRoleOrder(hosts), ...(authority === undefined ? {} : { authority }) }),
    findings,
  );
}

/**
 * Hosts with the certificates of a folder: that of a host's name or of one of its addresses. A host's name without its
 * domain is enough where no other host has the same. What does not fit is `import/no-certificate` for a host,
 * `import/several-certificates`, `import/several-authorities` and `import/unused-certificate`.
 */
export function withCertificates(
  imported: Imported,
  folder: CertificateFolder,
): { readonly imported: Imported; readonly findings: readonly Diagnostic[] } {
  const findings: Diagnostic[] = [];
  const leaves = leavesOf(folder);
  const certificatesOf = newMatcher(leaves, imported.hosts);
  const used = new Set<CertificateFile>();
  const hosts = imported.hosts.map((host): ImportedHost => {
    const files = certificatesOf(host);
    if (files.length === 0) {
      findings.push(
        diagnostic(
          'import/no-certificate',
          valueAt(...host.at),
          `host ${shown(host.name)} needs a certificate, and none of ${leaves.length} has its name or address`,
        ),
      );
      return host;
    }
    for (const file of files) used.add(file);
    const file = newest(host.name, files, findings);
    return { ...host, node: { ...host.node, ...filesOf(file, folder) } };
  });
  for (const leaf of leaves)
    if (!used.has(leaf))
      findings.push(
        diagnostic(
          'import/unused-certificate',
          valueAt(leaf.path),
          `a certificate must be that of a host, and ${shown(hostName(leaf))} is none`,
        ),
      );
  const authority = authorityOf(folder, leaves, findings);
  return { imported: { ...imported, hosts, ...(authority === undefined ? {} : { authority }) }, findings };
}

function leavesOf({ certificates }: CertificateFolder): readonly CertificateFile[] {
  return certificates.filter(({ certificates: [first] }) => !first.isCa);
}

/** The one that is valid longest; of two alike the first by path. */
function newest(host: string, files: readonly CertificateFile[], findings: Diagnostic[]): CertificateFile {
  const end = ({ certificates: [{ notAfter }] }: CertificateFile): number => notAfter.getTime();
  const [first, ...others] = [...files].sort((a, b) => end(b) - end(a) || (a.path < b.path ? -1 : 1)) as [
    CertificateFile,
    ...CertificateFile[],
  ];
  if (others.length > 0)
    findings.push(
      diagnostic(
        'import/several-certificates',
        valueAt(first.path),
        `host ${shown(host)} has ${files.length} certificates: ${shown(first.path)} is valid longest and is taken`,
      ),
    );
  return first;
}

function filesOf(
  { path, certificates: [{ publicKey }] }: CertificateFile,
  { keys }: CertificateFolder,
): Partial<WrittenNode> {
  const stem = (name: string): string => name.replace(/\.[^./]*$/, '');
  const key =
    keys.find(({ spki }) => spki !== undefined && sameBytes(spki, publicKey.spki)) ??
    keys.find((each) => each.spki === undefined && stem(each.path) === stem(path));
  return { certificate: path, ...(key === undefined ? {} : { key: key.path }) };
}

/** The file whose certificates issued most hosts. */
function authorityOf(
  { certificates }: CertificateFolder,
  leaves: readonly CertificateFile[],
  findings: Diagnostic[],
): string | undefined {
  const bundles = certificates.filter(({ certificates: [first] }) => first.isCa);
  const issued = new Map<string, number>();
  for (const {
    certificates: [{ issuer }],
  } of leaves)
    issued.set(issuer.derHex, (issued.get(issuer.derHex) ?? 0) + 1);
  const weight = (bundle: CertificateFile): number =>
    bundle.certificates.reduce((sum, { subject }) => sum + (issued.get(subject.derHex) ?? 0), 0);
  const [first, ...others] = bundles
    .filter((bundle) => weight(bundle) > 0)
    .sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  const chosen = first ?? bundles[0];
  if (chosen !== undefined && (others.length > 0 || first === undefined))
    findings.push(
      diagnostic(
        'import/several-authorities',
        valueAt(chosen.path),
        first === undefined
          ? `${shown(chosen.path)} issued none of the certificates, and no other authority is here`
          : `${shown(chosen.path)} issued most certificates, and ${others.length} further files issued others`,
        { hint: 'put every authority into one file and name it under authority:' },
      ),
    );
  return chosen?.path;
}

export const certificates: CertificatesImporter = {
  source: 'certificates',
  title: 'a folder with the certificates of the hosts',
  takes: 'certificates',
  read: importCertificates,
};
