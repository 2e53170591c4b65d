/** The certificates on which a mesh rests: those that hosts show, and the authorities above them. */
import { type Diagnostic, diagnostic, type Severity } from '../../diagnostics/diagnostic.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { type Judging, judgeCertificates } from '../../x509/judge-certificates.ts';
import { nameText } from '../../x509/name-text.ts';
import { isRefusal } from '../checks/peer/chain.ts';
import type { Host } from '../host.ts';
import type { CertificateValidity } from '../verification.ts';

/** A certificate, and who has it. */
export interface ShownCertificate {
  readonly role: CertificateValidity['role'];
  readonly hosts: readonly string[];
  readonly nickname?: string;
  readonly certificate: Certificate;
}

/** What ends first comes first. @param shown certificates that conns show */
export function shownCertificates(hosts: readonly Host[], shown: readonly Certificate[]): readonly ShownCertificate[] {
  const used = new Map<string, ShownCertificate>();
  const take = (role: ShownCertificate['role'], names: ReadonlySet<string>): void => {
    for (const { name, evidence } of hosts)
      for (const { certificate, nickname } of role === 'host' ? allOf(evidence) : (evidence.authorities ?? [])) {
        const key = certificate.fingerprintSha256;
        if (!names.has(role === 'host' ? key : certificate.subject.derHex)) continue;
        const known = used.get(key);
        if (known?.role === role) used.set(key, { ...known, hosts: [...known.hosts, name] });
        else if (known === undefined)
          used.set(key, { role, hosts: [name], certificate, ...(nickname === undefined ? {} : { nickname }) });
      }
  };
  take('host', new Set(shown.map(({ fingerprintSha256 }) => fingerprintSha256)));
  take('authority', issuersAbove(hosts, shown));
  return [...used.values()].sort(
    (a, b) =>
      a.certificate.notAfter.getTime() - b.certificate.notAfter.getTime() ||
      (a.certificate.fingerprintSha256 < b.certificate.fingerprintSha256 ? -1 : 1),
  );
}

/**
 * What should be known of each of them, whichever pair it is shown in; what keeps a pair from coming up is the pair's.
 *
 * Codes: `x509/reused-serial`, `x509/expires-soon`, `x509/signature-not-checked` and other warnings of `judgeCertificates`.
 */
export function judgeShown(all: readonly ShownCertificate[], judging: Omit<Judging, 'usages'>): readonly Diagnostic[] {
  const of = (role: ShownCertificate['role']) => all.filter((one) => one.role === role);
  const { hosts, authorities } = judgeCertificates(
    { hosts: of('host'), authorities: of('authority') },
    { ...judging, usages: [] },
  );
  const found = [...authorities, ...hosts].flat();
  const [first] = of('host');
  const unasked =
    first === undefined || judging.signatures !== undefined
      ? []
      : [
          diagnostic(
            'x509/signature-not-checked',
            first.certificate.at,
            'signatures not checked: no verifier was given',
            {
              severity: 'info',
            },
          ),
        ];
  const told = found.filter((finding) => finding.code === 'x509/reused-serial' || !isRefusal(finding));
  return [...told.map((one) => (isRefusal(one) ? one : { ...one, severity: softer(one.severity) })), ...unasked];
}

/** What keeps no pair from coming up is no error here. */
function softer(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : severity;
}

export function validityOf({ certificate, ...who }: ShownCertificate): CertificateValidity {
  return {
    ...who,
    subject: nameText(certificate.subject),
    notBefore: isoSecond(certificate.notBefore),
    notAfter: isoSecond(certificate.notAfter),
    fingerprintSha256: certificate.fingerprintSha256,
  };
}

function allOf({ certificates, authorities = [] }: Host['evidence']): Host['evidence']['certificates'] {
  return [...certificates, ...authorities];
}

/** The subjects of every authority that may stand above one of the certificates. */
function issuersAbove(hosts: readonly Host[], shown: readonly Certificate[]): ReadonlySet<string> {
  const above = new Map<string, Set<string>>();
  for (const { evidence } of hosts)
    for (const { certificate } of evidence.authorities ?? []) {
      const issuers = above.get(certificate.subject.derHex) ?? new Set();
      above.set(certificate.subject.derHex, issuers.add(certificate.issuer.derHex));
    }
  const names = new Set(shown.map(({ issuer }) => issuer.derHex));
  for (const name of names) for (const issuer of above.get(name) ?? []) names.add(issuer);
  return names;
}
