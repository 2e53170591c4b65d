import type { Certificate } from './certificate.ts';
import { contentsOf, readDer, tags } from './der.ts';

/** The key identifier that a certificate gives its own key; `undefined` where it gives none. @see RFC 5280 §4.2.1.2 */
export function subjectKeyIdOf({ extensions }: Certificate): Uint8Array | undefined {
  const own = extensions.find(({ oid }) => oid === '2.5.29.14');
  const read = own === undefined ? undefined : readDer(own.value);
  return read?.kind === 'value' && read.node.tag === tags.octetString ? contentsOf(read.node) : undefined;
}
