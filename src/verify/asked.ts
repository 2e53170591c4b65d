/** Which questions a verification asked: some it always asks, the others where a host's facts have the answer. */
import type { HostEvidence } from '../hosts/evidence.ts';

/** What is asked of every pair; where what it needs is not there, the pair is `unknown`. */
export const alwaysAsked = [
  'configuration',
  'identity',
  'signatures',
  'key-kinds',
  'proposals',
  'kernel-precedence',
] as const;

/**
 * What is asked of a host where its facts were gathered. `files` is everything, of a host outside the tree for which one
 * inside has a conn.
 */
export const optionalFacts = [
  'release',
  'certificates',
  'nicknames',
  'addresses',
  'links',
  'filter',
  'status',
  'modes',
  'policy',
  'files',
] as const;

export type AlwaysAsked = (typeof alwaysAsked)[number];
export type OptionalFact = (typeof optionalFacts)[number];

/** Something that a host was not asked. */
export interface NotAsked {
  /** A host of the tree, or the address of one outside. */
  readonly host: string;
  readonly fact: OptionalFact;
}

const filterFact = /^facts\/(?:ip6?tables(?:-nft|-legacy)?-save\.txt|nft\.(?:json|txt))$/;

const filesOf: Readonly<Partial<Record<OptionalFact, string>>> = {
  release: 'facts/release.txt',
  certificates: 'facts/certificates.pem',
  nicknames: 'facts/nicknames.txt',
  addresses: 'facts/addresses.json',
  links: 'facts/link.json',
  status: 'facts/status.txt',
  policy: 'facts/xfrm-policy.txt',
};

/**
 * The facts of a host that are judged, and those that are left.
 *
 * @param isPlanned whether an inventory says what the host's links should be: without one there is nothing to hold them against
 * @param signs whether the host shows certificates: else nobody asks for its database
 */
export function askedOf(
  { files, modes }: HostEvidence,
  { isPlanned, signs }: { readonly isPlanned: boolean; readonly signs: boolean },
): { readonly asked: readonly OptionalFact[]; readonly left: readonly OptionalFact[] } {
  const isThere = (fact: OptionalFact): boolean => {
    if (fact === 'filter') return [...files.keys()].some((path) => filterFact.test(path));
    if (fact === 'modes') return modes !== undefined;
    if (fact === 'links' && !isPlanned) return false;
    return files.has(filesOf[fact] ?? '');
  };
  const wanted = optionalFacts.filter((fact) => fact !== 'files' && (signs || !ofDatabase.includes(fact)));
  return { asked: wanted.filter(isThere), left: wanted.filter((fact) => !isThere(fact)) };
}

const ofDatabase: readonly OptionalFact[] = ['certificates', 'nicknames'];
