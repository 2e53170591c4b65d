/** A plan as a sequence diagram for Mermaid. */
import type { RolloutPlan, Stage } from '../../rollout/plan.ts';
import { joinSafe, printable, type SafeText, safe } from '../safe-text.ts';
import { worstText } from './text.ts';

/**
 * A participant a host, a note a stage, an arrow a pair that is brought up. Of more than ten hosts the first ten are drawn.
 *
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
export function planMermaid(plan: RolloutPlan): SafeText {
  const hosts = [...new Set(plan.stages.flatMap(({ batches }) => batches.flat().map(({ host }) => host)))];
  const drawn = hosts.slice(0, 10);
  const id = (host: string): SafeText => safe`h${drawn.indexOf(host) + 1}`;
  const [first, last] = [drawn[0], drawn.at(-1)];
  const rows = [
    safe`sequenceDiagram\n`,
    ...drawn.map((host) => safe`  participant ${id(host)} as ${labelOf(host)}\n`),
    ...(first === undefined || last === undefined
      ? []
      : [safe`  Note over ${id(first)}${last === first ? safe`` : safe`,${id(last)}`}: ${labelOf(worstText(plan))}\n`]),
    ...plan.stages.flatMap((stage) => stageRows(stage, drawn, id)),
  ];
  return joinSafe(rows);
}

function stageRows(
  { number, kind, title, batches, harm }: Stage,
  drawn: readonly string[],
  id: (host: string) => SafeText,
): readonly SafeText[] {
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (first === undefined || last === undefined) return [];
  const over = last === first ? id(first) : safe`${id(first)},${id(last)}`;
  const steps = batches
    .flat()
    .filter(({ host, peer }) => drawn.includes(host) && (peer === undefined || drawn.includes(peer)));
  return [
    safe`  Note over ${over}: ${number}. ${labelOf(title)}\n`,
    ...steps.map(({ host, peer = host }) => safe`  ${id(host)}->>${id(peer)}: ${labelOf(kind)}\n`),
    ...harm.map(
      (each) => safe`  Note over ${over}: ${each.pairs} pairs, ${labelOf(each.harm)}, at most ${each.seconds} s each\n`,
    ),
  ];
}

/** Mermaid takes `;` and `#` for its own. */
function labelOf(text: string): SafeText {
  return printable(text.replace(/[#;]/g, ',').replace(/[\r\n]+/g, ' '));
}
