/** A roll-out as lanes: a row for hosts that do the same, a column for each stage. */
import { append } from '../../bytes/append.ts';
import type { RolloutPlan, Stage, StageHarm } from '../../rollout/plan.ts';
import type { Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { headShapes, legendShapes, tableShapes } from '../drawing/table.ts';
import type { Graph } from '../graph.ts';
import type { Picture } from '../picture.ts';

/** The lanes of a plan. */
export const rolloutPicture: Picture<RolloutPlan> = { name: 'rollout', drawing: rolloutDrawing, graph: rolloutGraph };

const mostLanes = 40;
const margin = 24;
const left = 250;
const column = 46;
const row = 28;

const harmTones: Readonly<Record<StageHarm['harm'], Tone>> = {
  'hand-over': 'half',
  negotiation: 'half',
  unknown: 'open',
  cut: 'bad',
  'clear-again': 'bad',
};
const worst: readonly Tone[] = ['good', 'half', 'open', 'bad'];

function toneOf({ harm }: Stage): Tone {
  return harm.reduce<Tone>((tone, each) => {
    const own = harmTones[each.harm];
    return worst.indexOf(own) > worst.indexOf(tone) ? own : tone;
  }, 'good');
}

/** Hosts that act in the same stages. */
interface Lane {
  readonly hosts: readonly string[];
  /** By the place of the stage: the batches in which they act, the first and the last. */
  readonly batches: ReadonlyMap<number, readonly [number, number]>;
}

function lanesOf({ stages }: RolloutPlan): readonly Lane[] {
  const batches = new Map<string, Map<number, [number, number]>>();
  stages.forEach((stage, place) => {
    stage.batches.forEach((batch, number) => {
      for (const { host } of batch) {
        const own = batches.get(host) ?? new Map<number, [number, number]>();
        batches.set(host, own);
        const known = own.get(place);
        own.set(place, known === undefined ? [number + 1, number + 1] : [known[0], number + 1]);
      }
    });
  });
  const lanes = new Map<string, { hosts: string[]; batches: Map<number, [number, number]> }>();
  for (const [host, own] of batches) {
    const key = batches.size <= mostLanes ? host : [...own.keys()].join(' ');
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { hosts: [host], batches: new Map(own) });
    else {
      lane.hosts.push(host);
      for (const [place, [first, last]] of own) {
        const known = lane.batches.get(place) ?? [first, last];
        lane.batches.set(place, [Math.min(known[0], first), Math.max(known[1], last)]);
      }
    }
  }
  return [...lanes.values()];
}

function harmText({ harm }: Stage): string {
  return harm.length === 0
    ? 'nobody'
    : harm.map((each) => `${each.pairs} pairs: ${each.harm}, at most ${each.seconds} s`).join('; ');
}

function summaryOf({ stages, worst: harm, pairs }: RolloutPlan): string {
  return `${stages.length} stages, ${pairs} pairs; at worst ${harm.cut} cut, ${harm.clearAgain} in clear again, ${harm.negotiations} wait for a negotiation, ${harm.handOvers} handed over`;
}

function nameOf({ hosts }: Lane): string {
  return hosts.length === 1 ? (hosts[0] ?? '') : `${hosts[0] ?? ''} and ${hosts.length - 1} more`;
}

function rolloutDrawing(plan: RolloutPlan): Drawing {
  const { stages } = plan;
  const all = lanesOf(plan);
  const lanes = all.slice(0, mostLanes);
  const title = `${plan.cluster}: roll-out`;
  const width = Math.max(1040, left + stages.length * column + margin);
  const top = 104;
  const shapes: Shape[] = [
    ...headShapes(margin, width - 2 * margin, title, summaryOf(plan)),
    textShape(left - 12, top - 10, left - margin, 'stage', { anchor: 'end', tone: 'faint' }),
    ...stages.map(({ number }, i) =>
      textShape(left + i * column + column / 2, top - 10, column, `${number}`, { anchor: 'middle', bold: true }),
    ),
  ];
  lanes.forEach((lane, i) => {
    const y = top + i * row;
    shapes.push(textShape(left - 12, y + 17, left - 12 - margin, nameOf(lane), { anchor: 'end' }));
    shapes.push({
      kind: 'line',
      points: [
        [left, y + row / 2 - 2],
        [left + stages.length * column, y + row / 2 - 2],
      ],
      tone: 'faint',
    });
    for (const [place, [first, last]] of lane.batches) {
      const stage = stages[place];
      if (stage === undefined) continue;
      const text = first === last ? `${first}` : `${first}–${last}`;
      const box = { x: left + place * column + 2, y, width: column - 4, height: row - 4 };
      shapes.push({
        kind: 'box',
        ...box,
        tone: toneOf(stage),
        rounded: true,
        title: `${nameOf(lane)}, stage ${stage.number}: ${stage.title}`,
      });
      shapes.push(textShape(box.x + box.width / 2, y + 16, box.width, text, { anchor: 'middle', size: 11 }));
    }
  });
  let y = top + lanes.length * row + 8;
  const rest = all.slice(lanes.length).reduce((sum, { hosts }) => sum + hosts.length, 0);
  shapes.push(
    textShape(
      margin,
      y + 12,
      width - 2 * margin,
      `numbers are batches${rest > 0 ? `; ${rest} more hosts are not drawn` : ''}`,
      { tone: 'faint' },
    ),
  );
  y += 28;
  append(
    shapes,
    legendShapes(margin, y, [
      { tone: 'good', text: 'harms nobody', width: 150 },
      { tone: 'half', text: 'a short wait', width: 140 },
      { tone: 'open', text: 'cannot be told', width: 160 },
      { tone: 'bad', text: 'cut, or in clear again', width: 220 },
    ]),
  );
  y += 32;
  const table = tableShapes(
    margin,
    y,
    [
      { title: 'stage', width: 60, anchor: 'end', bold: true },
      { title: 'what', width: 130 },
      { title: '', width: width - 2 * margin - 60 - 130 - 330 },
      { title: 'harms', width: 330, tone: 'faint' },
    ],
    stages.map((stage) => [
      `${stage.number}`,
      stage.kind,
      stage.title,
      { text: harmText(stage), tone: stage.harm.length === 0 ? 'faint' : toneOf(stage) },
    ]),
  );
  append(shapes, table.shapes);
  const description = `${summaryOf(plan)}. ${stages.map((stage) => `Stage ${stage.number}, ${stage.kind}: ${stage.title}; harms ${harmText(stage)}`).join('. ')}.`;
  return { width, height: y + table.height + 16, title, description, shapes };
}

function rolloutGraph(plan: RolloutPlan): Graph {
  return {
    title: `${plan.cluster}: ${summaryOf(plan)}`,
    directed: true,
    direction: 'TB',
    clusters: [],
    nodes: plan.stages.map((stage, i) => ({
      id: `s${i}`,
      lines: [`stage ${stage.number}: ${stage.kind}`, stage.title, `harms ${harmText(stage)}`],
      tone: toneOf(stage),
    })),
    edges: plan.stages.slice(1).map((_, i) => ({ from: `s${i}`, to: `s${i + 1}`, tone: 'plain' })),
  };
}
