/** A plan for a tired person: the worst first, then a screen a stage. */
import { shellWord } from '../../bytes/shell-word.ts';
import type { Observation, PlanStep, RolloutPlan, Stage, StageHarm } from '../../rollout/plan.ts';
import type { SeenStage, Whereabouts } from '../../rollout/where.ts';
import { joinSafe, printable, repeated, type SafeText, safe } from '../safe-text.ts';
import type { Paint } from '../terminal.ts';

/** The first line: the worst that can happen. */
export function worstText({ worst, pairs }: RolloutPlan): SafeText {
  const { cut, clearAgain, negotiations, handOvers, seconds, stage, why } = worst;
  const handed =
    handOvers === 0 ? safe`` : safe`; ${handOvers} of ${pairs} pairs have a hand-over of at most ${seconds} s each`;
  if (cut + clearAgain + negotiations === 0) return safe`0 pairs cut, 0 in clear again${handed}`;
  const waits = negotiations === 0 ? safe`` : safe`, ${negotiations} wait for a negotiation`;
  return safe`${cut} pairs cut, ${clearAgain} in clear again${waits}, for about ${seconds} s, in stage ${stage}, because ${printable(why)}`;
}

/** The whole plan, or what is left of it. */
export function planText(plan: RolloutPlan, paint: Paint, from = 1): SafeText {
  const { changes, stages, proof, advice } = plan;
  const states = safe`${proof.orders} orders tried, ${proof.states} states looked at (${printable(proof.how)})`;
  const head = [
    safe`${paint.strong(worstText(plan))}\n`,
    ...changes.map((change) => safe`  ${printable(change)}\n`),
    ...proof.violations.map(
      ({ property, fault, path }) =>
        safe`  ${paint.error(safe`not so`)}: ${printable(property)}: ${printable(fault)}\n${joinSafe(path.map((step) => safe`      ${printable(step)}\n`))}`,
    ),
    ...advice.map((text) => safe`  ${printable(text)}\n`),
    paint.faint(safe`  ${states}\n`),
    safe`  commands are run as root beside the folders between, after and authorities, which rollout -o writes;\n`,
    safe`  each apply.sh says with --check what it would do, and takes it back after 120 s unless it is confirmed\n`,
  ];
  if (stages.length === 0) return joinSafe([...head, safe`\nnothing to do\n`]);
  return joinSafe([
    ...head,
    ...stages.filter(({ number }) => number >= from).map((stage) => stageText(stage, stages.length, paint)),
  ]);
}

function stageText(stage: Stage, of: number, paint: Paint): SafeText {
  const { number, kind, title, why, batches, harm, inClear, gate, restart } = stage;
  const line = repeated('=', 78);
  return joinSafe([
    safe`\n${paint.faint(line)}\n${paint.strong(safe`stage ${number} of ${of}: ${printable(kind)}`)}  ${printable(title)}\n`,
    safe`  why here: ${printable(why)}\n`,
    ...(harm.length === 0 ? [safe`  cuts nobody\n`] : harm.map((each) => harmText(each, paint))),
    inClear === 0 ? safe`` : safe`  ${inClear} pairs still talk in clear when it is over\n`,
    safe`  if a host restarts now: ${printable(restart)}\n`,
    ...batches.map((batch, i) => batchText(batch, i + 1, batches.length, paint)),
    safe`  before going on\n`,
    ...gateText(gate),
  ]);
}

function harmText({ harm, pairs, examples, seconds, why }: StageHarm, paint: Paint): SafeText {
  const words: Readonly<Record<StageHarm['harm'], SafeText>> = {
    'hand-over': safe`hand-over`,
    negotiation: safe`packets wait for a negotiation`,
    cut: safe`cut`,
    'clear-again': safe`in clear again`,
    unknown: safe`perhaps cut`,
  };
  const [example] = examples;
  const which = example === undefined ? safe`` : safe`, for example ${printable(example.join(' and '))}`;
  const word = harm === 'hand-over' ? words[harm] : paint.error(words[harm]);
  return safe`  ${word}: ${pairs} pairs${which}, at most ${seconds} s each: ${printable(why)}\n`;
}

/** Hosts with the same commands are told once. */
function batchText(batch: readonly PlanStep[], number: number, of: number, paint: Paint): SafeText {
  const title =
    of === 1
      ? safe``
      : number === 1
        ? safe`  batch ${number} of ${of}, the canary\n`
        : safe`  batch ${number} of ${of}\n`;
  const byHost = new Map<string, PlanStep[]>();
  for (const step of batch) byHost.set(step.host, [...(byHost.get(step.host) ?? []), step]);
  return joinSafe([
    title,
    ...[...byHost].map(
      ([host, steps]) =>
        safe`    ${paint.strong(safe`on ${printable(host)}`)}\n${joinSafe(steps.flatMap(({ commands }) => commands).map((command) => safe`      ${printable(command)}\n`))}`,
    ),
  ]);
}

/** What must be seen, a line a kind and host; long lists are cut. */
function gateText(gate: readonly Observation[]): readonly SafeText[] {
  const rows = gate.map(observationText);
  const shown = rows.slice(0, 12);
  const more = rows.length > 12 ? [safe`    and ${rows.length - 12} more; swanmesh status shows all\n`] : [];
  const echo = gate.some(({ kind }) => kind === 'sa') ? [safe`    an echo between the two is answered\n`] : [];
  return rows.length === 0
    ? [safe`    nothing can be seen from outside; look at the commands' own answers\n`]
    : [...shown, ...more, ...echo];
}

function observationText(observation: Observation): SafeText {
  const host = printable(observation.host);
  switch (observation.kind) {
    case 'running':
      return safe`    ${host}: ipsec status answers\n`;
    case 'loaded':
      return safe`    ${host}: ipsec status lists ${connsText(observation.conns)}, oriented\n`;
    case 'routed':
      return safe`    ${host}: ipsec status says of ${connsText(observation.conns)} that they are routed\n`;
    case 'gone':
      return safe`    ${host}: ipsec status no longer lists ${connsText(observation.conns)}\n`;
    case 'sa':
      return safe`    ${host}: ipsec trafficstatus lists ${printable(observation.peer)} (${printable(observation.address)})\n`;
    case 'certificate':
      return safe`    ${host}: certutil -L shows the certificate with SHA-256 ${printable(observation.sha256.slice(0, 16))}…\n`;
    case 'authority':
      return safe`    ${host}: certutil -L shows ${observation.sha256.length} more authorities\n`;
    case 'release':
      return safe`    ${host}: ipsec --version says ${printable(observation.release)}\n`;
    case 'file':
      return safe`    ${host}: the files below /etc/ipsec.d are those of the plan\n`;
    case 'closed':
      return safe`    ${host}: the packet filter drops plaintext to ${observation.peers.length} peers\n`;
    case 'open':
      return safe`    ${host}: the packet filter lets IKE in, and plaintext pass as before\n`;
  }
}

function connsText(conns: readonly string[]): SafeText {
  const names = printable(conns.slice(0, 3).map(shellWord).join(', '));
  return conns.length <= 3 ? safe`conn ${names}` : safe`conn ${names} and ${conns.length - 3} more`;
}

/** Where the cluster is, what is next, and how to go back. */
export function whereText(plan: RolloutPlan, where: Whereabouts, paint: Paint): SafeText {
  const rows = where.stages.map((seen) => seenText(seen, paint));
  const next = plan.stages.find(({ number }) => number === where.next);
  const verdict =
    next === undefined
      ? safe`all ${plan.stages.length} stages are done\n`
      : safe`next is stage ${next.number} of ${plan.stages.length}: ${printable(next.kind)}, ${printable(next.title)}\n`;
  return joinSafe([paint.strong(verdict), ...rows]);
}

function seenText({ stage, done, seen }: SeenStage, paint: Paint): SafeText {
  const words = {
    yes: paint.info(safe`done   `),
    partly: paint.warning(safe`partly `),
    no: safe`not yet`,
    unknown: safe`unseen `,
  };
  const bad = done === 'partly' || done === 'no' ? seen.filter(({ is }) => is !== 'yes').slice(0, 5) : [];
  return safe`  ${words[done]}  ${stage.number} ${printable(stage.kind)}: ${printable(stage.title)}\n${joinSafe(bad.map(({ text }) => safe`             ${printable(text)}\n`))}`;
}

/** The way home: what was done, undone, the last first. */
export function backText(plan: RolloutPlan, upTo: number, paint: Paint): SafeText {
  const done = plan.stages.filter(({ number, back }) => number <= upTo && back.length > 0).reverse();
  if (done.length === 0) return safe`nothing to undo\n`;
  return joinSafe([
    paint.strong(safe`the way back from stage ${upTo}: ${done.length} steps\n`),
    safe`  hosts that go back one after the other are cut from those that have not yet, up to 4.15 until both have\n`,
    ...done.map(
      ({ number, kind, back }) =>
        safe`\n${paint.strong(safe`undo stage ${number}: ${printable(kind)}`)}\n${batchText(back, 1, 1, paint)}`,
    ),
  ]);
}
