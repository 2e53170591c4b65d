/** The revocation lists of an inventory beside its certificates: what they say, and what the mesh makes of them. */

import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, hasError } from '../diagnostics/diagnostic.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readPem } from '../x509/pem.ts';
import type { RevocationJudge, RevocationQuestion } from '../x509/revocation-judge.ts';
import { decoded } from './ber.ts';
import { type RevocationList, readCrl } from './crl.ts';
import { checkRevocation } from './revocation.ts';

/**
 * Judges revocation for `readCluster`.
 *
 * Codes: those of `readCrl` and `checkRevocation`, `pki/no-crl`, `x509/revocation-off`, `x509/crl-server-in-mesh`.
 *
 * @example await readCluster(inventory, { now, signatures, revocation: revocationJudge })
 * @see ipsec.conf(5), `crl-strict`, `crlcheckinterval`
 */
export const revocationJudge: RevocationJudge = async (question) => {
  const { lists, certificates, authorities, now, verifier, strict } = question;
  const findings: Diagnostic[] = [];
  const crls: RevocationList[] = [];
  for (const { text, at } of lists) {
    const { value: blocks, findings: faults } = readPem(text, at);
    append(findings, faults);
    const own = blocks.filter(({ label }) => label === 'X509 CRL');
    if (own.length === 0 && !hasError(faults)) {
      findings.push(
        diagnostic('pki/no-crl', at, 'a revocation list must be given as PEM (-----BEGIN X509 CRL-----)', {
          hint: 'DER becomes PEM with: openssl crl -inform DER -in OLD -out NEW',
        }),
      );
    }
    for (const { bytes, at: place } of own) {
      const read = readCrl(bytes, place);
      append(findings, read.findings);
      if (read.kind === 'ok') crls.push(read.value);
    }
  }
  const all = [...certificates, ...authorities.map((certificate) => ({ certificate }))];
  append(findings, await checkRevocation(all, { crls, authorities, now, verifier, strict }));
  return [...findings, ...(strict ? serversInMesh(question) : revocationOff(question))];
};

function revocationOff({ lists }: RevocationQuestion): readonly Diagnostic[] {
  const [first] = lists;
  if (first === undefined) return [];
  const message =
    'revocation is off: a revoked host keeps its tunnels, and a host without the list accepts its certificate';
  return [
    diagnostic('x509/revocation-off', first.at, message, {
      hint: 'import the list on every host (import-crls.sh) and remove the revoked host from the inventory; with crls: { lists: …, strict: true } a host without the list trusts nobody',
    }),
  ];
}

/** Under strict a host without a list refuses its peers, so it would have to fetch the list through tunnels that it does not have. */
function serversInMesh({ certificates, isInMesh }: RevocationQuestion): readonly Diagnostic[] {
  const seen = new Set<string>();
  return certificates.flatMap(({ certificate, at = certificate.at }) =>
    distributionHosts(certificate)
      .filter((host) => isInMesh(host) && !seen.has(host) && seen.add(host))
      .map((host) =>
        diagnostic(
          'x509/crl-server-in-mesh',
          at,
          `the revocation list of this certificate is fetched from ${host}, which is only reached through the mesh`,
          {
            hint: 'serve the list from a host outside, or list its address under clear',
          },
        ),
      ),
  );
}

/** The hosts in the URLs of the certificate's distribution points. */
export function distributionHosts({ extensions }: Certificate): readonly string[] {
  const value = extensions.find(({ oid }) => oid === '2.5.29.31')?.value;
  if (value === undefined) return [];
  const points = decoded(
    () => new pkijs.CRLDistributionPoints({ schema: asn1js.fromBER(new Uint8Array(value)).result as asn1js.Sequence }),
  );
  return (points?.distributionPoints ?? []).flatMap(({ distributionPoint: names }) =>
    (Array.isArray(names) ? names : []).flatMap(({ type, value: url }) => {
      const match =
        type === 6 && typeof url === 'string' ? /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url) : null;
      const host = match?.[1]?.replace(/^\[|\]$/g, '').toLowerCase();
      return host === undefined || host === '' ? [] : [host];
    }),
  );
}
