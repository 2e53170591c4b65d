/**
 * The MTU of a pair of hosts: what is left for packets in the tunnel and in the overlay on top of it, with the names and
 * lengths of everything that is not.
 */

import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import type { Family } from '../net/address.ts';
import { type EspWrapping, type IpsecMode, innerMtu, overheadParts } from './mtu.ts';
import { type Overlay, overlayParts } from './overlay.ts';
import { headerBytes, type MtuPart, sumBytes } from './part.ts';
import type { EspTransform } from './transform.ts';

/** Overlays on top of each other, outermost first; empty for none. */
export type OverlayStack = readonly Overlay[];

/** What the MTU is asked of. */
export interface MtuQuestion {
  /** Largest IP packet on the link between the hosts, in bytes, without the link's own header. */
  readonly linkMtu: number;
  readonly mode: IpsecMode;
  /** The family of the hosts' addresses. */
  readonly outer: Family;
  /** The family of the innermost packet: the pod's where there is an overlay. */
  readonly inner: Family;
  readonly udpEncapsulation: boolean;
  /** What the two ends may come to select: one for each direction of initiation and each release that they may run. */
  readonly selected: readonly [EspTransform, ...EspTransform[]];
  /** Everything that both ends would accept. */
  readonly accepted: readonly EspTransform[];
  /** Overlays side by side, each a stack of its own. */
  readonly overlays: readonly OverlayStack[];
}

/** The largest TCP segment that fits a packet: the MTU less an IP and a TCP header without options (RFC 6691 §2). */
export interface Mss {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** The answer, as in the JSON of `swanmesh mtu`. All numbers are bytes. */
export interface MtuAnswer {
  readonly linkMtu: number;
  /** Largest packet in the tunnel for the transform that is selected; over several, the smallest. */
  readonly tunnelMtu: number;
  /** Largest packet in the tunnel whichever of the accepted transforms is used. */
  readonly floorMtu: number;
  /** `tunnelMtu` less the headers of the overlay; the same as `tunnelMtu` without one. */
  readonly overlayMtu: number;
  /** `floorMtu` less the headers of the overlay. */
  readonly floorOverlayMtu: number;
  /** `linkMtu - tunnelMtu`: the sum of `parts`. */
  readonly overhead: number;
  /** What IPsec takes, in the order of the wire. */
  readonly parts: readonly MtuPart[];
  /** What the overlay takes, outermost first; of several side by side, of the largest. */
  readonly overlayParts: readonly MtuPart[];
  /** The transform that gives `tunnelMtu`. */
  readonly transform: string;
  /** The transform that gives `floorMtu`. */
  readonly floorTransform: string;
  /** For TCP in the overlay; in the tunnel where there is no overlay. */
  readonly mss: Mss;
}

/** The largest TCP segments for packets of `mtu` bytes. */
export function mssOf(mtu: number): Mss {
  return { ipv4: mtu - headerBytes.ipv4 - 20, ipv6: mtu - headerBytes.ipv6 - 20 };
}

/** The headers of the stack that adds most, outermost first: of several overlays side by side the smallest MTU counts. */
export function largestOverlay(stacks: readonly OverlayStack[], hosts: Family): readonly MtuPart[] {
  return stacks
    .map((stack) => stack.flatMap((overlay) => overlayParts(overlay, hosts)))
    .reduce<readonly MtuPart[]>((most, parts) => (sumBytes(parts) > sumBytes(most) ? parts : most), []);
}

/**
 * The MTU in the tunnel and in the overlay. Total: {@link checkMtu} says whether the numbers can be used.
 *
 * @example
 * const aes = espTransform('AES_CBC', 'HMAC_SHA2_256_128');
 * if (aes !== undefined) mtuAnswer({ linkMtu: 1500, mode: 'tunnel', outer: 'ipv4', inner: 'ipv4', udpEncapsulation: false,
 *   selected: [aes], accepted: [aes], overlays: [[vxlan]] }) // { tunnelMtu: 1438, overlayMtu: 1388, overhead: 62, … }
 */
export function mtuAnswer(question: MtuQuestion): MtuAnswer {
  const { linkMtu, outer, selected, accepted } = question;
  const wrapping = (transform: EspTransform): EspWrapping => ({ ...question, transform });
  const smallest = (first: EspTransform, others: readonly EspTransform[]): EspTransform =>
    others.reduce(
      (least, other) => (innerMtu(wrapping(other), linkMtu) < innerMtu(wrapping(least), linkMtu) ? other : least),
      first,
    );
  const transform = smallest(selected[0], selected);
  const floorTransform = smallest(transform, accepted);
  const tunnelMtu = innerMtu(wrapping(transform), linkMtu);
  const floorMtu = innerMtu(wrapping(floorTransform), linkMtu);
  const overlay = largestOverlay(question.overlays, outer);
  const overlayMtu = tunnelMtu - sumBytes(overlay);
  return {
    linkMtu,
    tunnelMtu,
    floorMtu,
    overlayMtu,
    floorOverlayMtu: floorMtu - sumBytes(overlay),
    overhead: linkMtu - tunnelMtu,
    parts: overheadParts(wrapping(transform), linkMtu),
    overlayParts: overlay,
    transform: transform.name,
    floorTransform: floorTransform.name,
    mss: mssOf(overlayMtu),
  };
}

/** How the packets are wrapped that give `tunnelMtu`. */
export function answerWrapping(question: MtuQuestion, { transform: name }: MtuAnswer): EspWrapping {
  const transform = question.selected.find((one) => one.name === name) ?? question.selected[0];
  return { ...question, transform };
}

/** The smallest MTU that a family works with: every IPv4 link carries 68 bytes (RFC 791 §3.2), every IPv6 link 1280 (RFC 8200 §5). */
export const minimumMtu: Readonly<Record<Family, number>> = { ipv4: 68, ipv6: 1280 };

const familyName: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/**
 * What must be known before the numbers are used.
 *
 * Gives `mtu/link-mtu` (the link is too small for its family, or larger than any packet), `mtu/too-small` (what is left is
 * below the minimum of the family inside: 1280 for IPv6), `mtu/transport-family` (transport mode cannot change the
 * family), `mtu/floor-differs` (a warning: the ends would also accept a transform that leaves less).
 *
 * @param at - where the MTU of the link is said
 * @param espAt - where the proposals are said
 */
export function checkMtu(
  question: MtuQuestion,
  answer: MtuAnswer,
  at: Place = valueAt(),
  espAt: Place = at,
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const { linkMtu, mode, outer, inner, overlays } = question;
  const hasOverlay = overlays.some((stack) => stack.length > 0);
  if (!Number.isInteger(linkMtu) || linkMtu < minimumMtu[outer] || linkMtu > 65_535) {
    findings.push(
      diagnostic(
        'mtu/link-mtu',
        at,
        `link MTU under ${familyName[outer]} must be from ${minimumMtu[outer]} to 65535 bytes, not ${linkMtu}`,
        { hint: 'take the number that `ip link` shows for the interface, such as 1500' },
      ),
    );
    return findings;
  }
  if (mode === 'transport' && outer !== inner && !hasOverlay) {
    findings.push(
      diagnostic(
        'mtu/transport-family',
        at,
        `packets in transport mode must be ${familyName[outer]} as on the wire, not ${familyName[inner]}`,
        { hint: 'use type: tunnel, or give the same family inside and outside' },
      ),
    );
  }
  const needs = (family: Family, mtu: number, where: string): void => {
    if (mtu >= minimumMtu[family]) return;
    findings.push(
      diagnostic(
        'mtu/too-small',
        at,
        `MTU ${where} must be at least ${minimumMtu[family]} for ${familyName[family]}, but only ${mtu} bytes are left of ${linkMtu}`,
        { hint: 'raise the link MTU, or choose a transform that adds less' },
      ),
    );
  };
  if (hasOverlay) needs(outer, answer.floorMtu, 'in the tunnel');
  needs(inner, answer.floorOverlayMtu, hasOverlay ? 'in the overlay' : 'in the tunnel');
  if (answer.floorMtu < answer.tunnelMtu) {
    findings.push(
      diagnostic(
        'mtu/floor-differs',
        espAt,
        `the MTU of an ${familyName[outer]} tunnel is ${answer.tunnelMtu} with ${answer.transform}, but both ends would also accept ${answer.floorTransform}, which leaves ${answer.floorMtu}`,
        { hint: 'write esp: with one transform, so that one number is true' },
      ),
    );
  }
  return findings;
}
