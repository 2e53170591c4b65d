/** The answers of `swanmesh mtu` for people. */
import type { MtuAnswer, MtuQuestion } from '../esp/answer.ts';
import { knownOverheads } from '../esp/known-overheads.ts';
import { type EspWrapping, wireBytes } from '../esp/mtu.ts';
import { sumBytes } from '../esp/part.ts';
import { wireParts } from '../esp/wire.ts';
import type { MeshMtu } from '../mesh/mtu.ts';
import { drawPacket } from './packet-drawing.ts';
import type { Paint } from './terminal.ts';

/** The smallest link MTU that leaves `want` bytes in the overlay, or in the tunnel without one. */
export function linkNeeded(question: MtuQuestion, answer: MtuAnswer, want: number): number {
  return wireBytes(wrappingOf(question, answer), want + sumBytes(answer.overlayParts));
}

function wrappingOf(question: MtuQuestion, { transform: name }: MtuAnswer): EspWrapping {
  const transform = question.selected.find((one) => one.name === name) ?? question.selected[0];
  return { ...question, transform };
}

const familyName = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

function placeText({ mode, outer, udpEncapsulation, linkMtu }: MtuQuestion): string {
  return `${mode} mode${udpEncapsulation ? ' in UDP' : ''}, hosts on ${familyName[outer]}, link MTU ${linkMtu}`;
}

/** One answer: the packet drawn, the numbers below it. */
export function answerText(question: MtuQuestion, answer: MtuAnswer, paint: Paint): string {
  const { linkMtu } = question;
  const parts = wireParts(wrappingOf(question, answer), linkMtu, answer.overlayParts);
  const title = `${paint.strong(answer.transform)}, ${placeText(question)}`;
  if (parts.some(({ bytes }) => bytes < 0)) return `${title}\n\nno packet fits\n`;
  const unused = linkMtu - sumBytes(parts);
  const overlay = sumBytes(answer.overlayParts);
  const rows = [
    title,
    '',
    drawPacket(parts, paint),
    ...(unused > 0 ? [`${unused} of ${linkMtu} bytes stay unused: what is encrypted grows by whole blocks`, ''] : []),
    `tunnel MTU   ${paint.strong(String(answer.tunnelMtu))}   ${answer.overhead} bytes for IPsec`,
  ];
  if (overlay > 0)
    rows.push(`overlay MTU  ${paint.strong(String(answer.overlayMtu))}   ${overlay} more for the overlay`);
  if (answer.floorMtu < answer.tunnelMtu) {
    const inOverlay = overlay > 0 ? `, ${answer.floorOverlayMtu} in the overlay` : '';
    rows.push(
      `at the least ${paint.strong(String(answer.floorMtu))}${inOverlay}   if ${answer.floorTransform} is selected`,
    );
  }
  rows.push(`TCP MSS      ${answer.mss.ipv4} over IPv4, ${answer.mss.ipv6} over IPv6`, '');
  return rows.join('\n');
}

/** The classes of a mesh, where there are several, and what is safe for all. */
export function clusterText({ classes, cluster }: MeshMtu, hasOverlay: boolean, paint: Paint): string {
  const rows: string[] = [];
  if (classes.length > 1) {
    rows.push('pairs  link  tunnel  floor  overlay  transform, for example');
    for (const one of classes) {
      const numbers = [
        String(one.pairs).padStart(5),
        String(one.linkMtu).padStart(4),
        String(one.tunnelMtu).padStart(6),
        String(one.floorMtu).padStart(5),
        String(one.overlayMtu).padStart(7),
      ];
      const where = `${one.udpEncapsulation ? ' in UDP' : ''} over ${familyName[one.family]}`;
      rows.push(`${numbers.join('  ')}  ${one.transform}${where}, ${one.example.join(' and ')}`);
    }
    rows.push('');
  }
  const what = hasOverlay ? 'MTU for the overlay network' : 'MTU for what goes through the tunnels';
  const pairs = classes.reduce((sum, one) => sum + one.pairs, 0);
  rows.push(`${what}, safe for all ${pairs} pairs: ${paint.strong(String(cluster?.overlayMtu ?? '-'))}`);
  if (cluster !== undefined && cluster.floorOverlayMtu < cluster.overlayMtu)
    rows.push(`whatever the ends select: ${paint.strong(String(cluster.floorOverlayMtu))}`);
  return `${rows.join('\n')}\n`;
}

/** One line of the comparison of all transforms. */
export interface Compared {
  readonly transform: string;
  readonly overhead: number;
  readonly tunnelMtu: number;
  readonly overlayMtu: number;
}

/** All transforms on one link, and the constants that other programs subtract. */
export function comparisonText(question: MtuQuestion, transforms: readonly Compared[], paint: Paint): string {
  return [
    placeText(question),
    '',
    'overhead  tunnel MTU  overlay MTU  transform',
    ...transforms.map(({ transform, overhead, tunnelMtu, overlayMtu }) =>
      [
        String(overhead).padStart(8),
        paint.strong(String(tunnelMtu).padStart(10)),
        String(overlayMtu).padStart(11),
        transform,
      ].join('  '),
    ),
    '',
    'Constants that other programs subtract, and the case in which each is exact:',
    ...knownOverheads().flatMap(({ bytes, user, exactly, elsewhere }) => [
      `${String(bytes).padStart(8)}  ${user}`,
      `          exact: ${exactly}`,
      `          else: ${elsewhere}`,
    ]),
    '',
  ].join('\n');
}
