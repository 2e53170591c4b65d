/** When certificates end, as bars on one line of time. */
import type { Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { headShapes } from '../drawing/table.ts';
import type { Graph } from '../graph.ts';
import type { Picture } from '../picture.ts';

/** One certificate. */
export interface ValidityBar {
  readonly owner: string;
  readonly role: 'host' | 'authority';
  readonly notBefore: Date;
  /** From then on nobody accepts it. */
  readonly until: Date;
  readonly state: 'valid' | 'ends-soon' | 'expired' | 'not-yet-valid';
}

export interface ValidityTimes {
  readonly title: string;
  readonly now: Date;
  /** The next to end first. */
  readonly bars: readonly ValidityBar[];
}

/** The line of time. */
export const validityPicture: Picture<ValidityTimes> = {
  name: 'validity',
  drawing: validityDrawing,
  graph: validityGraph,
};

const most = 60;
const width = 980;
const margin = 24;
const left = 290;
const right = width - margin - 140;
const row = 24;
const day = 86_400_000;

const tones: Readonly<Record<ValidityBar['state'], Tone>> = {
  valid: 'good',
  'ends-soon': 'half',
  expired: 'bad',
  'not-yet-valid': 'open',
};

function dateText(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** How long until then, in the unit that fits. */
function leftText({ until, state, notBefore }: ValidityBar, now: Date): string {
  if (state === 'not-yet-valid') return `from ${dateText(notBefore)}`;
  const days = Math.floor((until.getTime() - now.getTime()) / day);
  return days < 0 ? 'expired' : days < 731 ? `${days} days` : `${Math.floor(days / 365.25)} years`;
}

function validityDrawing({ title, now, bars: all }: ValidityTimes): Drawing {
  const bars = all.slice(0, most);
  const ends = bars.map(({ until }) => until.getTime());
  const from = ends.reduce((least, end) => Math.min(least, end - 10 * day), now.getTime() - 30 * day);
  // What holds for decades would press the rest into nothing.
  const to = ends
    .filter((end) => end < now.getTime() + 3 * 366 * day)
    .reduce((most, end) => Math.max(most, end), now.getTime() + 60 * day);
  const at = (time: number): number =>
    left + ((Math.min(Math.max(time, from), to) - from) / (to - from)) * (right - left);
  const top = 106;
  const bottom = top + bars.length * row;
  const shapes: Shape[] = [
    ...headShapes(margin, width - 2 * margin, title, summaryOf(all, now)),
    ...ticks(from, to).map(
      (time): Shape => ({
        kind: 'line',
        points: [
          [at(time), top - 4],
          [at(time), bottom],
        ],
        tone: 'faint',
      }),
    ),
    ...tickTexts(from, to, at, top - 10),
  ];
  bars.forEach((bar, i) => {
    const y = top + i * row;
    const tone = tones[bar.state];
    const [start, end] = [at(bar.notBefore.getTime()), at(bar.until.getTime())];
    const name = bar.role === 'authority' ? `authority ${bar.owner}` : bar.owner;
    shapes.push(
      textShape(left - 12, y + 16, left - 12 - margin, name, { anchor: 'end', bold: bar.role === 'authority' }),
      {
        kind: 'box',
        x: Math.min(start, end),
        y: y + 4,
        width: Math.max(3, end - start),
        height: row - 8,
        tone,
        hatched: true,
        title: `${name}: ${dateText(bar.notBefore)} to ${dateText(bar.until)}, ${bar.state}`,
      },
      textShape(width - margin, y + 16, 132, leftText(bar, now), {
        anchor: 'end',
        tone: bar.state === 'valid' ? 'plain' : tone,
        bold: bar.state === 'expired' || bar.state === 'ends-soon',
      }),
    );
  });
  shapes.push({
    kind: 'line',
    points: [
      [at(now.getTime()), top - 4],
      [at(now.getTime()), bottom + 6],
    ],
    tone: 'bad',
    title: `now, ${dateText(now)}`,
  });
  shapes.push(
    textShape(at(now.getTime()), bottom + 22, 160, `now, ${dateText(now)}`, {
      tone: 'bad',
      anchor: at(now.getTime()) < left + 80 ? 'start' : 'middle',
    }),
  );
  let height = bottom + 36;
  if (all.length > bars.length) {
    const last = all.at(-1)?.until ?? now;
    shapes.push(
      textShape(
        margin,
        height + 10,
        width - 2 * margin,
        `and ${all.length - bars.length} more, until ${dateText(last)}`,
        { tone: 'faint' },
      ),
    );
    height += 28;
  }
  return {
    width,
    height,
    title,
    description: `${summaryOf(all, now)}. ${bars
      .slice(0, 30)
      .map((bar) => `${bar.owner}: ${leftText(bar, now)}, until ${dateText(bar.until)}`)
      .join('; ')}`,
    shapes,
  };
}

function summaryOf(bars: readonly ValidityBar[], now: Date): string {
  const count = (state: ValidityBar['state']): number => bars.filter((bar) => bar.state === state).length;
  const [next] = bars.filter(({ until }) => until > now);
  const ended = count('expired') > 0 ? `, ${count('expired')} expired` : '';
  const soon = count('ends-soon') > 0 ? `, ${count('ends-soon')} end soon` : '';
  return `${bars.length} certificates${ended}${soon}${next === undefined ? '' : `; the next to end is ${next.owner} on ${dateText(next.until)}`}`;
}

const steps = [7, 14, 31, 92, 183, 366, 2 * 366, 5 * 366, 10 * 366];

/** Round dates, far enough apart that their texts do not meet. */
function ticks(from: number, to: number): readonly number[] {
  const step = (steps.find((days) => (to - from) / (days * day) <= 6) ?? 3660) * day;
  return Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + (i + 1) * step).filter(
    (time) => to - time > step / 3,
  );
}

function tickTexts(from: number, to: number, at: (time: number) => number, y: number): readonly Shape[] {
  return ticks(from, to).map((time) =>
    textShape(at(time), y, 76, dateText(new Date(time)), { anchor: 'middle', tone: 'faint', size: 11 }),
  );
}

function validityGraph({ title, now, bars: all }: ValidityTimes): Graph {
  const bars = all.slice(0, most);
  return {
    title: `${title}: ${summaryOf(all, now)}`,
    directed: true,
    direction: 'LR',
    clusters: [],
    nodes: bars.map((bar, i) => ({
      id: `c${i}`,
      lines: [bar.owner, `until ${dateText(bar.until)}`, bar.state],
      tone: tones[bar.state],
    })),
    edges: bars.slice(1).map((_, i) => ({ from: `c${i}`, to: `c${i + 1}`, tone: 'faint' })),
  };
}
