import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { dnAttribute } from '../../../libreswan/identity/dn-der.ts';
import { matchDn } from '../../../libreswan/identity/match-dn.ts';
import { parseIdentity } from '../../../libreswan/identity/parse-identity.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { Name } from '../../../x509/name.ts';
import { isSelfIssued } from '../../../x509/signature.ts';
import type { Conn } from '../../conn.ts';
import type { PeerCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';
import { authoritiesFor } from './chain.ts';

/**
 * `verify/other-authority`: the certificate of the other end comes from the CA of `rightca=` (`%same`: that of the own
 * certificate), or from one below it.
 *
 * @see libreswan `programs/pluto/x509.c` (trusted_ca), which climbs from the certificate's issuer through the authorities that
 * the host knows; names are compared in order and whole (run on 4.3, 4.10 and 5.2)
 */
export const checkAuthority: PeerCheck = (expecting, other, { certificateOf, chainOf }) => {
  if (!signs(other)) return [];
  const certificate = certificateOf(other);
  const word = expecting.writtenFor('remote', 'ca');
  if (certificate === undefined || word === undefined || word.value === '%any') return [];
  // Who trusts no root of it was told so.
  if (chainOf(expecting, other, certificate).some(({ code }) => code === 'verify/other-authority')) return [];
  const issuers = issuersOf(certificate, authoritiesFor(expecting, other, certificate));
  if (word.value === '%same') {
    const own = certificateOf(expecting);
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
  const isAsked = (name: Name): boolean => {
    const { verdict, how } = matchDn(attributes, name.rdns.flat().map(dnAttribute), expecting.host.release);
    return verdict === 'yes' && how === 'ordered';
  };
  if (issuers.some(isAsked)) return [];
  return [
    wrong(
      expecting,
      other,
      certificate,
      `the CA must be that of the certificate of ${other.host.name}, not ${shown(word.value)}`,
    ),
  ];
};

/** The names that pluto climbs to from a certificate. */
function issuersOf(certificate: Certificate, authorities: readonly Certificate[]): readonly Name[] {
  const names: Name[] = [certificate.issuer];
  for (let i = 0; i < names.length && i < 7; i += 1) {
    const above = authorities.find(({ subject }) => subject.derHex === names[i]?.derHex);
    if (above !== undefined && !isSelfIssued(above)) names.push(above.issuer);
  }
  return names;
}

function wrong(expecting: Conn, other: Conn, { at }: Certificate, message: string): Diagnostic {
  return diagnostic('verify/other-authority', expecting.placeFor('remote', 'ca'), message, {
    hint: 'write rightca=%same where one CA issued all certificates, or import the CA of the other',
    related: [{ at, message: `the certificate of ${other.host.name}` }],
  });
}
