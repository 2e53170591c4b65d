/** From what was counted and decided to what a verification says. */
import { type Diagnostic, hasError } from '../diagnostics/diagnostic.ts';
import { releases } from '../libreswan/release.ts';
import { isoSecond } from '../x509/iso-second.ts';
import { type AlwaysAsked, alwaysAsked, type NotAsked, type OptionalFact, optionalFacts } from './asked.ts';
import { dropEchoes } from './drop-redundant.ts';
import type { Host } from './host.ts';
import type { HostAnswers } from './pairs/host-answers.ts';
import type { Score } from './pairs/verification-state.ts';
import type { Verification } from './verification.ts';

export interface ReportSource {
  readonly hosts: readonly Host[];
  readonly answers: readonly HostAnswers[];
  readonly findings: readonly Diagnostic[];
  readonly validity: Verification['validity'];
  readonly nodes: number;
  readonly now: Date;
  /** Facts that must be there. */
  readonly require: readonly OptionalFact[];
}

export function reportOf(
  { verdicts, outside, hosts: names, judged, ...counts }: Score,
  source: ReportSource,
): Verification {
  const { hosts, answers, validity, nodes, now, require } = source;
  const all = dropEchoes(source.findings);
  const words = new Set(verdicts.map(({ verdict }) => verdict));
  const no = words.has('broken') || words.has('one-sided') || hasError(all.findings);
  const notAsked = leftOut(source, outside);
  const isAsked = (question: AlwaysAsked): boolean => {
    if (question === 'signatures' || question === 'key-kinds') return validity.length > 0;
    return question !== 'pre-shared-keys' || answers.some(({ keys }) => keys !== undefined);
  };
  const lacks = notAsked.some(({ fact }) => require.includes(fact));
  return {
    time: isoSecond(now),
    releases: releases.filter((release) => hosts.some((host) => host.release === release)),
    asked: [
      ...alwaysAsked.filter(isAsked),
      ...optionalFacts.filter((fact) => answers.some(({ asked }) => asked.includes(fact))),
    ],
    notAsked,
    nodes,
    ...counts,
    proved: counts.expected / 2 - verdicts.length,
    consistent: no ? 'no' : words.has('unknown') || counts.expected === 0 || lacks ? 'unknown' : 'yes',
    verdicts: verdicts.map((verdict) => ({ ...verdict, findings: all.renumber(verdict.findings) })),
    hosts: names,
    judged,
    validity,
    findings: all.findings,
  };
}

function leftOut({ hosts, answers }: ReportSource, outside: readonly NotAsked[]): readonly NotAsked[] {
  const seen = new Map(outside.map((one) => [one.host, one]));
  const inside = hosts.flatMap(({ name }, i) => (answers[i]?.left ?? []).map((fact) => ({ host: name, fact })));
  return [...inside, ...seen.values()];
}
