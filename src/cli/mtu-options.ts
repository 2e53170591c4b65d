/** The words of `swanmesh mtu` as the question that they ask. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { valueAt } from '../diagnostics/diagnostic.ts';
import { ahTransforms } from '../esp/ah.ts';
import type { MtuQuestion, OverlayStack } from '../esp/answer.ts';
import { customOverlay, geneve, type Overlay, vxlan } from '../esp/overlay.ts';
import { espTransforms } from '../esp/transform.ts';
import { type Platform, platforms } from '../libreswan/platform.ts';
import { readProposals } from '../libreswan/proposal/read.ts';
import { pairTransforms } from '../libreswan/proposal/select.ts';
import { newestRelease, readReleaseRange } from '../libreswan/release.ts';
import type { MtuClass } from '../mesh/mtu.ts';
import type { Family } from '../net/address.ts';
import { UsageError } from './exit.ts';

/** What the command line says; absent is not said. */
export interface MtuOptions {
  readonly linkMtu?: number;
  readonly outer?: Family;
  readonly inner?: Family;
  readonly type?: 'tunnel' | 'transport';
  readonly esp?: string;
  readonly encapsulation?: 'yes' | 'no' | 'auto';
  readonly overlay?: readonly OverlayStack[];
  readonly libreswan?: string;
  readonly platform?: Platform;
  readonly sha2Truncbug?: boolean;
  readonly want?: number;
  readonly all?: boolean;
}

/** Adds the options that say what a link and its conns are like. */
export function withLinkOptions(command: Command): Command {
  const families = ['ipv4', 'ipv6'];
  return command
    .option('--link-mtu <bytes>', "MTU of the hosts' links (1500)", readBytes)
    .addOption(new Option('--outer <family>', "family of the hosts' addresses (ipv4)").choices(families))
    .addOption(new Option('--inner <family>', 'family of the innermost packet (that of --outer)').choices(families))
    .addOption(new Option('--type <mode>', 'mode of the conns (tunnel)').choices(['tunnel', 'transport']))
    .option('--esp <proposals>', 'as in esp=, such as aes256-sha2_256; without it, the defaults of the release')
    .addOption(new Option('--encapsulation <when>', 'ESP in UDP (no)').choices(['yes', 'no', 'auto']))
    .option(
      '--overlay <headers>',
      'vxlan, geneve, geneve:8, NAME=22, none; a,b is b in a; again: side by side',
      readOverlays,
    )
    .option('--libreswan <release>', 'whose defaults and spelling count, when no inventory says it')
    .addOption(new Option('--platform <name>', 'the same for the platform').choices(platforms))
    .option('--sha2-truncbug', 'SHA2-256 cut to 96 bits, as with sha2-truncbug=yes');
}

/** Reads a whole number of bytes. */
export function readBytes(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('must be a number of bytes, such as 1500');
  return Number(text);
}

/**
 * Reads overlays: `vxlan`, `geneve`, `geneve:8` (bytes of options), `NAME=22` (all bytes behind its IP header), `none`;
 * with commas one in the other, outermost first. Said several times: side by side.
 */
export function readOverlays(text: string, before: readonly OverlayStack[] = []): readonly OverlayStack[] {
  const stack = text.split(',').flatMap((word): readonly Overlay[] => {
    if (word === 'none') return [];
    if (word === 'vxlan') return [vxlan];
    const [, options] = /^geneve(?::(\d{1,3}))?$/.exec(word) ?? [undefined, undefined];
    if (word.startsWith('geneve') && (word === 'geneve' || options !== undefined)) {
      const bytes = Number(options ?? 0);
      if (bytes % 4 !== 0 || bytes > 252)
        throw new InvalidArgumentError('Geneve options must be a multiple of 4, at most 252 bytes');
      return [geneve(bytes)];
    }
    const custom = /^([A-Za-z0-9._-]{1,64})=(\d{1,4})$/.exec(word);
    if (custom === null)
      throw new InvalidArgumentError(
        'must be none, vxlan, geneve, geneve:OPTIONBYTES or NAME=BYTES, with commas one in the other',
      );
    return [customOverlay(custom[1] ?? '', Number(custom[2]))];
  });
  return [...before, stack];
}

/** The question without an inventory; what was not said is what libreswan does by itself over Ethernet. */
export function questionOf(options: MtuOptions): { readonly question: MtuQuestion; readonly notes: readonly string[] } {
  const { linkMtu = 1500, outer = 'ipv4', type = 'tunnel', overlay = [] } = options;
  const { selected, accepted, notes } = transformsOf(options);
  return {
    question: {
      linkMtu,
      mode: type,
      outer,
      inner: options.inner ?? outer,
      udpEncapsulation: options.encapsulation === 'yes',
      selected,
      accepted,
      overlays: overlay,
    },
    notes,
  };
}

function transformsOf({
  esp,
  libreswan,
  platform = 'upstream',
  sha2Truncbug = false,
}: MtuOptions): Pick<MtuQuestion, 'selected' | 'accepted'> & { readonly notes: readonly string[] } {
  const byName = espTransforms.find(({ name }) => name === esp?.toUpperCase());
  if (byName !== undefined) return { selected: [byName], accepted: [byName], notes: [] };
  const at = valueAt('--libreswan');
  const range = readReleaseRange(libreswan ?? newestRelease, at);
  if (range.kind === 'failed') throw new UsageError(sentences(range.findings));
  const proposals = esp === undefined ? undefined : readProposals(esp, 'esp', range.value, valueAt('--esp'));
  if (proposals?.kind === 'failed') throw new UsageError(sentences(proposals.findings));
  const end = {
    releases: range.value,
    platform,
    truncbug: sha2Truncbug,
    ...(proposals === undefined ? {} : { esp: proposals.value }),
  };
  const found = pairTransforms(end, end, valueAt('--esp'));
  if (found.kind === 'failed') throw new UsageError(sentences(found.findings));
  const notes =
    esp === undefined
      ? [
          `no --esp: the defaults of libreswan ${libreswan ?? newestRelease}${platform === 'upstream' ? '' : ` on ${platform}`}`,
        ]
      : [];
  return { selected: found.value.selected, accepted: found.value.accepted, notes };
}

/** Findings as the message of a usage error. */
export function sentences(findings: readonly { readonly message: string; readonly hint?: string }[]): string {
  const all = findings.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`));
  return [...new Set(all)].join('; ');
}

/** The question that a class of pairs answers. */
export function questionOfClass(
  { linkMtu, type, family, udpEncapsulation, transform: name }: MtuClass,
  overlays: readonly OverlayStack[],
): MtuQuestion {
  const transform = [...espTransforms, ...ahTransforms].find((one) => one.name === name) ?? espTransforms[0];
  if (transform === undefined) throw new Error('the table of transforms must not be empty');
  return {
    linkMtu,
    mode: type,
    outer: family,
    inner: family,
    udpEncapsulation,
    selected: [transform],
    accepted: [transform],
    overlays,
  };
}
