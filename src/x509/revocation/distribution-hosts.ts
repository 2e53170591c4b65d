/** Where a certificate says that the revocation list of its issuer is. @see RFC 5280 §4.2.1.13 */
import type { Certificate } from '../certificate.ts';
import { contentsOf, type DerNode, readDer } from '../der.ts';

/**
 * The hosts, names or addresses, in the URLs of the certificate's distribution points.
 *
 * @example distributionHosts(certificate) // ['crl.example.com']
 */
export function distributionHosts({ extensions }: Certificate): readonly string[] {
  const value = extensions.find(({ oid }) => oid === '2.5.29.31')?.value;
  const read = value === undefined ? undefined : readDer(value);
  if (read?.kind !== 'value') return [];
  return read.node.children.flatMap(fullNames).flatMap((name) => (name.tag === 0x86 ? hostIn(name) : []));
}

/** DistributionPoint → distributionPoint [0] → fullName [0] → GeneralNames. */
function fullNames({ children }: DerNode): readonly DerNode[] {
  const name = children.find(({ tag }) => tag === 0xa0)?.children.find(({ tag }) => tag === 0xa0);
  return name?.children ?? [];
}

function hostIn(name: DerNode): readonly string[] {
  const url = String.fromCharCode(...contentsOf(name).subarray(0, 2048));
  const [, written = ''] = /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url) ?? [];
  const host = written.replace(/^\[|\]$/g, '').toLowerCase();
  return host === '' ? [] : [host];
}
