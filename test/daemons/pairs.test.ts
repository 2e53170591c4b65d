/**
 * verify against two daemons: no pair is consistent that they refuse, or of which a packet leaves without a template; none is
 * broken that they bring up from both ends and renew.
 *
 * `npm test` plays the rows and random pairs, 300 in all, from one seed; `npm run test:long` 5,000 with a fresh seed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelPriority, type Selector } from '../../src/mesh/precedence.ts';
import type { Prefix } from '../../src/net/address.ts';
import { type DebianRelease, debianReleases, releaseTools } from '../support/debian/release-tools.ts';
import { testMissing } from '../support/real-tool.ts';
import { type Choice, pairOfRecipe, type Recipe, recipe, toldRecipe } from './arbitrary.ts';
import { verifyPair } from './evidence.ts';
import { place } from './pair.ts';
import { type Played, playPairs } from './play.ts';
import type { Policy } from './policies.ts';
import { rows, type Truth } from './rows.ts';
import { missingForDaemons } from './world.ts';

const total = Number(process.env.SWANMESH_PAIRS ?? (process.env.SWANMESH_LONG === '1' ? 5000 : 300));

interface Case {
  readonly told: string;
  readonly recipe: Recipe;
  /** What the daemons must do; absent where that is asked of them. */
  readonly truth?: boolean;
}

const isTrue = (truth: Truth, release: DebianRelease): boolean =>
  typeof truth === 'string' ? truth === 'yes' : (truth[debianReleases.indexOf(release)] as boolean);

const choiceOf = (text: string): Choice => {
  const [, edit = '', on = 'a'] = /^(.*?)(?:@(a|b|both))?$/.exec(text) ?? [];
  return { edit, on: on as Choice['on'] };
};

/** Every row on one release, a row whose answer depends on it on each. */
const fixed: readonly Case[] = rows.flatMap(({ why, base, edits, truth }, i) =>
  (typeof truth === 'string' ? [debianReleases[i % 3] as DebianRelease] : debianReleases).map((release) => ({
    told: `${release}: ${why}`,
    recipe: { base, releases: [release, release] as const, choices: edits.map(choiceOf) },
    truth: isTrue(truth, release),
  })),
);

type Answer = 'yes' | 'no' | 'unknown';

interface Outcome extends Case {
  readonly played: Played;
  readonly verdict: Answer;
  readonly reason: string;
  /** What is said of the kernels' own policies, before and after the conns were up. */
  readonly ofKernel: readonly string[];
}

const now = new Date();

function outcomesOf(cases: readonly Case[], alone: boolean): readonly Outcome[] {
  const pairs = cases.map((each) => ({ ...pairOfRecipe(each.recipe), ...(alone ? { alone } : {}) }));
  return playPairs(pairs).map((played, i) => {
    const { consistent, verdicts } = verifyPair(place(pairs[i] as (typeof pairs)[number], i), now);
    const reason = verdicts.map((verdict) => verdict.reason).join(' ');
    const placed = place(pairs[i] as (typeof pairs)[number], i);
    const ofKernel = (['routed', 'up'] as const).flatMap((when) => {
      const policies = { a: played.policies.a[when], b: played.policies.b[when] };
      const { findings } = verifyPair(placed, now, policies);
      return findings.filter(({ code }) => code === 'verify/kernel-policy').map(({ message }) => `${when}: ${message}`);
    });
    return { ...(cases[i] as Case), played, verdict: consistent, reason, ofKernel };
  });
}

const disagree = ({ played, verdict, truth }: Outcome): boolean =>
  !played.isLost &&
  ((played.works ? verdict === 'no' : verdict === 'yes') || (truth !== undefined && truth !== played.works));

/**
 * What is off is played once more on daemons of its own: on a busy machine an answer may come late, and a pair after which a
 * daemon is gone takes others with it. Where that is so again, nothing is known of it: it is counted, and not kept.
 */
function settled(outcomes: readonly Outcome[]): readonly Outcome[] {
  const off = outcomes.filter((outcome) => outcome.played.isLost || disagree(outcome));
  const again = new Map(off.length === 0 ? [] : outcomesOf(off, true).map((outcome) => [outcome.told, outcome]));
  return outcomes.map((outcome) => again.get(outcome.told) ?? outcome);
}

const told = ({ told: what, played, verdict, reason }: Outcome): string =>
  `${what}: the daemons say ${played.works ? 'yes' : 'no'}, verify ${verdict} ${reason}`;

/** By pair of releases: how many, how many of them agree, why what is unknown is unknown. */
function tableOf(outcomes: readonly Outcome[]): string {
  const lines = debianReleases.flatMap((a) =>
    debianReleases.map((b) => {
      const own = outcomes.filter(({ recipe: { releases } }) => releases[0] === a && releases[1] === b);
      const unknown = own.filter(({ verdict }) => verdict === 'unknown');
      const agreed = own.filter((outcome) => !disagree(outcome)).length - unknown.length;
      return `${a}/${b}: ${own.length} pairs, ${own.filter(({ played }) => played.works).length} work, ${agreed} agree, ${unknown.length} unknown ${unknown.map(({ reason }) => reason).join(', ')}`;
    }),
  );
  return lines.join('\n');
}

const missing =
  missingForDaemons() ??
  debianReleases.find((release) => releaseTools(release) === undefined)?.replace(/^/, 'libreswan ');

describe('two daemons judge verify', () => {
  if (missing !== undefined) {
    testMissing(missing);
    return;
  }

  test('rows and random pairs, each verdict as the daemons have it', { timeout: total * 4000 }, () => {
    const wanted = process.env.SWANMESH_PAIRS === undefined ? Math.max(0, total - fixed.length) : total;
    const seed = fc.readConfigureGlobal()?.seed;
    const random = fc.sample(recipe, { numRuns: wanted, ...(seed === undefined ? {} : { seed }) });
    const cases: readonly Case[] = [
      ...(process.env.SWANMESH_PAIRS === undefined ? fixed : []),
      ...random.map((each, i) => ({ told: `random ${i}, ${toldRecipe(each)}`, recipe: each })),
    ];
    const outcomes = settled(outcomesOf(cases, false));
    console.log(tableOf(outcomes));
    expect(outcomes.filter(disagree).map(told)).toEqual([]);
    // What works is put into the kernel as we have it.
    const settledOnes = outcomes.filter(({ played, verdict }) => !played.isLost && played.works && verdict === 'yes');
    expect(settledOnes.flatMap(({ told: what, ofKernel }) => ofKernel.map((each) => `${what}: ${each}`))).toEqual([]);
    expect(outcomes.filter(({ played }) => played.isLost).length).toBeLessThan(total / 50);
    expect(outcomes.filter(({ verdict }) => verdict === 'unknown').length).toBeLessThanOrEqual(total / 25);
    // Half of each, or little is asked.
    const working = outcomes.filter(({ played }) => played.works).length;
    expect(working).toBeGreaterThan(total / 4);
    expect(outcomes.length - working).toBeGreaterThan(total / 6);
    for (const { told: what, recipe: of, played } of outcomes) {
      // What narrowing leaves behind of a conn that was up is numbered as an instance.
      const isReckoned = !of.choices.some(({ edit }) => /priority|strong|weak|narrowing/.test(edit));
      for (const [end, release] of [
        ['a', of.releases[0]],
        ['b', of.releases[1]],
      ] as const)
        if (isReckoned)
          for (const policy of played.policies[end].routed.filter(isOfConn))
            expect([what, policy.priority]).toEqual([what, reckoned(policy, release)]);
    }
  });
});

/** Neighbour discovery passes by policies of pluto's own. */
const isOfConn = ({ direction, protocol }: Policy): boolean => direction === 'out' && protocol !== 58;

/** What `mesh/precedence` has for a policy of the kernel. */
function reckoned(policy: Policy, release: DebianRelease): number {
  const selector: Selector = {
    source: policy.source as Prefix,
    destination: policy.destination as Prefix,
    protocol: policy.protocol ?? 0,
    sourcePort: policy.sourcePort ?? 0,
    destinationPort: policy.destinationPort ?? 0,
  };
  const action = policy.action === 'block' ? 'block' : policy.hasTemplate ? 'encrypt' : 'pass';
  return kernelPriority({ selector, origin: 'conn', action }, release);
}
