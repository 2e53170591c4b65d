/** Random pairs as choices, so that one can be told again, and shrunk. */
import fc from 'fast-check';
import type { DebianRelease } from '../support/debian/release-tools.ts';
import { type Base, newDrafts, pairOf } from './draft.ts';
import { edits, suits } from './edits.ts';
import type { Pair } from './pair.ts';

/** One edit, on one end or on both. */
export interface Choice {
  readonly edit: string;
  readonly on: 'a' | 'b' | 'both';
}

/** A pair as it was chosen. */
export interface Recipe {
  readonly base: Base;
  readonly releases: readonly [DebianRelease, DebianRelease];
  readonly choices: readonly Choice[];
}

const release = fc.constantFrom<DebianRelease>('4.3', '4.10', '5.2');
const base = fc.constantFrom<Base>('psk', 'psk-names', 'rsa', 'rsa', 'rsa-fromcert', 'rsa-names', 'ecdsa');
const edit = fc.constantFrom(...Object.keys(edits));

/** A third works as it is or is changed alike on both ends, the others are changed on one end, or in two places. */
export const recipe: fc.Arbitrary<Recipe> = fc.record({
  base,
  releases: fc.tuple(release, release),
  choices: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.array(fc.record({ edit, on: fc.constant('both' as const) }), { minLength: 0, maxLength: 2 }),
    },
    {
      weight: 4,
      arbitrary: fc.array(fc.record({ edit, on: fc.constantFrom('a' as const, 'b' as const) }), {
        minLength: 1,
        maxLength: 1,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.array(fc.record({ edit, on: fc.constantFrom('a' as const, 'b' as const, 'both' as const) }), {
        minLength: 2,
        maxLength: 3,
      }),
    },
  ),
});

/** Edits that add conns or lists of subnets: what two of them come to together is more than a pair of conns tells. */
const addsConns = ({ edit: name }: Choice): boolean =>
  /second|template|told|subnets|passthrough|drop|reject|%any$/.test(name);

/** Whether it is the only edit of that kind so far. */
const isFirstOfConns = (choice: Choice, i: number, all: readonly Choice[]): boolean =>
  !addsConns(choice) || all.findIndex(addsConns) === i;

/** The pair that a recipe is for. */
export function pairOfRecipe({ base: kind, releases, choices }: Recipe): Pair {
  const drafts = newDrafts(kind, releases);
  for (const { edit: name, on } of choices.filter(isFirstOfConns))
    for (const end of on === 'both' && !name.includes('told') ? (['a', 'b'] as const) : [on === 'both' ? 'a' : on])
      if (suits(name, drafts[end])) edits[name]?.(drafts[end], drafts);
  return pairOf(drafts);
}

export function toldRecipe({ base: kind, releases, choices }: Recipe): string {
  return `${kind} ${releases.join('/')}: ${choices.map(({ edit: name, on }) => `${name} (${on})`).join('; ') || 'as it is'}`;
}
