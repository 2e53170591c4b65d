/** What a verification gives. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { mergeFindings } from '../diagnostics/findings.ts';
import { type Release, releases } from '../libreswan/release.ts';
import type { Family } from '../net/address.ts';
import type { AlwaysAsked, NotAsked, OptionalFact } from './asked.ts';

/** What can be said of the two conns between two hosts. `consistent` only where everything is known and fits. */
export type VerdictWord = 'consistent' | 'broken' | 'one-sided' | 'unknown';

export interface PairVerdict {
  /** The two hosts in canonical order. */
  readonly pair: readonly [string, string];
  readonly family: Family;
  readonly verdict: VerdictWord;
  /** In one word: the code of the first finding without its room, or why it cannot be told. */
  readonly reason: string;
  /** Positions in {@link Verification.findings}. */
  readonly findings: readonly number[];
}

/** How long a certificate holds on which the mesh rests. */
export interface CertificateValidity {
  readonly role: 'host' | 'authority';
  /** Hosts that show it, or have it as an authority, in the order of their names. */
  readonly hosts: readonly string[];
  readonly nickname?: string;
  readonly subject: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Lower-case hexadecimal digits. */
  readonly fingerprintSha256: string;
}

/** Two hosts in canonical order, in a family. */
export type PairKey = Pick<PairVerdict, 'pair' | 'family'>;

export interface Verification {
  /** When it was judged, by the clock that the caller gave: RFC 3339. */
  readonly time: string;
  /** The releases that the hosts were judged as, oldest first. */
  readonly releases: readonly Release[];
  /** The questions on which the verdicts rest: those of every pair, then those of which some host had the answer. */
  readonly asked: readonly (AlwaysAsked | OptionalFact)[];
  /** What was not gathered, and so is no part of a verdict. */
  readonly notAsked: readonly NotAsked[];
  /** Hosts of the mesh. */
  readonly nodes: number;
  /** Conns that the plan asks for; without a plan, those of a full mesh of the hosts that have conns for one another, or those that are there. */
  readonly expected: number;
  /** Of these, the conns that a host loads. */
  readonly found: number;
  /** Of these, the conns of which the other end is the mirror. */
  readonly mirrored: number;
  /** Pairs that are consistent. */
  readonly proved: number;
  readonly consistent: 'yes' | 'no' | 'unknown';
  /** Every pair that is not consistent. */
  readonly verdicts: readonly PairVerdict[];
  /** The hosts of the mesh, in canonical order: those of the plan, or those of the tree. */
  readonly hosts: readonly string[];
  /** The pairs that were judged, one at a time: see {@link verdictsOf}. */
  readonly judged: () => Iterable<PairKey>;
  /** Certificates that hosts show one another, and the authorities above them; what ends first comes first. */
  readonly validity: readonly CertificateValidity[];
  readonly findings: readonly Diagnostic[];
}

/**
 * The verdict of every pair, the consistent ones included, one at a time: a mesh of 1,000 hosts has half a million. Two hosts
 * that do not come up have no conn for each other, and need none.
 *
 * @example [...verdictsOf(verification)] // [{ pair: ['a', 'b'], family: 'ipv4', verdict: 'consistent' }, …]
 */
export function* verdictsOf({
  judged,
  verdicts,
}: Pick<Verification, 'judged' | 'verdicts'>): Generator<PairKey & { readonly verdict: VerdictWord }> {
  const left = new Map(verdicts.map((one) => [pairKey(one), one]));
  for (const { pair, family } of judged()) {
    const key = pairKey({ pair, family });
    yield { pair, family, verdict: left.get(key)?.verdict ?? 'consistent' };
    left.delete(key);
  }
  // Pairs with hosts outside the tree.
  for (const { pair, family, verdict } of left.values()) yield { pair, family, verdict };
}

const rank: Readonly<Record<VerdictWord, number>> = { consistent: 0, unknown: 1, 'one-sided': 2, broken: 3 };

/** What holds where either of two verifications of one tree may be true: the worse of each, findings of both. */
export function mergeVerifications(a: Verification, b: Verification): Verification {
  const { findings, numbers } = mergeFindings('place', a.findings, b.findings);
  const renumbered = numbers[1] ?? [];
  const verdicts = new Map<string, PairVerdict>(a.verdicts.map((verdict) => [pairKey(verdict), verdict]));
  for (const verdict of b.verdicts) {
    const own = { ...verdict, findings: verdict.findings.map((i) => renumbered[i] as number) };
    const other = verdicts.get(pairKey(verdict));
    if (other === undefined) verdicts.set(pairKey(verdict), own);
    else {
      const [worse, better] = rank[own.verdict] > rank[other.verdict] ? [own, other] : [other, own];
      verdicts.set(pairKey(verdict), { ...worse, findings: [...new Set([...worse.findings, ...better.findings])] });
    }
  }
  const words = [a.consistent, b.consistent];
  const expected = Math.max(a.expected, b.expected);
  return {
    time: a.time,
    releases: releases.filter((release) => a.releases.includes(release) || b.releases.includes(release)),
    asked: a.asked,
    notAsked: a.notAsked,
    nodes: a.nodes,
    expected,
    found: Math.min(a.found, b.found),
    mirrored: Math.min(a.mirrored, b.mirrored),
    proved: expected / 2 - verdicts.size,
    consistent: words.includes('no') ? 'no' : words.includes('unknown') ? 'unknown' : 'yes',
    verdicts: [...verdicts.values()],
    hosts: a.hosts,
    judged: a.judged,
    validity: a.validity,
    findings,
  };
}

function pairKey({ pair, family }: PairKey): string {
  return JSON.stringify([...pair, family]);
}
