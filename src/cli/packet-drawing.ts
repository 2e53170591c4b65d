/** The largest packet as a drawing: a ribbon of boxes, to scale, and the list of its parts with offsets and bytes. */
import { sumBytes } from '../esp/part.ts';
import type { WirePart } from '../esp/wire.ts';
import type { Paint } from './terminal.ts';

/** Bytes that one column of the ribbon stands for; every header is drawn so long, only the packet itself is cut. */
const scale = 2;
/** Columns of the box of the packet, which is not to scale. */
const cutColumns = 14;
const width = 78;

const short: readonly (readonly [RegExp, string])[] = [
  [/IPv4 header$/, 'IPv4'],
  [/IPv6 header$/, 'IPv6'],
  [/^UDP/, 'UDP'],
  [/^ESP/, 'ESP'],
  [/^VXLAN/, 'VXL'],
  [/^Geneve header/, 'GNV'],
  [/^Geneve options/, 'opt'],
  [/Ethernet/, 'Ether'],
];

function columnsOf(part: WirePart): number {
  return part.of === 'packet' && !part.name.endsWith('header')
    ? cutColumns
    : Math.max(1, Math.round(part.bytes / scale));
}

function labelOf(part: WirePart): string {
  if (columnsOf(part) === cutColumns && part.of === 'packet') return ` ${part.bytes} `;
  return short.find(([pattern]) => pattern.test(part.name))?.[1] ?? part.name;
}

function colorOf(part: WirePart, paint: Paint): (text: string) => string {
  return part.of === 'ipsec' ? paint.info : part.of === 'overlay' ? paint.warning : paint.strong;
}

/** The boxes, the whole packet on one line, and the list of the parts. */
export function drawPacket(parts: readonly WirePart[], paint: Paint): string {
  return [drawRibbon(parts, paint), drawWhole(parts, paint), listParts(parts, paint)].join('\n');
}

/** The whole packet to scale, nothing cut: what is taken beside what is left. */
function drawWhole(parts: readonly WirePart[], paint: Paint): string {
  const bytes = Math.max(1, Math.ceil(sumBytes(parts) / width));
  let end = 0;
  let drawn = 0;
  const bar = parts.map((part) => {
    end += part.bytes;
    const columns = Math.round(end / bytes) - drawn;
    drawn += columns;
    return colorOf(part, paint)((part.of === 'packet' ? '.' : part.of === 'ipsec' ? '#' : '=').repeat(columns));
  });
  return `${bar.join('')}\n${paint.faint(`the whole of it, one column is ${bytes} bytes: # IPsec, = overlay, . packet`)}\n`;
}

/** The parts as boxes; what does not fit into a line goes on in the next. */
function drawRibbon(parts: readonly WirePart[], paint: Paint): string {
  const rows: WirePart[][] = [[]];
  let used = 0;
  for (const part of parts) {
    const columns = columnsOf(part);
    if (used + columns > width) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1]?.push(part);
    used += columns;
  }
  return rows
    .map((row, i) => {
      const last = i === rows.length - 1;
      const edge = row.map((part) => colorOf(part, paint)(`+${edgeOf(part)}`)).join('');
      const body = row.map((part) => colorOf(part, paint)(`|${bodyOf(part)}`)).join('');
      return `${edge}${last ? '+' : '…'}\n${body}${last ? '|' : '…'}\n${edge}${last ? '+' : '…'}\n`;
    })
    .join('');
}

function edgeOf(part: WirePart): string {
  const columns = columnsOf(part) - 1;
  if (!isCut(part)) return '-'.repeat(columns);
  return `${'-'.repeat(5)}//${'-'.repeat(columns - 7)}`;
}

function bodyOf(part: WirePart): string {
  const columns = columnsOf(part) - 1;
  const label = labelOf(part).slice(0, columns);
  return isCut(part) ? label.padStart(Math.ceil((columns + label.length) / 2)).padEnd(columns) : label.padEnd(columns);
}

function isCut(part: WirePart): boolean {
  return part.of === 'packet' && !part.name.endsWith('header');
}

/** One row a part: where it begins, how long it is, what it is, and a bar to scale. */
function listParts(parts: readonly WirePart[], paint: Paint): string {
  let offset = 0;
  const rows = parts.map((part) => {
    const bar = isCut(part)
      ? `${'.'.repeat(9)}//${'.'.repeat(9)}`
      : (part.of === 'overlay' ? '=' : '#').repeat(Math.max(1, Math.round(part.bytes / scale)));
    const row = `${String(offset).padStart(7)}${String(part.bytes).padStart(7)}  ${part.name.padEnd(30)}  ${colorOf(part, paint)(bar)}`;
    offset += part.bytes;
    return row;
  });
  return [
    ` offset  bytes  part                            ${paint.faint(`one column is ${scale} bytes, // is cut short`)}`,
    ...rows,
    `${String(sumBytes(parts)).padStart(7)}         end of the packet on the wire`,
    '',
  ].join('\n');
}
