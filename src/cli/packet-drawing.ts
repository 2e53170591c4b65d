/** The largest packet as a drawing: a ribbon of boxes, to scale, and the list of its parts with offsets and bytes. */
import { sumBytes } from '../esp/part.ts';
import type { WirePart } from '../esp/wire.ts';
import { joinSafe, padLeft, padRight, printable, repeated, type SafeText, safe } from './safe-text.ts';
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

function colorOf(part: WirePart, paint: Paint): (text: SafeText) => SafeText {
  return part.of === 'ipsec' ? paint.info : part.of === 'overlay' ? paint.warning : paint.strong;
}

/** The boxes, the whole packet on one line, and the list of the parts. */
export function drawPacket(parts: readonly WirePart[], paint: Paint): SafeText {
  return joinSafe([drawRibbon(parts, paint), drawWhole(parts, paint), listParts(parts, paint)], '\n');
}

/** The whole packet to scale, nothing cut: what is taken beside what is left. */
function drawWhole(parts: readonly WirePart[], paint: Paint): SafeText {
  const bytes = Math.max(1, Math.ceil(sumBytes(parts) / width));
  let end = 0;
  let drawn = 0;
  const bar = parts.map((part) => {
    end += part.bytes;
    const columns = Math.round(end / bytes) - drawn;
    drawn += columns;
    return colorOf(part, paint)(repeated(part.of === 'packet' ? '.' : part.of === 'ipsec' ? '#' : '=', columns));
  });
  const scaleText = safe`the whole of it, one column is ${bytes} bytes: # IPsec, = overlay, . packet`;
  return safe`${joinSafe(bar)}\n${paint.faint(scaleText)}\n`;
}

/** The parts as boxes; what does not fit into a line goes on in the next. */
function drawRibbon(parts: readonly WirePart[], paint: Paint): SafeText {
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
  const drawn = rows.map((row, i) => {
    const isLast = i === rows.length - 1;
    const [corner, side] = isLast ? [safe`+`, safe`|`] : [safe`…`, safe`…`];
    const edge = joinSafe(row.map((part) => colorOf(part, paint)(safe`+${edgeOf(part)}`)));
    const body = joinSafe(row.map((part) => colorOf(part, paint)(safe`|${bodyOf(part)}`)));
    return safe`${edge}${corner}\n${body}${side}\n${edge}${corner}\n`;
  });
  return joinSafe(drawn);
}

function edgeOf(part: WirePart): SafeText {
  const columns = columnsOf(part) - 1;
  if (!isCut(part)) return repeated('-', columns);
  return safe`${repeated('-', 5)}//${repeated('-', columns - 7)}`;
}

function bodyOf(part: WirePart): SafeText {
  const columns = columnsOf(part) - 1;
  const label = printable(labelOf(part).slice(0, columns));
  return padRight(isCut(part) ? padLeft(label, Math.ceil((columns + label.length) / 2)) : label, columns);
}

function isCut(part: WirePart): boolean {
  return part.of === 'packet' && !part.name.endsWith('header');
}

/** One row a part: where it begins, how long it is, what it is, and a bar to scale. */
function listParts(parts: readonly WirePart[], paint: Paint): SafeText {
  let offset = 0;
  const rows = parts.map((part) => {
    const bar = isCut(part)
      ? safe`${repeated('.', 9)}//${repeated('.', 9)}`
      : repeated(part.of === 'overlay' ? '=' : '#', Math.max(1, Math.round(part.bytes / scale)));
    const row = safe`${padLeft(offset, 7)}${padLeft(part.bytes, 7)}  ${padRight(printable(part.name), 30)}  ${colorOf(part, paint)(bar)}`;
    offset += part.bytes;
    return row;
  });
  const key = paint.faint(safe`one column is ${scale} bytes, // is cut short`);
  return joinSafe(
    [
      safe` offset  bytes  part                            ${key}`,
      ...rows,
      safe`${padLeft(sumBytes(parts), 7)}         end of the packet on the wire`,
      safe``,
    ],
    '\n',
  );
}
