/** What the revocation lists of a host's database make of the certificate that the other end sends. */
import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import { listsPath } from '../../../hosts/facts/revocation-lists.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { isoSecond } from '../../../x509/iso-second.ts';
import type { Name } from '../../../x509/name.ts';
import { nameText } from '../../../x509/name-text.ts';
import { isCurrentList, listInNss, revokedInNss } from '../../../x509/revocation/nss-lists.ts';
import type { RevocationList } from '../../../x509/revocation/revocation-list.ts';
import type { Host } from '../../host.ts';
import type { PeerCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';
import { sentAuthorities } from './chain.ts';

/**
 * `x509/revoked`: no list of the own database names the certificate of the other end; that counts without `crl-strict` too.
 * `x509/crl-not-given`, `x509/crl-stale`: with `crl-strict=yes` the database has a current list of the issuer of everything that
 * the other end sends. Nothing is said of a host whose lists were not gathered.
 *
 * @see libreswan `programs/pluto/nss_cert_verify.c` (crl_update_check, set_rev_params), v4.3 to v5.4
 */
export const checkRevoked: PeerCheck = (expecting, other, { certificateOf, now }) => {
  const certificate = signs(other) ? certificateOf(other) : undefined;
  const { host } = expecting;
  const { lists } = host.evidence;
  if (certificate === undefined || lists === undefined) return [];
  if (host.insistsOnLists) {
    const sent = [certificate, ...sentAuthorities(other, certificate)];
    const issuers = new Map(sent.map(({ issuer }) => [issuer.derHex, issuer]));
    const missing = [...issuers.values()].flatMap((issuer) => checkCurrent(host, lists, issuer, now));
    // Then pluto does not look at what the lists say.
    if (missing.length > 0) return missing;
  }
  return checkEntry(host, lists, { certificate, of: other.host.name }, now);
};

function checkEntry(
  { name, evidence }: Host,
  lists: readonly RevocationList[],
  { certificate, of }: { readonly certificate: Certificate; readonly of: string },
  now: Date,
): readonly Diagnostic[] {
  const list = listInNss(lists, certificate.issuer.derHex);
  const entry = list === undefined ? undefined : revokedInNss(list, certificate, now);
  if (entry === undefined) return [];
  const why = entry.reason === undefined ? '' : ` (${entry.reason})`;
  const message = `${name} refuses the certificate of ${of}: it was revoked at ${isoSecond(entry.at)}${why}`;
  return [
    diagnostic('x509/revoked', certificate.at, message, {
      hint: `give ${of} another certificate, or remove the host`,
      related: [{ at: textAt(evidence.show(listsPath), 1, 1), message: `the revocation lists of ${name}` }],
    }),
  ];
}

function checkCurrent(
  { name, evidence }: Host,
  lists: readonly RevocationList[],
  issuer: Name,
  now: Date,
): readonly Diagnostic[] {
  const list = listInNss(lists, issuer.derHex);
  if (list !== undefined && isCurrentList(list, now)) return [];
  const at = textAt(evidence.show(listsPath), 1, 1);
  const by = nameText(issuer).slice(0, 120);
  const so = `${name} refuses every certificate of ${by} (crl-strict=yes)`;
  const hint = 'import a current list: crlutil -I -i FILE -d sql:DATABASE, or import-crls.sh';
  return list?.nextUpdate === undefined
    ? [diagnostic('x509/crl-not-given', at, `${so}: it has no revocation list of it`, { severity: 'error', hint })]
    : [
        diagnostic('x509/crl-stale', at, `${so}: a newer list was due at ${isoSecond(list.nextUpdate)}`, {
          severity: 'error',
          hint,
        }),
      ];
}
