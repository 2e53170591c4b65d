/** What one host answers to everything that is asked beside its conns. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../hosts/conns/host-conn.ts';
import type { Layouts } from '../../hosts/conns/keyword-positions.ts';
import type { Vocabulary } from '../../hosts/conns/line-table.ts';
import type { HostEvidence } from '../../hosts/evidence.ts';
import { readSharedKeys, type SharedKeys } from '../../hosts/facts/psk-digests.ts';
import { families } from '../../net/address.ts';
import type { Rendering } from '../../render/prepare.ts';
import { askedOf, type OptionalFact } from '../asked.ts';
import { checkGroupConns } from '../checks/group/conns.ts';
import { checkGroupTargets } from '../checks/group/targets.ts';
import { checkFilter, type FilterReport } from '../checks/host/filter.ts';
import { checkHostAddress } from '../checks/host/host-addresses.ts';
import { hostChecks } from '../checks/host/index.ts';
import { checkPlutoStatus } from '../checks/host/pluto-status.ts';
import type { Host } from '../host.ts';
import { type HostGroups, readGroups } from './host-groups.ts';
import { type KernelFact, readKernelFact } from './kernel-fact.ts';
import { type Refuted, refutesAll } from './refuted.ts';

export interface HostAnswers {
  /** Facts that were judged, and those that were not gathered. */
  readonly asked: readonly OptionalFact[];
  readonly left: readonly OptionalFact[];
  /** The numbers of the errors that stop all its conns. */
  readonly errors: readonly number[];
  /** What its packet filter does to a peer, by the peer's address. */
  readonly filter: Pick<FilterReport, 'refuted' | 'doubted'>;
  readonly refuted: Refuted;
  readonly kernel: KernelFact | undefined;
  readonly keys: SharedKeys | undefined;
  readonly groups: HostGroups | undefined;
}

export interface HostQuestions {
  readonly conns: readonly HostConn[];
  readonly evidence: HostEvidence;
  readonly rendering: Rendering | undefined;
  readonly vocabulary: Vocabulary;
  readonly layouts: Layouts;
}

/** @param add gives each finding its number */
export function answersOf(host: Host, questions: HostQuestions, add: (finding: Diagnostic) => number): HostAnswers {
  const { conns, evidence, rendering, vocabulary, layouts } = questions;
  const { findings: ofFilter, ...filter } = checkFilter(host, conns, evidence, rendering, vocabulary);
  const groups = readGroups(conns, evidence, vocabulary);
  const kernel = readKernelFact(evidence);
  const groupConns = checkGroupConns(host, conns, evidence, rendering, { vocabulary, layouts });
  const ofFamilies = families.map((family) => checkHostAddress(host, evidence, family));
  const running = checkPlutoStatus(conns, evidence, vocabulary);
  const found: readonly Diagnostic[] = [
    ...hostChecks.flatMap((check) => check(host, evidence, rendering)),
    ...ofFilter,
    ...(groups?.findings ?? []),
    ...kernel.findings,
    ...groupConns.ofPairs,
    ...ofFamilies.flat(),
    ...running.ofHost,
    ...new Set(running.ofConns.values()),
  ];
  const numbers = found.map(add);
  for (const finding of [...groupConns.ofOthers, ...checkGroupTargets(host, evidence, rendering)]) add(finding);
  const numbersOf = (some: readonly Diagnostic[]): readonly number[] =>
    numbers.filter((_, i) => some.includes(found[i] as Diagnostic));
  const [ipv4 = [], ipv6 = []] = ofFamilies.map((some) => numbersOf(some.filter(isError)));
  const signs = rendering === undefined ? showCertificates(questions) : rendering.mesh.auth === 'certificate';
  return {
    ...askedOf(evidence, { isPlanned: host.node !== undefined, signs }),
    errors: numbersOf(found.filter(isError)),
    filter,
    refuted: {
      all: numbersOf(found.filter(refutesAll)),
      families: { ipv4, ipv6 },
      conns: new Map([...running.ofConns].map(([name, finding]) => [name, numbersOf([finding])[0] as number])),
    },
    kernel: kernel.fact,
    keys: readSharedKeys(evidence),
    groups,
  };
}

/** Whether some conn of a host shows a certificate. */
function showCertificates({ conns, vocabulary }: HostQuestions): boolean {
  const isShown = (list: HostConn['left'], name: string): boolean => vocabulary.find(list, name) !== undefined;
  return conns.some(({ left, right }) => isShown(left, 'leftcert') || isShown(right, 'rightcert'));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
