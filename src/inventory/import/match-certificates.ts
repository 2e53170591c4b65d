/** Whose certificate it is: by the names in it, and by the addresses. */
import { readAddress } from '../../net/address.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CertificateFile } from './certificate-folder.ts';
import type { ImportedHost } from './imported.ts';

/** The text of the last common name of the subject. */
function commonName({ subject }: Certificate): string | undefined {
  return subject.rdns.flat().findLast(({ oid }) => oid === '2.5.4.3')?.value;
}

/** The name of the host: the common name without `system:node:` where it is one, else the first DNS name. */
export function hostName({ path, certificates: [certificate] }: CertificateFile): string {
  const common = commonName(certificate)?.replace(/^system:node:/, '');
  if (common !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(common) && readAddress(common) === undefined)
    return common;
  const dns = certificate.subjectAltNames.find(({ type, value }) => type === 'dns' && !value.includes('*'));
  return dns?.value ?? common ?? path;
}

function shortName(name: string): string {
  return name.toLowerCase().split('.', 1)[0] as string;
}

/** A function that gives the certificates of a host: those of its name, else of an address, else of the name without domain. */
export function newMatcher(
  leaves: readonly CertificateFile[],
  hosts: readonly ImportedHost[],
): (host: ImportedHost) => readonly CertificateFile[] {
  const byName = new Map<string, Set<CertificateFile>>();
  const byShortName = new Map<string, Set<CertificateFile>>();
  for (const leaf of leaves) {
    const names = leaf.certificates[0].subjectAltNames.filter(({ type }) => type === 'dns' || type === 'ip');
    for (const name of [hostName(leaf), ...names.map(({ value }) => value)]) addTo(byName, name.toLowerCase(), leaf);
    addTo(byShortName, shortName(hostName(leaf)), leaf);
  }
  const sharers = new Map<string, Set<string>>();
  for (const { name } of hosts) addTo(sharers, shortName(name), name);
  const withoutDomain = (name: string): readonly CertificateFile[] => {
    const short = shortName(name);
    if (sharers.get(short)?.size !== 1) return [];
    // Two whole names that differ are two hosts; and a short one that several certificates could mean is nobody's.
    const files = name.toLowerCase() === short ? [...(byShortName.get(short) ?? [])] : [...(byName.get(short) ?? [])];
    return new Set(files.map(hostName)).size === 1 ? files : [];
  };
  return ({ name, node }) => {
    const named = byName.get(name.toLowerCase()) ?? [];
    const addressed = [node.address ?? []].flat().flatMap((address) => [...(byName.get(address) ?? [])]);
    return [[...named], [...new Set(addressed)], withoutDomain(name)].find((files) => files.length > 0) ?? [];
  };
}

function addTo<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([value]));
  else known.add(value);
}
