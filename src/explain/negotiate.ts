/** Whether two hosts come to a Security Association when one of them asks for it, and why not. */
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { atLeast } from '../libreswan/release.ts';
import type { Address } from '../net/address.ts';
import { checkSharedKey, useSharedKey } from '../verify/checks/pair/psk.ts';
import type { LoadedHost, LoadedHosts } from './loaded-hosts.ts';
import { type Candidate, candidatesOf, coverAlike, isStuck, outboundPolicy, policiesOf } from './policies.ts';
import type { Failure } from './without-sa.ts';

/** An end of a negotiation. */
export interface Negotiator {
  readonly host: LoadedHost;
  readonly address: Address;
}

/** It came to nothing. */
export interface Refused {
  readonly kind: Failure | 'not-asked';
  readonly text: string;
  readonly at?: Place;
  readonly also?: readonly Place[];
  /** Whether the responder had its SA for a moment before the initiator refused the responder's proof. */
  readonly upForAMoment: boolean;
}

/** What comes of it. */
export type Negotiated =
  | {
      readonly kind: 'up';
      readonly initiator: Candidate;
      readonly responder: Candidate;
      readonly open: readonly string[];
    }
  | Refused
  | { readonly kind: 'unknown'; readonly text: string };

/** The initiator asks with one candidate; the responder answers with the first of its own that fits. */
export function negotiate(
  loaded: LoadedHosts,
  from: Negotiator,
  candidate: Candidate,
  to: Negotiator,
  isHeard: (initiator: Negotiator, responder: Negotiator) => { readonly kind: 'yes' } | Negotiated,
): Negotiated {
  const fails = (kind: Failure | 'not-asked', text: string, at?: Place): Negotiated => ({
    kind,
    text,
    upForAMoment: false,
    ...(at === undefined ? {} : { at }),
  });
  if (!isRunning(from.host)) return fails('not-asked', `pluto does not run on ${from.host.state.name}`);
  if (isStuck(from.host, candidate))
    return fails(
      'not-asked',
      `libreswan ${from.host.release} negotiates for no entry inside a wider one that never negotiates`,
      candidate.entry?.at,
    );
  if (to.host.state.missing !== undefined) return { kind: 'unknown', text: to.host.state.missing };
  if (!isRunning(to.host) || to.host.state.evidence === undefined)
    return fails('no-answer', `pluto does not run on ${to.host.state.name}`);
  const heard = isHeard(from, to);
  if (heard.kind !== 'yes') return heard;
  if (to.host.fatal !== undefined)
    return fails('no-conn', `${to.host.state.name} loads none of its conns`, to.host.fatal);
  const answers = respondersOf(to, from.address);
  if (answers.length === 0) return fails('no-conn', `${to.host.state.name} has no conn for ${from.host.state.name}`);
  const outcomes = answers.map((answer) => between(loaded, candidate, answer));
  const best = outcomes.find(({ kind }) => kind === 'up') ?? outcomes.find(({ kind }) => kind === 'unknown');
  return best ?? (outcomes[0] as Negotiated);
}

/** Nobody looked: then it is taken to run where there are conns for it. */
export function isRunning({ state }: LoadedHost): boolean {
  return state.pluto === 'running' || (state.pluto === 'unknown' && state.evidence !== undefined);
}

/** Up to 4.15 a host that passes or blocks the peer by a narrower entry does not answer by a wider one. */
function respondersOf({ host, address }: Negotiator, peer: Address): readonly Candidate[] {
  const all = candidatesOf(host, address, peer);
  if (atLeast(host.release, '5.0')) return all;
  const policies = policiesOf(host, address, peer, { up: [], ended: 'no', isAsking: false });
  const packet = { source: address, destination: peer, protocol: 253, sourcePort: 40000, destinationPort: 40009 };
  const taken = outboundPolicy(policies, packet, host.release);
  const isShut = taken?.origin === 'never-negotiating-group';
  return all.filter(({ entry, group }) => entry === undefined || !isShut || group?.action === 'clear-until-asked');
}

/** What two conns come to: their terms, and what each expects of the other. */
function between({ findings, keysOf }: LoadedHosts, mine: Candidate, theirs: Candidate): Negotiated {
  const [x, y] = [mine.conn, theirs.conn];
  const isExplicit = mine.entry === undefined && theirs.entry === undefined;
  const own = [...findings.ofConn(x, 0), ...findings.ofConn(y, 0)].filter(stopsConn);
  const terms = findings.ofTerms(x, y).filter(isError);
  const addresses = isExplicit ? findings.ofAddresses(x, y).filter(isError) : [];
  const expects = (a: Candidate, b: Candidate): readonly Diagnostic[] =>
    (a.entry === undefined ? findings.ofExpectation(a.conn, b.conn) : findings.ofCertificates(a.conn, b.conn)).filter(
      (finding) => isError(finding) && !harmless.has(finding.code),
    );
  const [refusesAnswer, refusesRequest] = [expects(mine, theirs), expects(theirs, mine)];
  const shared = useSharedKey(x, y) ? checkSharedKey(x, y, keysOf) : [];
  const ike = terms.find((finding) => isAboutIke(finding));
  if (ike !== undefined) return refused('no-conn', ike);
  const [key] = shared === 'unknown' ? [] : shared;
  const bad = own[0] ?? key ?? refusesRequest[0];
  if (bad !== undefined) return refused('authentication', bad);
  const late = refusesAnswer[0];
  if (late !== undefined) return { ...refused('authentication', late), upForAMoment: true };
  const child = terms[0] ?? addresses[0];
  if (child !== undefined) return refused('child', child);
  if (isExplicit && !coverAlike(mine, theirs))
    return {
      kind: 'child',
      text: 'the two conns are not for the same packets',
      at: x.at,
      also: [y.at],
      upForAMoment: false,
    };
  const doubt = [...findings.ofExpectation(x, y), ...findings.ofExpectation(y, x)].find(
    ({ code }) => code === 'verify/unknown-id',
  );
  if (doubt !== undefined && isExplicit) return { kind: 'unknown', text: doubt.message };
  const open = [
    findings.openQuestion(x, y),
    findings.openQuestion(y, x),
    shared === 'unknown' ? 'no-secrets' : undefined,
  ];
  return {
    kind: 'up',
    initiator: mine,
    responder: theirs,
    open: open.flatMap((word) => (word === undefined ? [] : [word])),
  };
}

function refused(kind: Failure, { message, at, related = [] }: Diagnostic): Refused {
  return { kind, text: message, at, also: related.map((each) => each.at), upForAMoment: false };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** Errors of verification that keep nobody from coming up. */
const harmless: ReadonlySet<string> = new Set(['verify/wide-id']);

/** Of what is said about one conn: what keeps its host from proving itself. */
function stopsConn(finding: Diagnostic): boolean {
  const stops = ['verify/nickname', 'verify/conn-lost', 'verify/key-against-authby'];
  return isError(finding) && (stops.includes(finding.code) || finding.code.startsWith('x509/'));
}

/** What is settled in IKE_SA_INIT, before anybody proves anything. */
function isAboutIke({ code, message }: Diagnostic): boolean {
  return code === 'verify/ike-version' || (code === 'verify/no-common-proposal' && message.startsWith('ike='));
}
