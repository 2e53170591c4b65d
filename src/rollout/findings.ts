/** What there is to say of a plan, and of where a cluster is in it. */
import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { RolloutPlan } from './plan.ts';
import type { Whereabouts } from './where.ts';

/**
 * `rollout/pairs-cut`: a stage cuts pairs, lets them negotiate while packets wait, or lets encrypted ones be readable again.
 * `rollout/violation`: a state can be reached in which a property fails that the plan does not name.
 */
export function planFindings({ stages, proof }: RolloutPlan): readonly Diagnostic[] {
  const harms = stages.flatMap(({ number, kind, harm }) =>
    harm
      .filter((each) => each.harm !== 'hand-over')
      .map(({ harm: word, pairs, examples, seconds, why }) => {
        const [example] = examples;
        const which = example === undefined ? '' : `, for example ${example.join(' and ')}`;
        return diagnostic(
          'rollout/pairs-cut',
          valueAt('stages', number),
          `no pair must do without: in stage ${number} (${kind}) ${pairs} pairs ${words[word] ?? word} for about ${seconds} s${which}: ${why}`,
          { hint: 'every other order of the steps was tried, and is no better' },
        );
      }),
  );
  const violations = proof.violations.map(({ property, fault, path }) =>
    diagnostic('rollout/violation', valueAt('proof'), `${property}: ${fault}`, {
      hint: path.length === 0 ? 'it is so from the start' : `the way there: ${path.join('; ')}`,
    }),
  );
  return [...harms, ...violations];
}

const words: Readonly<Record<string, string>> = {
  cut: 'are cut',
  unknown: 'may be cut',
  negotiation: 'wait for a negotiation',
  'clear-again': 'are readable again',
};

/** `rollout/elsewhere`: every host is where the plan found it or leads it. */
export function whereFindings({ elsewhere }: Whereabouts): readonly Diagnostic[] {
  return elsewhere.map((what) =>
    diagnostic(
      'rollout/elsewhere',
      valueAt('digests'),
      `every host must be where the plan found it or leads it; ${what}`,
      {
        hint: 'plan again, from what the hosts have now',
      },
    ),
  );
}
