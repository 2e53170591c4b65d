import { type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { checkMtu, type MtuAnswer, mtuAnswer, type OverlayStack } from '../esp/answer.ts';
import type { Platform } from '../libreswan/platform.ts';
import { readProposals } from '../libreswan/proposal/read.ts';
import { pairTransforms } from '../libreswan/proposal/select.ts';
import { newestRelease, readReleaseRange } from '../libreswan/release.ts';
import type { Family } from '../net/address.ts';

/** Two hosts that are set up alike, as far as the MTU depends on it. */
export interface MtuParameters {
  /** Largest IP packet on the link, in bytes, without the link's own header; 1500 when omitted. */
  readonly linkMtu?: number;
  /** The value of `esp=`; the release's defaults when omitted. */
  readonly esp?: string;
  /** The release, or a range of them such as `4.3..5.2`; the newest known when omitted. */
  readonly libreswan?: string;
  /** Whose packages; `upstream` when omitted. */
  readonly platform?: Platform;
  /** `tunnel` when omitted. */
  readonly type?: 'tunnel' | 'transport';
  /** The family of the hosts' addresses; IPv4 when omitted. */
  readonly outer?: Family;
  /** The family of the innermost packet; that of the hosts when omitted. */
  readonly inner?: Family;
  /** Whether ESP goes in UDP; `false` when omitted. */
  readonly udpEncapsulation?: boolean;
  /** Overlays side by side, each a stack, outermost first; none when omitted. */
  readonly overlays?: readonly OverlayStack[];
}

/**
 * The MTU in the tunnel between two hosts that are set up alike, every byte named.
 *
 * Fails with the codes of `readReleaseRange`, `readProposals`, `pairTransforms` and `checkMtu`, at the parameter's name.
 *
 * @example
 * const mtu = mtuOf({ esp: 'aes256-sha2_256', libreswan: '4.10', overlays: [[vxlan]] });
 * if (mtu.kind === 'ok') mtu.value.overlayMtu // 1388
 * @see RFC 4303 §2
 */
export function mtuOf(parameters: MtuParameters): Result<MtuAnswer> {
  const { linkMtu = 1500, type = 'tunnel', outer = 'ipv4', inner = outer, platform = 'upstream' } = parameters;
  const at = valueAt('esp');
  const releases = readReleaseRange(parameters.libreswan ?? newestRelease, valueAt('libreswan'));
  if (releases.kind === 'failed') return releases;
  const esp = parameters.esp === undefined ? undefined : readProposals(parameters.esp, 'esp', releases.value, at);
  if (esp?.kind === 'failed') return esp;
  const end = { releases: releases.value, platform, truncbug: false, ...(esp === undefined ? {} : { esp: esp.value }) };
  const transforms = pairTransforms(end, end, at);
  if (transforms.kind === 'failed') return transforms;
  const question = {
    linkMtu,
    mode: type,
    outer,
    inner,
    udpEncapsulation: parameters.udpEncapsulation ?? false,
    overlays: parameters.overlays ?? [],
    ...transforms.value,
  };
  const answer = mtuAnswer(question);
  return settle(() => answer, [...releases.findings, ...checkMtu(question, answer, valueAt('linkMtu'), at)]);
}
