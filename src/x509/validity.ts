/** When the certificates of a mesh end: one row each, the next to end first. Pure; the time comes in. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { isoSecond } from './iso-second.ts';
import { mayHaveIssued } from './issued-by.ts';
import { nameText } from './name-text.ts';

/** A certificate and whose it is. */
export interface OwnedCertificate {
  /** The host's name; for an authority its subject. */
  readonly owner: string;
  readonly role: 'host' | 'authority';
  readonly certificate: Certificate;
  /** Where it was read when omitted. */
  readonly at?: Place;
}

/** How a certificate stands at the time of the check. `ends-soon` is within the time that was asked for. */
export type ValidityState = 'valid' | 'ends-soon' | 'expired' | 'not-yet-valid';

/** One certificate of the table. */
export interface ValidityRow {
  readonly owner: string;
  readonly role: OwnedCertificate['role'];
  readonly subject: string;
  readonly serialHex: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The end of its own validity or that of its authority, whichever is first: from then on nobody accepts it. */
  readonly until: Date;
  /** Seconds from the check to `until`; negative where it is over. */
  readonly secondsLeft: number;
  readonly state: ValidityState;
}

/** The table and what should be known about it. */
export interface Validity {
  /** The next to end first. */
  readonly rows: readonly ValidityRow[];
  readonly findings: readonly Diagnostic[];
}

/** What the table depends on. */
export interface ValidityOptions {
  readonly now: Date;
  /** Seconds: what ends before they are over is `x509/expires-soon`, an error because somebody asked. 0 when omitted. */
  readonly within?: number;
  /** Seconds by which clocks of hosts may differ; 300 when omitted. */
  readonly skew?: number;
}

/**
 * The validity of every certificate. An authority that is there several times is one row.
 *
 * Codes: `x509/expired`, `x509/not-yet-valid`, `x509/expires-soon`, `x509/outlives-authority`, `x509/clock-margin`.
 *
 * @example validityOf([{ owner: 'node-1', role: 'host', certificate }], { now, within: 30 * 86400 }).rows[0]?.secondsLeft
 * @see RFC 5280 §6.1.3 (a)(2): every certificate of a path must be valid at the time
 */
export function validityOf(
  certificates: readonly OwnedCertificate[],
  { now, within = 0, skew = 300 }: ValidityOptions,
): Validity {
  const findings: Diagnostic[] = [];
  const authorities = certificates.filter(({ role }) => role === 'authority').map(({ certificate }) => certificate);
  const seen = new Set<string>();
  const rows: ValidityRow[] = [];
  for (const { owner, role, certificate, at = certificate.at } of certificates) {
    const { notBefore, notAfter, serialHex, fingerprintSha256 } = certificate;
    const key = role === 'authority' ? fingerprintSha256 : `${owner} ${fingerprintSha256}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const above = endAbove(certificate, authorities);
    const until = above !== undefined && above < notAfter ? above : notAfter;
    const secondsLeft = Math.floor((until.getTime() - now.getTime()) / 1000);
    const state = stateOf(notBefore, now, secondsLeft, within);
    rows.push({
      owner,
      role,
      subject: nameText(certificate.subject),
      serialHex,
      notBefore,
      notAfter,
      until,
      secondsLeft,
      state,
    });
    append(findings, stateFinding(state, until, notBefore, at));
    if (above !== undefined && above < notAfter) {
      const message = `the certificate is valid until ${isoSecond(notAfter)}, but its authority ends at ${isoSecond(above)}`;
      const hint = 'renew the authority under the same subject first; once it ends, no host accepts the certificate';
      findings.push(diagnostic('x509/outlives-authority', at, message, { hint }));
    }
    append(findings, clockFinding(certificate, now, skew, at));
  }
  rows.sort((a, b) => a.until.getTime() - b.until.getTime() || (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0));
  return { rows, findings };
}

/** The latest end among the authorities that may have issued it; `undefined` where none of them did, and for a root. */
function endAbove(certificate: Certificate, authorities: readonly Certificate[]): Date | undefined {
  if (certificate.subject.derHex === certificate.issuer.derHex) return undefined;
  const ends = authorities
    .filter((one) => one.fingerprintSha256 !== certificate.fingerprintSha256 && mayHaveIssued(one, certificate))
    .map(({ notAfter }) => notAfter.getTime());
  return ends.length === 0 ? undefined : new Date(ends.reduce((last, end) => Math.max(last, end)));
}

function stateOf(notBefore: Date, now: Date, secondsLeft: number, within: number): ValidityState {
  if (secondsLeft < 0) return 'expired';
  if (now < notBefore) return 'not-yet-valid';
  return within > 0 && secondsLeft <= within ? 'ends-soon' : 'valid';
}

function stateFinding(state: ValidityState, until: Date, notBefore: Date, at: Place): readonly Diagnostic[] {
  switch (state) {
    case 'valid':
      return [];
    case 'ends-soon':
      return [
        diagnostic(
          'x509/expires-soon',
          at,
          `the certificate ends at ${isoSecond(until)}, within the time that was asked for`,
          {
            severity: 'error',
            hint: 'renew it before',
          },
        ),
      ];
    case 'expired':
      return [diagnostic('x509/expired', at, `the certificate ended at ${isoSecond(until)}`, { hint: 'renew it' })];
    case 'not-yet-valid':
      return [diagnostic('x509/not-yet-valid', at, `the certificate becomes valid at ${isoSecond(notBefore)}`)];
  }
}

/** Valid here, and perhaps not where the clock is a little behind or ahead. */
function clockFinding({ notBefore, notAfter }: Certificate, now: Date, skew: number, at: Place): readonly Diagnostic[] {
  const since = (now.getTime() - notBefore.getTime()) / 1000;
  const left = (notAfter.getTime() - now.getTime()) / 1000;
  if (since < 0 || left < 0 || (since >= skew && left >= skew)) return [];
  const message =
    since < skew
      ? `the certificate has been valid for ${Math.floor(since)} s only: a host whose clock is behind refuses it`
      : `the certificate ends in ${Math.floor(left)} s: a host whose clock is ahead refuses it`;
  return [
    diagnostic('x509/clock-margin', at, message, {
      hint: `clocks of hosts may differ by ${skew} s; keep them in time`,
    }),
  ];
}
