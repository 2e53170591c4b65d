/** The revocation lists of an inventory beside its certificates: what they say, and what the mesh makes of them. */
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import type { PlacedCertificate } from '../check-serials.ts';
import { checkRevocation, type RevocationCircumstances } from './check-revocation.ts';
import { distributionHosts } from './distribution-hosts.ts';

/** Everything that revocation depends on. */
export interface RevocationQuestion extends RevocationCircumstances {
  /** Of hosts. */
  readonly certificates: readonly PlacedCertificate[];
  /** Where the lists are named. */
  readonly at: Place;
  /** Whether hosts insist on a fresh list of every authority (`crl-strict=yes`). */
  readonly strict: boolean;
  /** Whether a host of a URL, name or address, is only reached through the mesh. */
  readonly isInMesh: (host: string) => boolean;
}

/**
 * Judges revocation in a cluster that names lists.
 *
 * Codes: those of `checkRevocation`, `x509/revocation-off`, `x509/crl-server-in-mesh`.
 *
 * @see ipsec.conf(5), `crl-strict`, `crlcheckinterval`
 */
export function judgeRevocation(question: RevocationQuestion): readonly Diagnostic[] {
  const { certificates, authorities, strict, at } = question;
  const all = [...certificates, ...authorities.map((certificate) => ({ certificate }))];
  return [...checkRevocation(all, question), ...(strict ? serversInMesh(question) : [revocationOff(at)])];
}

function revocationOff(at: Place): Diagnostic {
  const message =
    'revocation is off: a revoked host keeps its tunnels, and a host without the list accepts its certificate';
  return diagnostic('x509/revocation-off', at, message, {
    hint: 'import the list on every host (import-crls.sh) and remove the revoked host from the inventory; with crls: { lists: …, strict: true } a host without the list trusts nobody',
  });
}

/** Under strict a host without a list refuses its peers, so it would have to fetch the list through tunnels that it does not have. */
function serversInMesh({ certificates, isInMesh }: RevocationQuestion): readonly Diagnostic[] {
  const seen = new Set<string>();
  return certificates.flatMap(({ certificate, at = certificate.at }) =>
    distributionHosts(certificate)
      .filter((host) => isInMesh(host) && !seen.has(host) && seen.add(host))
      .map((host) => {
        const message = `the revocation list of this certificate is fetched from ${host}, which is only reached through the mesh`;
        return diagnostic('x509/crl-server-in-mesh', at, message, {
          hint: 'serve the list from a host outside, or list its address under clear',
        });
      }),
  );
}
