import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { dnAttribute } from '../../../libreswan/identity/dn-der.ts';
import { matchDn } from '../../../libreswan/identity/match-dn.ts';
import { parseIdentity } from '../../../libreswan/identity/parse-identity.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { Conn } from '../../conn.ts';
import type { PeerCheck } from '../check.ts';
import { authenticationOf } from '../pair/authby.ts';

/**
 * `verify/other-authority`: the certificate of the other end comes from a CA that the conn admits: that of `rightca=`
 * (`%same`: that of the own certificate), and one that the host trusts.
 */
export const checkAuthority: PeerCheck = (expecting, other, { certificateOf }) => {
  if (!authenticationOf(expecting).some((kind) => kind === 'rsa' || kind === 'ecdsa')) return [];
  const certificate = certificateOf(other);
  if (certificate === undefined) return [];
  const trusted = expecting.host.evidence.authorities;
  if (trusted.length > 0 && !trusted.some(({ subject }) => subject.derHex === certificate.issuer.derHex))
    return [
      wrong(
        expecting,
        other,
        certificate,
        `${expecting.host.name} must trust the CA of the certificate of ${other.host.name}`,
      ),
    ];
  const word = expecting.writtenFor('remote', 'ca');
  if (word === undefined || word.value === '%any') return [];
  const own = certificateOf(expecting);
  if (word.value === '%same') {
    if (own === undefined || own.issuer.derHex === certificate.issuer.derHex) return [];
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
  // What can not be read is logged and ignored, on every release.
  if (asked.kind === 'failed' || asked.value.kind !== 'dn' || asked.value.attributes === undefined) return [];
  const issuer = certificate.issuer.rdns.flat().map(dnAttribute);
  if (matchDn(asked.value.attributes, issuer, expecting.host.release).verdict !== 'no') return [];
  return [
    wrong(
      expecting,
      other,
      certificate,
      `the CA must be that of the certificate of ${other.host.name}, not ${shown(word.value)}`,
    ),
  ];
};

function wrong(expecting: Conn, other: Conn, { at }: Certificate, message: string): Diagnostic {
  return diagnostic('verify/other-authority', expecting.placeFor('remote', 'ca'), message, {
    hint: 'write rightca=%same where one CA issued all certificates, or import the CA of the other',
    related: [{ at, message: `the certificate of ${other.host.name}` }],
  });
}
