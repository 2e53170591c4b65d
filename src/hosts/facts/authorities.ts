/** The CAs of a host's database, put in order. */
import type { Certificate } from '../../x509/certificate.ts';
import { mayHaveIssued } from '../../x509/issued-by.ts';

/** Longer chains are no chains. */
const longest = 16;

/** Whether a CA names itself as its issuer. */
export function isRoot({ subject, issuer }: Certificate): boolean {
  return subject.derHex === issuer.derHex;
}

/**
 * The CAs above a certificate, the nearest first, by names and key identifiers; without a root at the end where one of them
 * is not known.
 *
 * @see RFC 5280 §6.1
 */
export function chainAbove(certificate: Certificate, known: readonly Certificate[]): readonly Certificate[] {
  const chain: Certificate[] = [];
  for (let below = certificate; chain.length < longest; ) {
    const above = known.find((each) => mayHaveIssued(each, below));
    if (above === undefined) return chain;
    chain.push(above);
    if (isRoot(above)) return chain;
    below = above;
  }
  return chain;
}
