/**
 * What a renewed certificate of one host changes on that host and on its peers, and in which order it is done. The answer is
 * the difference between two renderings: with pinned full subjects a renewal under the same subject changes no line anywhere.
 */

import { sameBytes } from '../bytes/same-bytes.ts';
import { type Diagnostic, diagnostic, failed, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import type { SpelledSetting } from '../libreswan/keyword/spell-setting.ts';
import { nssDirectory } from '../libreswan/nss-directory.ts';
import { atLeast, oldest } from '../libreswan/release.ts';
import type { MeshNode, NodeName } from '../mesh/mesh.ts';
import { linkedNodes, peeringsBetween } from '../mesh/peerings.ts';
import { type Family, families } from '../net/address.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import { nameText } from '../x509/name-text.ts';
import { type RenewalKind, type RenewalStep, renewalSteps } from './steps.ts';

/** One keyword of a conn. */
export interface RenewedKeyword {
  readonly keyword: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** A host on which lines change, other than the renewed one. */
export interface RenewedPeer {
  readonly host: NodeName;
  /** Its conn for the renewed host. */
  readonly conn: string;
  readonly keywords: readonly RenewedKeyword[];
}

/** A certificate as the plan shows it. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialHex: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly fingerprintSha256: string;
}

/** The plan of a renewal. */
export interface Renewal {
  readonly host: NodeName;
  readonly kind: RenewalKind;
  readonly from: ShownCertificate;
  readonly to: ShownCertificate;
  /** Lines of the host's own half of its conns. */
  readonly own: readonly RenewedKeyword[];
  /** The other hosts on which lines change; none in the everyday case. */
  readonly peers: readonly RenewedPeer[];
  /** Hosts that the renewed one is linked to. */
  readonly linked: number;
  /** Pairs whose SA is made anew, so that packets are lost for the time of one negotiation. */
  readonly cutPairs: number;
  readonly steps: readonly RenewalStep[];
}

/**
 * Compares the rendering of a cluster with that of the same cluster in which one host has another certificate.
 *
 * Fails with `renew/not-a-renewal` where the host has no certificate, or has that one already. Findings:
 * `renew/not-newer`.
 *
 * @param before of the cluster as it is
 * @param after of the cluster with the new certificate, and with the authorities that are trusted then
 * @example renewal(rendering, rendering, 'a').findings[0]?.code // 'renew/not-a-renewal'
 * @see libreswan programs/pluto/rcv_whack.c, `--rereadcerts`, from 4.0
 */
export function renewal(before: Rendering, after: Rendering, host: string): Result<Renewal> {
  const at = valueAt('nodes', host, 'certificate');
  const [old, renewed] = [before, after].map(({ mesh }) => mesh.nodes.find(({ name }) => name === host));
  const [from, to] = [old?.certificate, renewed?.certificate];
  if (old === undefined || renewed === undefined || from === undefined || to === undefined)
    return failed(diagnostic('renew/not-a-renewal', at, `${host} must be a host of the inventory with a certificate`));
  if (from.fingerprintSha256 === to.fingerprintSha256)
    return failed(
      diagnostic('renew/not-a-renewal', at, `${host} has this certificate in the inventory already`, {
        hint: 'give the new one with --certificate, while the inventory still names the one that the host has',
      }),
    );
  const kind = kindOf(before, after, from, to);
  const own = families.flatMap((family) => ownChanges(before, after, old, renewed, family));
  const neighbours = linkedNodes(after.mesh, renewed);
  const peers = neighbours.flatMap((peer) => peerChanges(before, after, old, renewed, peer));
  const linked = neighbours.length;
  const [nss, ...others] = new Set(after.mesh.nodes.map(({ platform, releases }) => nssDirectory(platform, releases)));
  // Before that pluto reads a certificate with its conn alone.
  const rereads = atLeast(oldest(renewed.releases), '4.0');
  const cutPairs = own.length > 0 || !rereads ? linked : new Set(peers.map((peer) => peer.host)).size;
  return settle(
    () => ({
      host: renewed.name,
      kind,
      from: shown(from),
      to: shown(to),
      own,
      peers,
      linked,
      cutPairs,
      steps: renewalSteps({
        host,
        kind,
        own: own.length > 0,
        peers: peers.map((peer) => peer.host),
        rereads,
        cutPairs,
        ...(nss === undefined || others.length > 0 ? {} : { nss }),
      }),
    }),
    notNewer(host, from, to),
  );
}

function kindOf(before: Rendering, after: Rendering, from: Certificate, to: Certificate): RenewalKind {
  const known = new Set(before.mesh.authority.map(({ fingerprintSha256 }) => fingerprintSha256));
  const isNewAuthority =
    from.issuer.derHex !== to.issuer.derHex ||
    after.mesh.authority.some((one) => one.subject.derHex === to.issuer.derHex && !known.has(one.fingerprintSha256));
  if (isNewAuthority) return 'new-authority';
  if (from.subject.derHex !== to.subject.derHex) return 'new-subject';
  return sameBytes(from.publicKey.spki, to.publicKey.spki) ? 'same-key' : 'new-key';
}

function shown({ subject, issuer, serialHex, notBefore, notAfter, fingerprintSha256 }: Certificate): ShownCertificate {
  return {
    subject: nameText(subject),
    issuer: nameText(issuer),
    serialHex,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    fingerprintSha256,
  };
}

function ownChanges(
  before: Rendering,
  after: Rendering,
  old: MeshNode,
  renewed: MeshNode,
  family: Family,
): readonly RenewedKeyword[] {
  if (after.mesh.mode === 'opportunistic') return groupChanges(before, after, old, renewed);
  return changes(before.ownSettings(old, family), after.ownSettings(renewed, family));
}

function groupChanges(
  before: Rendering,
  after: Rendering,
  old: MeshNode,
  renewed: MeshNode,
): readonly RenewedKeyword[] {
  const settings = (rendering: Rendering, node: MeshNode) => rendering.groups(node).flatMap((group) => group.settings);
  return changes(settings(before, old), settings(after, renewed));
}

/** The peer's lines for the renewed host, and the renewed host's for the peer. */
function peerChanges(
  before: Rendering,
  after: Rendering,
  old: MeshNode,
  renewed: MeshNode,
  peer: MeshNode,
): readonly RenewedPeer[] {
  if (after.mesh.mode === 'opportunistic') return [];
  const peerBefore = before.mesh.nodes.find(({ name }) => name === peer.name);
  if (peerBefore === undefined) return [];
  return peeringsBetween(peer, renewed).flatMap((peering) => {
    const was = peeringsBetween(peerBefore, old).find(({ family }) => family === peering.family);
    if (was === undefined) return [];
    const keywords = [
      ...changes(before.peerSettings(was), after.peerSettings(peering)),
      ...changes(before.ownSettings(peerBefore, peering.family), after.ownSettings(peer, peering.family)),
    ];
    return keywords.length === 0 ? [] : [{ host: peer.name, conn: peering.connName, keywords }];
  });
}

function changes(from: readonly SpelledSetting[], to: readonly SpelledSetting[]): readonly RenewedKeyword[] {
  const keywords = [...new Set([...from, ...to].map(({ keyword }) => keyword))];
  const valueIn = (settings: readonly SpelledSetting[], keyword: string): string | undefined =>
    settings.find((setting) => setting.keyword === keyword)?.value;
  return keywords
    .map((keyword) => ({ keyword, from: valueIn(from, keyword), to: valueIn(to, keyword) }))
    .filter((change) => change.from !== change.to);
}

/** NSS presents, of several valid certificates of a subject, the one that began last. */
function notNewer(host: string, from: Certificate, to: Certificate): readonly Diagnostic[] {
  if (to.notBefore.getTime() > from.notBefore.getTime() && to.notAfter.getTime() > from.notAfter.getTime()) return [];
  const [what, is, was] =
    to.notAfter.getTime() > from.notAfter.getTime()
      ? ['begins', to.notBefore, from.notBefore]
      : ['ends', to.notAfter, from.notAfter];
  return [
    diagnostic(
      'renew/not-newer',
      valueAt('nodes', host, 'certificate'),
      `the new certificate of ${host} ${what} at ${is.toISOString()}, the old one at ${was.toISOString()}`,
      {
        hint: 'check that the two are not confused; import-certificate.sh removes the older one from NSS all the same',
      },
    ),
  ];
}
