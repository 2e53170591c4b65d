/** Whether one certificate names another as its issuer, as far as that can be told without checking a signature. */
import { sameBytes } from '../bytes/same-bytes.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { contentsOf, readDer, tags } from './der.ts';
import type { Name } from './name.ts';
import { nameText } from './name-text.ts';

/**
 * Whether the issuer that a certificate names is one of these authorities: the same name, byte for byte, and the same key
 * identifier where both have one. A certificate that is itself one of them is fine.
 *
 * Codes: `x509/unknown-issuer`. Signatures are checked by `verifyChain`.
 *
 * @example checkIssuedBy(host, [ca]) // [] when ca's subject is host's issuer
 * @see RFC 5280 §4.1.2.4, §4.2.1.1 and §6.1.3 (a)(4)
 */
export function checkIssuedBy(
  certificate: Certificate,
  authorities: readonly Certificate[],
  at: Place = certificate.at,
): readonly Diagnostic[] {
  if (authorities.some((authority) => mayHaveIssued(authority, certificate) || isSame(authority, certificate)))
    return [];
  const sameName = authorities.some(({ subject }) => subject.derHex === certificate.issuer.derHex);
  const subjects = authorities.slice(0, 3).map(({ subject }) => brief(subject));
  const issuer = brief(certificate.issuer);
  return [
    sameName
      ? diagnostic(
          'x509/unknown-issuer',
          at,
          `the key identifier of the issuer must be that of the authority ${issuer}`,
          {
            hint: 'the authority has the right name, but another key: was it renewed, or is there a second one of this name?',
          },
        )
      : diagnostic('x509/unknown-issuer', at, `the issuer must be one of the given authorities, not ${issuer}`, {
          hint: subjects.length === 0 ? 'no authority was given' : `given: ${subjects.join('; ')}`,
        }),
  ];
}

/** Whether name and key identifiers allow that `authority` issued `certificate`. */
export function mayHaveIssued(authority: Certificate, certificate: Certificate): boolean {
  if (authority.subject.derHex !== certificate.issuer.derHex) return false;
  const own = subjectKeyId(authority);
  const wanted = authorityKeyId(certificate);
  return own === undefined || wanted === undefined || sameBytes(own, wanted);
}

function brief(name: Name): string {
  const text = nameText(name);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a.fingerprintSha256 === b.fingerprintSha256;
}

function extensionValue({ extensions }: Certificate, oid: string): Uint8Array | undefined {
  return extensions.find((extension) => extension.oid === oid)?.value;
}

function subjectKeyId(certificate: Certificate): Uint8Array | undefined {
  const value = extensionValue(certificate, '2.5.29.14');
  const read = value && readDer(value);
  return read?.kind === 'value' && read.node.tag === tags.octetString ? contentsOf(read.node) : undefined;
}

function authorityKeyId(certificate: Certificate): Uint8Array | undefined {
  const value = extensionValue(certificate, '2.5.29.35');
  const read = value && readDer(value);
  const [first] = read?.kind === 'value' ? read.node.children : [];
  return first?.tag === 0x80 ? contentsOf(first) : undefined;
}
