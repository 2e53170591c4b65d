/** The answers of `swanmesh mtu` for people. */
import { answerWrapping, type MtuAnswer, type MtuQuestion } from '../esp/answer.ts';
import { knownOverheads } from '../esp/known-overheads.ts';
import { wireBytes } from '../esp/mtu.ts';
import { sumBytes } from '../esp/part.ts';
import { wireParts } from '../esp/wire.ts';
import type { MeshMtu } from '../mesh/mtu.ts';
import { drawPacket } from './packet-drawing.ts';
import { joinSafe, padLeft, printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** The smallest link MTU that leaves `want` bytes in the overlay, or in the tunnel without one. */
export function linkNeeded(question: MtuQuestion, answer: MtuAnswer, want: number): number {
  return wireBytes(answerWrapping(question, answer), want + sumBytes(answer.overlayParts));
}

const familyName = { ipv4: safe`IPv4`, ipv6: safe`IPv6` } as const;

function placeText({ mode, outer, udpEncapsulation, linkMtu }: MtuQuestion): SafeText {
  return safe`${printable(mode)} mode${udpEncapsulation ? safe` in UDP` : safe``}, hosts on ${familyName[outer]}, link MTU ${linkMtu}`;
}

/** One answer: the packet drawn, the numbers below it. */
export function answerText(question: MtuQuestion, answer: MtuAnswer, paint: Paint): SafeText {
  const { linkMtu } = question;
  const parts = wireParts(answerWrapping(question, answer), linkMtu, answer.overlayParts);
  const title = safe`${paint.strong(printable(answer.transform))}, ${placeText(question)}`;
  if (parts.some(({ bytes }) => bytes < 0)) return safe`${title}\n\nno packet fits\n`;
  const unused = linkMtu - sumBytes(parts);
  const overlay = sumBytes(answer.overlayParts);
  const rows = [
    title,
    safe``,
    drawPacket(parts, paint),
    ...(unused > 0
      ? [safe`${unused} of ${linkMtu} bytes stay unused: what is encrypted grows by whole blocks`, safe``]
      : []),
    safe`tunnel MTU   ${paint.strong(answer.tunnelMtu)}   ${answer.overhead} bytes for IPsec`,
  ];
  if (overlay > 0) rows.push(safe`overlay MTU  ${paint.strong(answer.overlayMtu)}   ${overlay} more for the overlay`);
  if (answer.floorMtu < answer.tunnelMtu) {
    const inOverlay = overlay > 0 ? safe`, ${answer.floorOverlayMtu} in the overlay` : safe``;
    rows.push(
      safe`at the least ${paint.strong(answer.floorMtu)}${inOverlay}   if ${printable(answer.floorTransform)} is selected`,
    );
  }
  rows.push(safe`TCP MSS      ${answer.mss.ipv4} over IPv4, ${answer.mss.ipv6} over IPv6`, safe``);
  return joinSafe(rows, '\n');
}

/** The classes of a mesh, where there are several, and what is safe for all. */
export function clusterText({ classes, cluster }: MeshMtu, hasOverlay: boolean, paint: Paint): SafeText {
  const rows: SafeText[] = [];
  if (classes.length > 1) {
    rows.push(safe`pairs  link  tunnel  floor  overlay  transform, for example`);
    for (const one of classes) {
      const numbers = [
        padLeft(one.pairs, 5),
        padLeft(one.linkMtu, 4),
        padLeft(one.tunnelMtu, 6),
        padLeft(one.floorMtu, 5),
        padLeft(one.overlayMtu, 7),
      ];
      const where = safe`${one.udpEncapsulation ? safe` in UDP` : safe``} over ${familyName[one.family]}`;
      rows.push(
        safe`${joinSafe(numbers, '  ')}  ${printable(one.transform)}${where}, ${printable(one.example.join(' and '))}`,
      );
    }
    rows.push(safe``);
  }
  const what = hasOverlay ? safe`MTU for the overlay network` : safe`MTU for what goes through the tunnels`;
  const pairs = classes.reduce((sum, one) => sum + one.pairs, 0);
  rows.push(safe`${what}, safe for all ${pairs} pairs: ${paint.strong(cluster?.overlayMtu ?? safe`-`)}`);
  if (cluster !== undefined && cluster.floorOverlayMtu < cluster.overlayMtu)
    rows.push(safe`whatever the ends select: ${paint.strong(cluster.floorOverlayMtu)}`);
  return safe`${joinSafe(rows, '\n')}\n`;
}

/** One line of the comparison of all transforms. */
export interface Compared {
  readonly transform: string;
  readonly overhead: number;
  readonly tunnelMtu: number;
  readonly overlayMtu: number;
}

/** All transforms on one link, and the constants that other programs subtract. */
export function comparisonText(question: MtuQuestion, transforms: readonly Compared[], paint: Paint): SafeText {
  const rows = [
    placeText(question),
    safe``,
    safe`overhead  tunnel MTU  overlay MTU  transform`,
    ...transforms.map(({ transform, overhead, tunnelMtu, overlayMtu }) =>
      joinSafe(
        [padLeft(overhead, 8), paint.strong(padLeft(tunnelMtu, 10)), padLeft(overlayMtu, 11), printable(transform)],
        '  ',
      ),
    ),
    safe``,
    safe`Constants that other programs subtract, and the case in which each is exact:`,
    ...knownOverheads().flatMap(({ bytes, user, exactly, elsewhere }) => [
      safe`${padLeft(bytes, 8)}  ${printable(user)}`,
      safe`          exact: ${printable(exactly)}`,
      safe`          else: ${printable(elsewhere)}`,
    ]),
    safe``,
  ];
  return joinSafe(rows, '\n');
}
