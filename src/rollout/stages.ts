/** The stages of a plan: what each phase comes to on each host, with commands, gate and way back. */
import { phaseStage } from './phase-stages.ts';
import type { Stage } from './plan.ts';
import { preparingStages } from './preparing-stages.ts';
import { settlingStages } from './settling-stages.ts';
import type { StageSource } from './stage-source.ts';

/** The stages, in the order in which they are done. */
export function buildStages(source: StageSource): readonly Stage[] {
  const { phases } = source;
  // The filter, and another release, come after the files: a host that restarts finds conns that wait for an SA, not such as wait for
  // somebody.
  const settled = phases.findLastIndex((phase) => phase !== 'strict' && phase !== 'upgrade') + 1;
  const { write, rest } = settlingStages(source);
  const drafts = [
    ...preparingStages(source),
    ...phases.slice(0, settled).map((phase) => phaseStage(phase, source)),
    write,
    ...phases.slice(settled).map((phase) => phaseStage(phase, source)),
    ...rest,
  ];
  return drafts.filter(({ batches }) => batches.length > 0).map((draft, i) => ({ number: i + 1, ...draft }));
}
