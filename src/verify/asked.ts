/** Which questions a verification asked: some it always asks, the others where a host's facts have the answer. */
import type { HostEvidence } from '../hosts/evidence.ts';
import { type AskedOf, isGathered } from '../hosts/facts/fact.ts';
import { type FactName, factNames, facts } from '../hosts/facts/index.ts';

/**
 * What is asked of every pair; where what it needs is not there, the pair is `unknown`. Signatures are asked where certificates are
 * shown, pre-shared keys where a host has some.
 */
export const alwaysAsked = [
  'configuration',
  'identity',
  'signatures',
  'pre-shared-keys',
  'key-kinds',
  'proposals',
  'kernel-precedence',
] as const;

/**
 * What is asked of a host where its facts were gathered. `files` is everything, of a host outside the tree for which one
 * inside has a conn.
 */
export const optionalFacts: readonly OptionalFact[] = [...factNames, 'files'];

export type AlwaysAsked = (typeof alwaysAsked)[number];
export type OptionalFact = FactName | 'files';

/** Something that a host was not asked. */
export interface NotAsked {
  /** A host of the tree, or the address of one outside. */
  readonly host: string;
  readonly fact: OptionalFact;
}

/** What a question is about, for people. */
export function subjectOf(question: AlwaysAsked | OptionalFact): string {
  if (question === 'files') return 'files';
  return question in subjects ? subjects[question as AlwaysAsked] : facts[question as FactName].subject;
}

const subjects: Readonly<Record<AlwaysAsked, string>> = {
  configuration: 'configuration',
  identity: 'identity',
  signatures: 'signatures and chains',
  'pre-shared-keys': 'pre-shared keys',
  'key-kinds': 'key kinds and hashes',
  proposals: 'proposals',
  'kernel-precedence': 'kernel precedence',
};

/**
 * The facts of a host that are judged, and those that are left.
 *
 * @param isPlanned whether an inventory says what the host's links should be: without one there is nothing to hold them against
 * @param signs whether the host shows certificates: else nobody asks for its database
 */
export function askedOf(
  evidence: HostEvidence,
  { isPlanned, signs }: { readonly isPlanned: boolean; readonly signs: boolean },
): { readonly asked: readonly FactName[]; readonly left: readonly FactName[] } {
  const isOf: Readonly<Record<AskedOf, boolean>> = { all: true, certified: signs, planned: isPlanned };
  const wanted = factNames.filter((name) => facts[name].askedOf !== 'certified' || signs);
  const isThere = (name: FactName): boolean => isOf[facts[name].askedOf] && isGathered(facts[name], evidence);
  return { asked: wanted.filter(isThere), left: wanted.filter((name) => !isThere(name)) };
}
