/** Makes everything ready to judge the conns that were read so far. */
import type { Vocabulary, WordList } from '../hosts/conns/line-table.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { AddedHosts } from './added-hosts.ts';
import type { CommonLines } from './as-planned/prove-plan.ts';
import type { Host } from './host.ts';
import { newPairJudge } from './pairs/memoized-judge.ts';
import type { PairFindingsSource } from './pairs/pair-checks.ts';
import { surveyOf } from './pairs/peer-index.ts';
import { endsByPlan, meshPlan } from './pairs/plan.ts';
import { newTakenPackets } from './pairs/routed.ts';
import { newSubnetLists } from './pairs/subnet-lists.ts';
import type { Proof } from './pairs/verification-state.ts';

/** What the judging depends on beside the conns. */
export interface Circumstances extends Pick<Proof, 'findings' | 'lackingOf' | 'rendering'> {
  readonly judging: PairFindingsSource['judging'];
}

/** @param beside counts the conns that are as planned and in no row, by what both ends have in common */
export function assemble(
  { source, answers, lost }: Pick<AddedHosts, 'source' | 'answers' | 'lost'>,
  { judging, findings, lackingOf, rendering }: Circumstances,
  beside: (lines: CommonLines) => ReadonlyMap<WordList, number>,
): Proof {
  const { table, vocabulary, hosts } = source;
  const survey = surveyOf(table, vocabulary, hosts);
  const certificates = hosts.flatMap((host) =>
    host.evidence.certificates.map(({ certificate }): { host: Host; certificate: Certificate } => ({
      host,
      certificate,
    })),
  );
  const judge = newPairJudge({
    ...source,
    judging,
    certificates,
    lost,
    beside: () => beside((from, to, family) => table.get(survey.rowFor(from.index, to.index, family), 'both')),
    keysOf: ({ host }) => answers[host.index]?.keys,
    plannedEnds: rendering === undefined ? () => undefined : endsByPlan(rendering, vocabulary),
    addresses: {
      isOwn: (conn, address) => survey.own[conn.host.index]?.has(vocabulary.text(address)) ?? false,
      outvoted: (conn, address) =>
        rendering === undefined &&
        survey.votes(vocabulary.text(address)) > 1 &&
        !survey.own[conn.host.index]?.has(vocabulary.text(address)),
    },
  });
  const homes = new Map<number, string>();
  for (let row = table.size() - 1; row >= 0; row -= 1)
    if (survey.peerOf(row) >= 0) homes.set(table.get(row, 'host'), vocabulary.textOf(table.get(row, 'file')));
  return {
    rendering,
    hosts,
    source,
    survey,
    judge,
    takenPackets: newTakenPackets({ source, survey, lost, answers }),
    listsSubnets: newSubnetLists(source),
    answers,
    lackingOf,
    findings,
    plans: rendering === undefined ? [] : plansOf(hosts, rendering, vocabulary),
    lost,
    homeOf: ({ index, evidence }) =>
      homes.get(index) ?? evidence.show(`etc/ipsec.d/${rendering?.mesh.name ?? 'mesh'}.conf`),
  };
}

function plansOf(hosts: readonly Host[], rendering: Rendering, vocabulary: Vocabulary): Proof['plans'] {
  const plan = meshPlan(rendering, vocabulary);
  return hosts.map(({ node, release }) => (node === undefined ? undefined : plan(node, release)));
}
