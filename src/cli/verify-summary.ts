/** What `verify` says in the end: counts, what was not asked, and the line to keep. */
import { type OptionalFact, subjectOf } from '../verify/asked.ts';
import type { VerdictWord, Verification } from '../verify/verification.ts';
import { joinSafe, printable, type SafeText, safe } from './safe-text.ts';

const words: readonly VerdictWord[] = ['broken', 'one-sided', 'unknown'];

/** The counts, the reasons, and what was not asked. */
export function summary(report: Verification): SafeText {
  const { nodes, expected, found, mirrored, consistent, verdicts } = report;
  const left = notAskedText(report.notAsked);
  const limited = left === undefined ? safe`consistent` : safe`consistent as far as gathered`;
  const says = { yes: limited, no: safe`not consistent`, unknown: safe`cannot tell` }[consistent];
  const counts = words.flatMap((word) => {
    const of = verdicts.filter(({ verdict }) => verdict === word);
    if (of.length === 0) return [];
    const reasons = [...new Set(of.map(({ reason }) => reason))].slice(0, 5).join(', ');
    return [safe`  ${of.length} of ${expected / 2} pairs ${printable(word)}: ${printable(reasons)}\n`];
  });
  const rest = left === undefined ? safe`` : safe`; not asked: ${left}`;
  return safe`${nodes} hosts, ${expected} conns expected, ${found} found, ${mirrored} mirrored: ${says}${rest}\n${joinSafe(counts)}`;
}

/** `packet filter of 3 hosts, running daemon of node-1`; `undefined` where everything was asked. */
export function notAskedText(notAsked: Verification['notAsked']): SafeText | undefined {
  const hosts = new Map<OptionalFact, string[]>();
  for (const { host, fact } of notAsked) hosts.set(fact, [...(hosts.get(fact) ?? []), host]);
  const parts = [...hosts].map(([fact, names]) => {
    const [first = ''] = names;
    const whose = names.length === 1 ? printable(first) : safe`${names.length} hosts`;
    return safe`${printable(subjectOf(fact))} of ${whose}`;
  });
  return parts.length === 0 ? undefined : joinSafe(parts, ', ');
}

/** The line that an auditor can keep: which pairs were proved, by which facts, when, on which releases. */
export function proofLine({ proved, expected, nodes, asked, time, releases }: Verification): SafeText {
  const by = joinSafe(
    asked.map((question) => printable(subjectOf(question))),
    ', ',
  );
  const on = printable(releases.join(', '));
  return safe`proved: ${proved} of ${expected / 2} pairs of ${nodes} hosts by ${by}; at ${printable(time)}; libreswan ${on}\n`;
}
