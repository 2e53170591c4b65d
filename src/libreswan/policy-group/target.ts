import { familyOf, hostPrefix, maskedPrefix, type Prefix, readAddress } from '../../net/address.ts';
import type { Token } from '../record-lexer.ts';
import { atLeast, type Release } from '../release.ts';
import type { GroupFault } from './document.ts';

/** What a release makes of the first word of a line. */
export interface ReadPrefix {
  readonly prefix: Prefix | undefined;
  readonly fault: GroupFault['kind'] | undefined;
}

/**
 * The network that a word stands for on a release. Words that stand for different networks on different releases
 * (`010.0.0.0/8` is 10.0.0.0/8 on 4.3 and 8.0.0.0/8 from 4.10 on; `10.1` is 10.1.0.0 or 10.0.0.1) and names that are looked
 * up are `ambiguous`.
 *
 * @example readTargetPrefix({ ...token, text: '198.51.100.7/24' }, '5.2') // { prefix: '198.51.100.0/24', fault: 'host-bits' }
 * @example readTargetPrefix({ ...token, text: '198.51.100.7/24' }, '4.10') // { prefix: undefined, fault: 'host-bits' }
 */
export function readTargetPrefix({ text, quote }: Token, release: Release): ReadPrefix {
  if (quote !== undefined && !atLeast(release, '4.10')) return { prefix: undefined, fault: 'quoted' };
  const slash = text.indexOf('/');
  const read = slash < 0 ? readHost(text, release) : readNetwork(text.slice(0, slash), text.slice(slash + 1), release);
  const tooNew = read.prefix !== undefined && familyOf(read.prefix) === 'ipv6' && !atLeast(release, '3.16');
  return tooNew ? { prefix: undefined, fault: 'family' } : read;
}

function readHost(text: string, release: Release): ReadPrefix {
  const address = readAddress(text);
  if (address !== undefined) return { prefix: hostPrefix(address), fault: undefined };
  const lookedUp = !atLeast(release, '3.20') && /^[A-Za-z_]/.test(text);
  return { prefix: undefined, fault: isShorthand(text) || lookedUp ? 'ambiguous' : 'not-a-prefix' };
}

function readNetwork(base: string, mask: string, release: Release): ReadPrefix {
  const address = readAddress(base);
  if (address === undefined) return { prefix: undefined, fault: isShorthand(base) ? 'ambiguous' : 'not-a-prefix' };
  const length = /^\d{1,3}$/.test(mask) ? Number(mask) : familyOf(address) === 'ipv4' ? maskLength(mask) : undefined;
  const prefix = length === undefined ? undefined : maskedPrefix(`${address}/${length}`);
  if (prefix === undefined) return { prefix, fault: 'not-a-prefix' };
  if (prefix.startsWith(`${address}/`)) return { prefix, fault: undefined };
  const zeroed = atLeast(release, '5.0') || !atLeast(release, '3.25');
  return { prefix: zeroed ? prefix : undefined, fault: 'host-bits' };
}

/** The number of leading ones of a dotted mask that has no other ones. */
function maskLength(mask: string): number | undefined {
  const address = readAddress(mask);
  if (address === undefined || familyOf(address) !== 'ipv4') return undefined;
  const bits = address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/** Fewer than four numbers, or octal or hexadecimal ones: read differently from release to release, or not at all. */
function isShorthand(text: string): boolean {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(\d+|0x[0-9a-f]+)$/i.test(part))) return false;
  return parts.length < 4 || parts.some((part) => /^0./.test(part));
}
