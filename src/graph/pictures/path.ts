/** The way of a packet: what happens on each host, by which line, and what is seen on the wire. */
import { append } from '../../bytes/append.ts';
import { placeText } from '../../diagnostics/format.ts';
import type {
  Direction,
  Exchange,
  Fate,
  StepAction,
  Trace,
  TraceStep,
  TrafficExplanation,
} from '../../explain/explanation.ts';
import type { Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { wrapped } from '../drawing/text-width.ts';
import type { Graph, GraphCluster, GraphEdge, GraphNode } from '../graph.ts';
import type { Picture } from '../picture.ts';

/** The way of a packet, there and back. */
export const pathPicture: Picture<TrafficExplanation> = { name: 'path', drawing: pathDrawing, graph: pathGraph };

const width = 960;
const margin = 24;
const gap = 72;
const column = (width - 2 * margin - gap) / 2;

export const fateTones: Readonly<Record<Fate, Tone>> = {
  encrypted: 'good',
  clear: 'open',
  held: 'half',
  dropped: 'bad',
  refused: 'bad',
  unknown: 'half',
};

const fateWords: Readonly<Record<Fate, string>> = {
  encrypted: 'encrypted',
  clear: 'in clear',
  held: 'held',
  dropped: 'dropped',
  refused: 'refused',
  unknown: 'cannot be told',
};

const actionTones: Readonly<Partial<Record<StepAction, Tone>>> = {
  encrypted: 'good',
  decrypted: 'good',
  denied: 'bad',
  dropped: 'bad',
  refused: 'bad',
  held: 'half',
  unknown: 'half',
};

function toneOf({ action }: TraceStep): Tone {
  return actionTones[action] ?? 'plain';
}

/** One request or answer, with what it is. */
interface Act {
  readonly label: string;
  readonly trace: Trace;
}

function actsOf({ first, later }: Direction): readonly Act[] {
  const isSame = JSON.stringify(first) === JSON.stringify(later);
  const of = (exchange: Exchange, when: string): readonly Act[] => [
    { label: when === '' ? 'request' : `${when} request`, trace: exchange.request },
    ...(exchange.answer === undefined
      ? []
      : [{ label: when === '' ? 'answer' : `answer to the ${when} request`, trace: exchange.answer }]),
  ];
  return isSame ? of(first, '') : [...of(first, 'first'), ...of(later, 'later')];
}

function fateText({ fate, arrives, missing }: Trace): string {
  const end = arrives ? 'arrives' : 'does not arrive';
  return `${fateWords[fate]}, ${end}${missing === undefined ? '' : `: ${missing}`}`;
}

const protocols: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

function packetText({ from, to, packet }: Direction): string {
  const { protocol, destinationPort, source, destination } = packet;
  const port = destinationPort === undefined ? '' : ` ${destinationPort}`;
  return `${from} (${source}) to ${to} (${destination}), ${protocols[protocol] ?? `protocol ${protocol}`}${port}`;
}

function pathDrawing(explanation: TrafficExplanation): Drawing {
  const { there, back, assumed } = explanation;
  const title = `${there.from} and ${there.to}`;
  const shapes: Shape[] = [textShape(margin, 36, width - 2 * margin, title, { size: 18, bold: true })];
  let y = 56;
  for (const direction of [there, back]) {
    shapes.push(textShape(margin, y + 16, width - 2 * margin, packetText(direction), { size: 14, bold: true }));
    y += 30;
    for (const act of actsOf(direction)) {
      const drawn = actShapes(act, y);
      append(shapes, drawn.shapes);
      y = drawn.bottom + 18;
    }
    for (const { initiator, responder, outcome, text } of direction.negotiations) {
      const lines = wrapped(
        `${initiator} negotiates with ${responder}: ${outcome}; ${text}`,
        width - 2 * margin,
        { size: 12 },
        3,
      );
      for (const line of lines) {
        shapes.push(textShape(margin, y + 12, width - 2 * margin, line, { tone: outcome === 'up' ? 'good' : 'faint' }));
        y += 18;
      }
      y += 6;
    }
    y += 12;
  }
  for (const text of assumed) {
    shapes.push(textShape(margin, y + 12, width - 2 * margin, `taken for true: ${text}`, { tone: 'faint' }));
    y += 18;
  }
  return { width, height: y + 12, title, description: descriptionOf([there, back]), shapes };
}

function descriptionOf(directions: readonly Direction[]): string {
  return directions
    .flatMap((direction) => [
      `${packetText(direction)}.`,
      ...actsOf(direction).flatMap(({ label, trace }) => [
        `${label}: ${fateText(trace)}.`,
        ...trace.hops.flatMap(({ host, steps }) => steps.map(({ action, text }) => `${host}: ${action}, ${text}.`)),
      ]),
    ])
    .join(' ');
}

/** A request or an answer: its hosts side by side, the wire between them. */
function actShapes({ label, trace }: Act, top: number): { readonly shapes: readonly Shape[]; readonly bottom: number } {
  const tone = fateTones[trace.fate];
  const shapes: Shape[] = [
    { kind: 'box', x: margin, y: top, width: 16, height: 16, tone, hatched: true },
    textShape(margin + 24, top + 13, width - 2 * margin - 24, `${label}: ${fateText(trace)}`, { bold: true, tone }),
  ];
  const head = top + 26;
  const columns = trace.hops.map(({ host, release, steps }, i) => {
    const x = margin + (i % 2) * (column + gap);
    const name = release === undefined ? `${host}, no IPsec` : `${host}, libreswan ${release}`;
    shapes.push(textShape(x, head + 12, column, name, { tone: 'faint' }));
    let y = head + 20;
    const middles = steps.map((step) => {
      const drawn = stepShapes(step, x, y);
      append(shapes, drawn.shapes);
      const middle = (y + drawn.bottom) / 2;
      y = drawn.bottom + 8;
      return middle;
    });
    return { x, bottom: y, first: middles[0] ?? head, last: middles.at(-1) ?? head };
  });
  columns.slice(1).forEach((to, i) => {
    const from = columns[i];
    if (from === undefined) return;
    const [start, end] = from.x < to.x ? [from.x + column, to.x] : [from.x, to.x + column];
    const middle = (start + end) / 2;
    shapes.push({
      kind: 'line',
      points: [
        [start, from.last],
        [middle, from.last],
        [middle, to.first],
        [end, to.first],
      ],
      tone,
      arrow: true,
      title: fateText(trace),
    });
  });
  return { shapes, bottom: columns.reduce((most, { bottom }) => Math.max(most, bottom), head + 20) };
}

function stepShapes(
  step: TraceStep,
  x: number,
  y: number,
): { readonly shapes: readonly Shape[]; readonly bottom: number } {
  const inner = column - 20;
  const places = [step.at, ...(step.also ?? [])].flatMap((at) => (at === undefined ? [] : [placeText(at)])).slice(0, 3);
  const lines = wrapped(step.text, inner, { size: 12 }, 4);
  const height = 24 + lines.length * 17 + places.length * 16 + 4;
  return {
    shapes: [
      { kind: 'box', x, y, width: column, height, tone: toneOf(step), rounded: true },
      textShape(x + 10, y + 18, inner, step.action, { bold: true }),
      ...lines.map((line, i) => textShape(x + 10, y + 36 + i * 17, inner, line)),
      ...places.map((place, i) =>
        textShape(x + 10, y + 36 + lines.length * 17 + i * 16, inner, place, { size: 11, mono: true }),
      ),
    ],
    bottom: y + height,
  };
}

/** The requests as chains of steps, a cluster for each host. */
function pathGraph({ there, back }: TrafficExplanation): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const clusters: GraphCluster[] = [];
  for (const direction of [there, back])
    for (const { label, trace } of actsOf(direction)) {
      let last: string | undefined;
      for (const { host, steps } of trace.hops) {
        const cluster = `host${clusters.length}`;
        clusters.push({ id: cluster, label: `${host}: ${label}, ${fateText(trace)}` });
        steps.forEach((step, i) => {
          const id = `s${nodes.length}`;
          const place = step.at === undefined ? [] : [placeText(step.at)];
          nodes.push({ id, lines: [step.action, step.text, ...place], tone: toneOf(step), cluster });
          if (last !== undefined)
            edges.push({
              from: last,
              to: id,
              tone: i === 0 ? fateTones[trace.fate] : 'faint',
              ...(i === 0 ? { label: fateWords[trace.fate] } : {}),
            });
          last = id;
        });
      }
    }
  return { title: `${there.from} and ${there.to}`, directed: true, direction: 'TB', nodes, edges, clusters };
}
