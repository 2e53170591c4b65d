/** The revocation lists of all hosts beside one another: who signed them, how old they are, and who lacks one. */
import { type Diagnostic, diagnostic, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import { listsPath } from '../../hosts/facts/revocation-lists.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { SignatureAnswers } from '../../x509/check-signatures.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { nameText } from '../../x509/name-text.ts';
import { checkListAge, checkListSignature } from '../../x509/revocation/check-list.ts';
import { listInNss, revokedInNss } from '../../x509/revocation/nss-lists.ts';
import { readLists } from '../../x509/revocation/read-lists.ts';
import type { RevocationList } from '../../x509/revocation/revocation-list.ts';
import { isSelfIssued } from '../../x509/signature.ts';
import type { Host } from '../host.ts';
import type { ShownCertificate } from './shown-certificates.ts';

/** By what lists are judged. */
export interface ListJudging {
  readonly now: Date;
  readonly signatures?: SignatureAnswers;
  /** The lists of the inventory in PEM, where it names some. */
  readonly planned?: readonly string[];
}

/**
 * What is wrong with the lists of hosts, whoever asks them.
 *
 * Codes: `x509/bad-signature`, `pki/crl-unusable`, `x509/signature-not-checked`, `x509/crl-stale`, `x509/crl-not-given`.
 *
 * @param shown certificates that hosts show, and the authorities above them
 */
export function judgeListsInStep(
  hosts: readonly Host[],
  shown: readonly ShownCertificate[],
  { now, signatures, planned = [] }: ListJudging,
): readonly Diagnostic[] {
  const known = hosts.filter(({ evidence }) => evidence.lists !== undefined);
  if (known.length === 0) return [];
  const all = [
    ...planned.flatMap((text) => readLists(text, valueAt('crls')).value),
    ...known.flatMap(({ evidence }) => evidence.lists ?? []),
  ];
  const certificates = shown.map(({ certificate }) => certificate).filter((one) => !isSelfIssued(one));
  const issuers = [...new Set(certificates.map(({ issuer }) => issuer.derHex))].flatMap((issuer): readonly Newest[] => {
    const list = listInNss(all, issuer);
    return list === undefined
      ? []
      : [{ list, certificates: certificates.filter((one) => one.issuer.derHex === issuer) }];
  });
  return known.flatMap((host) => [
    ...ownFaults(host, now, signatures),
    ...issuers.flatMap((newest) => behind(host, newest, now)),
  ]);
}

/** The newest list of an issuer that somebody has, and the certificates for which it speaks. */
interface Newest {
  readonly list: RevocationList;
  readonly certificates: readonly Certificate[];
}

function ownFaults(
  { evidence, insistsOnLists }: Host,
  now: Date,
  signatures: SignatureAnswers | undefined,
): readonly Diagnostic[] {
  const { lists = [], authorities } = evidence;
  const issuers = authorities?.map(({ certificate }) => certificate);
  return lists.flatMap((list) => [
    ...(issuers === undefined || signatures === undefined ? [] : checkListSignature(list, issuers, signatures)),
    // One that is overdue keeps the pairs of a host that insists on lists from coming up, and is said there.
    ...(insistsOnLists ? [] : checkListAge(list, now, {})),
  ]);
}

/** What a host does not know that others know. */
function behind(
  { name, evidence, insistsOnLists }: Host,
  { list: newest, certificates }: Newest,
  now: Date,
): readonly Diagnostic[] {
  const own = listInNss(evidence.lists ?? [], newest.issuer.derHex);
  if (own !== undefined && own.thisUpdate >= newest.thisUpdate) return [];
  // Without any list such a host refuses everybody, which its pairs say.
  if (own === undefined && insistsOnLists) return [];
  const at = textAt(evidence.show(listsPath), 1, 1);
  const by = nameText(newest.issuer).slice(0, 120);
  const isNews = (one: Certificate): boolean =>
    revokedInNss(newest, one, now) !== undefined && (own === undefined || revokedInNss(own, one, now) === undefined);
  const news = certificates.filter(isNews).map(({ subject }) => nameText(subject).slice(0, 120));
  const so = news.length === 0 ? '' : `, and still accepts ${news.slice(0, 5).join(' and ')}, which is revoked`;
  const extras = {
    severity: 'warning',
    hint: `import the list of ${isoSecond(newest.thisUpdate)}: crlutil -I -i FILE -d sql:DATABASE, or import-crls.sh`,
    related: [{ at: newest.at, message: 'the newer list' }],
  } as const;
  return own === undefined
    ? [diagnostic('x509/crl-not-given', at, `${name} has no revocation list of ${by}${so}`, extras)]
    : [diagnostic('x509/crl-stale', at, `${name} has an older revocation list of ${by} than others${so}`, extras)];
}
