import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { chainAbove, isRoot } from '../../../hosts/facts/authorities.ts';
import { dnAttribute } from '../../../libreswan/identity/dn-der.ts';
import { matchDn } from '../../../libreswan/identity/match-dn.ts';
import { parseIdentity } from '../../../libreswan/identity/parse-identity.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { Conn } from '../../conn.ts';
import type { PeerCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';

/**
 * `verify/other-authority`: the certificate of the other end comes from a CA that the conn admits: that of `rightca=`
 * (`%same`: that of the own certificate) or one above, by way of CAs that the host has, up to a root.
 */
export const checkAuthority: PeerCheck = (expecting, other, { certificateOf }) => {
  if (!signs(other)) return [];
  const certificate = certificateOf(other);
  if (certificate === undefined) return [];
  const { authorities, hasNoAuthority } = expecting.host.evidence;
  const chain = chainOf(certificate, expecting, other);
  if ((authorities.length > 0 || hasNoAuthority === true) && !chain.some(isRoot))
    return [
      wrong(
        expecting,
        other,
        certificate,
        `${expecting.host.name} must have the CA of the certificate of ${other.host.name}, and those above it up to a root`,
      ),
    ];
  const word = expecting.writtenFor('remote', 'ca');
  if (word === undefined || word.value === '%any') return [];
  const issuers = [certificate, ...chain].map(({ issuer }) => issuer);
  const own = certificateOf(expecting);
  if (word.value === '%same') {
    if (own === undefined || issuers.some(({ derHex }) => derHex === own.issuer.derHex)) return [];
    return [
      wrong(
        expecting,
        other,
        certificate,
        `the certificate of ${other.host.name} must come from the CA of the own one, which %same asks for`,
      ),
    ];
  }
  const asked = parseIdentity(word.value, expecting.host.release, expecting.at);
  // What cannot be read is logged and ignored, on every release.
  if (asked.kind === 'failed' || asked.value.kind !== 'dn' || asked.value.attributes === undefined) return [];
  const { attributes } = asked.value;
  // Unlike an ID, the whole name is compared, in its order.
  const isNamed = issuers.some(({ rdns }) => {
    const { verdict, how, wildcard } = matchDn(attributes, rdns.flat().map(dnAttribute), expecting.host.release);
    return verdict !== 'no' && how === 'ordered' && !wildcard;
  });
  if (isNamed) return [];
  return [
    wrong(
      expecting,
      other,
      certificate,
      `the CA must be that of the certificate of ${other.host.name}, in full and in its order, not ${shown(word.value)}`,
    ),
  ];
};

/** The CAs above a certificate, as far as the expecting host has them; from 5.3 the other end sends its own along. */
function chainOf(certificate: Certificate, expecting: Conn, other: Conn): readonly Certificate[] {
  const sent = atLeast(other.host.release, '5.3')
    ? other.host.evidence.authorities.filter((each) => !isRoot(each))
    : [];
  return chainAbove(certificate, [...expecting.host.evidence.authorities, ...sent]);
}

function wrong(expecting: Conn, other: Conn, { at }: Certificate, message: string): Diagnostic {
  return diagnostic('verify/other-authority', expecting.placeFor('remote', 'ca'), message, {
    hint: 'write rightca=%same where one CA issued all certificates, or import the CA of the other',
    related: [{ at, message: `the certificate of ${other.host.name}` }],
  });
}
