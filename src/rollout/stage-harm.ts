/** What a stage does to pairs, and for how long. */
import type { PhaseEffect } from './order.ts';
import type { StageHarm } from './plan.ts';
import { namesOf, type StageSource } from './stage-source.ts';

/** Upper bounds of what was measured on slow test hosts, in seconds. */
export const secondsOf: Readonly<Record<StageHarm['harm'], number>> = {
  'hand-over': 1,
  negotiation: 3,
  cut: 10,
  'clear-again': 10,
  unknown: 60,
};

/** The harm of the effects of a phase. */
export function harmOf(effects: readonly PhaseEffect[], { sorted }: StageSource): readonly StageHarm[] {
  const found: StageHarm[] = [];
  for (const effect of effects) {
    if (!effect.kind.counts) continue;
    const pairs = sorted.of(effect.kind);
    const told = { pairs: pairs.length, examples: pairs.slice(0, 3).map(namesOf) };
    if (effect.harm !== 'none')
      found.push({ ...told, harm: effect.harm, seconds: secondsOf[effect.harm], why: whyOf(effect) });
    if (effect.clearAgain)
      found.push({ ...told, harm: 'clear-again', seconds: secondsOf['clear-again'], why: whyOf(effect) });
  }
  return found;
}

function whyOf({ harm, why, phase }: PhaseEffect): string {
  if (phase === 'upgrade') return 'a host that restarts has no SA until it has loaded its conns and negotiated again';
  if (harm === 'hand-over') return 'one end has its SA a moment before the other';
  if (harm === 'negotiation')
    return phase === 'harden' || phase === 'load-as-written'
      ? 'what waits for an SA is routed before the SA is there'
      : 'the pair negotiates again';
  return why === '' ? 'one end has what the other does not have yet' : why;
}
