/** The largest packet to scale, every header, and whose it is. */
import { append } from '../../bytes/append.ts';
import { sumBytes } from '../../esp/part.ts';
import type { WirePart } from '../../esp/wire.ts';
import type { Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { headShapes, legendShapes, tableShapes } from '../drawing/table.ts';
import { textWidth } from '../drawing/text-width.ts';
import type { Graph } from '../graph.ts';
import type { Picture } from '../picture.ts';

/** A packet as it lies on the wire, and the numbers that follow from it. */
export interface PacketValue {
  readonly title: string;
  readonly linkMtu: number;
  readonly tunnelMtu: number;
  /** The same as `tunnelMtu` where there is no overlay. */
  readonly overlayMtu: number;
  readonly parts: readonly WirePart[];
}

/** The packet. */
export const packetPicture: Picture<PacketValue> = { name: 'packet', drawing: packetDrawing, graph: packetGraph };

const width = 900;
const margin = 24;
/** Of every header; only the packet itself is cut. */
const perByte = 6;
const cut = 150;
const height = 44;
const letters = 'abcdefghiklnoprstuvxyz';

const tones: Readonly<Record<WirePart['of'], Tone>> = { ipsec: 'good', overlay: 'half', packet: 'plain' };

function isCut(part: WirePart): boolean {
  return part.of === 'packet' && part.bytes * perByte > cut;
}

function letterOf(i: number): string {
  return letters[i % letters.length] ?? 'a';
}

function packetDrawing(value: PacketValue): Drawing {
  const { title, parts, linkMtu } = value;
  const total = sumBytes(parts);
  const shapes: Shape[] = [
    ...headShapes(margin, width - 2 * margin, title, summaryOf(value)),
    textShape(margin, 88, width - 2 * margin, `the whole packet to scale, ${total} of ${linkMtu} bytes`, {
      tone: 'faint',
    }),
    ...wholeShapes(parts, total, 96),
    textShape(
      margin,
      148,
      width - 2 * margin,
      `its headers to scale, ${perByte} units a byte; the packet itself is cut short`,
      { tone: 'faint' },
    ),
  ];
  const ribbon = ribbonShapes(parts, 158);
  append(shapes, ribbon.shapes);
  let y = ribbon.bottom + 22;
  append(
    shapes,
    legendShapes(margin, y, [
      { tone: 'good', text: 'IPsec', width: 100 },
      { tone: 'half', text: 'overlay', width: 110 },
      { tone: 'plain', text: 'packet', width: 110 },
    ]),
  );
  y += 32;
  let offset = 0;
  const rows = parts.map((part, i) => {
    const row = [letterOf(i), `${offset}`, `${part.bytes}`, part.name, part.of === 'ipsec' ? 'IPsec' : part.of];
    offset += part.bytes;
    return row;
  });
  const table = tableShapes(
    margin,
    y,
    [
      { title: '', width: 40, bold: true },
      { title: 'offset', width: 90, anchor: 'end' },
      { title: 'bytes', width: 90, anchor: 'end' },
      { title: 'part', width: 450 },
      { title: 'of', width: 170, tone: 'faint' },
    ],
    rows,
  );
  append(shapes, table.shapes);
  const description = `${summaryOf(value)}. ${parts.map(({ name, bytes }) => `${name}: ${bytes} bytes`).join('; ')}.`;
  return { width, height: y + table.height + 16, title, description, shapes };
}

function summaryOf({ linkMtu, tunnelMtu, overlayMtu }: PacketValue): string {
  const overlay = overlayMtu === tunnelMtu ? '' : `, ${overlayMtu} in the overlay`;
  return `link MTU ${linkMtu}: ${tunnelMtu} bytes are left in the tunnel${overlay}`;
}

function wholeShapes(parts: readonly WirePart[], total: number, y: number): readonly Shape[] {
  const scale = (width - 2 * margin) / Math.max(1, total);
  let x = margin;
  return parts.map((part): Shape => {
    const box = { x, y, width: Math.max(0, part.bytes * scale), height: 24 };
    x += box.width;
    return {
      kind: 'box',
      ...box,
      tone: tones[part.of],
      hatched: part.of === 'overlay',
      title: `${part.name}: ${part.bytes} bytes`,
    };
  });
}

/** The parts as boxes, in as many rows as they need. */
function ribbonShapes(
  parts: readonly WirePart[],
  top: number,
): { readonly shapes: readonly Shape[]; readonly bottom: number } {
  const shapes: Shape[] = [];
  let [x, y] = [margin, top];
  parts.forEach((part, i) => {
    const length = isCut(part) ? cut : part.bytes * perByte;
    if (x > margin && x + length > width - margin) [x, y] = [margin, y + height + 10];
    const shown = Math.min(length, width - 2 * margin);
    if (part.bytes > 0)
      shapes.push({
        kind: 'box',
        x,
        y,
        width: shown,
        height,
        tone: tones[part.of],
        title: `${part.name}: ${part.bytes} bytes`,
      });
    const letter = letterOf(i);
    if (shown >= textWidth(letter, { size: 12, bold: true }))
      shapes.push(textShape(x + shown / 2, y + 18, shown, letter, { anchor: 'middle', bold: true }));
    const bytes = isCut(part) ? `… ${part.bytes} …` : `${part.bytes}`;
    if (shown >= textWidth(bytes, { size: 11 }))
      shapes.push(textShape(x + shown / 2, y + 35, shown, bytes, { anchor: 'middle', size: 11 }));
    x += shown;
  });
  return { shapes, bottom: y + height };
}

function packetGraph(value: PacketValue): Graph {
  return {
    title: `${value.title}: ${summaryOf(value)}`,
    directed: true,
    direction: 'LR',
    clusters: [],
    nodes: value.parts.map(({ name, bytes, of }, i) => ({
      id: `b${i}`,
      lines: [name, `${bytes} bytes`],
      tone: tones[of],
    })),
    edges: value.parts.slice(1).map((_, i) => ({ from: `b${i}`, to: `b${i + 1}`, tone: 'faint' })),
  };
}
