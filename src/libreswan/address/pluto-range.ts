/** Subnets, selectors, ranges and interface addresses as pluto reads them. */
import type { Family } from '../../net/address.ts';
import { atLeast, type Release } from '../release.ts';
import { type PlutoAddress, readPlutoAddress, readUnsigned, widthOf } from './pluto-address.ts';
import { readProtocol } from './pluto-protoport.ts';

/** The addresses from one to another, of one family. */
export interface PlutoRange {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
  /** Whether bits of the host were set behind the prefix. */
  readonly isLoose: boolean;
  /** Whether it is said in another form than a whole prefix: with a protocol, or as a range. */
  readonly isNarrow: boolean;
}

function prefixed({ family, bits }: PlutoAddress, length: number): PlutoRange {
  const rest = (1n << BigInt(widthOf(family) - length)) - 1n;
  const from = bits & ~rest;
  return { family, from, to: from | rest, isLoose: from !== bits, isNarrow: false };
}

/**
 * A subnet with a netmask or a prefix length, as `leftsubnet=` has it up to 4.15 and `leftsubnets=` always. Without a length
 * it is an address from 5.0, and nothing before.
 */
export function readPlutoSubnet(text: string, release: Release, family?: Family): PlutoRange | undefined {
  const cut = text.indexOf('/');
  if (/^0x/i.test(text) && !atLeast(release, '4.10')) return undefined;
  const address = readPlutoAddress(cut < 0 ? text : text.slice(0, cut), family);
  if (address === undefined) return undefined;
  const width = widthOf(address.family);
  if (cut < 0) return atLeast(release, '5.0') ? prefixed(address, width) : undefined;
  const mask = text.slice(cut + 1);
  const length = readUnsigned(mask, 'decimal');
  if (length !== undefined && length <= width) return prefixed(address, Number(length));
  if (address.family === 'ipv6' || (length !== undefined && atLeast(release, '5.0'))) return undefined;
  const netmask = readPlutoAddress(mask, 'ipv4');
  return netmask === undefined ? undefined : masked(address, netmask.bits);
}

/** A netmask must be ones, then zeros. */
function masked(address: PlutoAddress, mask: bigint): PlutoRange | undefined {
  const host = ~mask & 0xffffffffn;
  return (host & (host + 1n)) === 0n ? prefixed(address, 32 - host.toString(2).replace('0', '').length) : undefined;
}

/** A selector of `leftsubnet=` from 5.0: `10.0.0.0/8`, `10.0.0.0/8/tcp/22`. */
export function readPlutoSelector(text: string): PlutoRange | undefined {
  const [, host = '', length = '', protocol = '', port = ''] =
    /^([^/]*)(?:\/([^/:]*)(?:[/:]([^/]*)(?:\/(.*))?)?)?$/s.exec(text) ?? [];
  const address = readPlutoAddress(host);
  if (address === undefined) return undefined;
  const width = widthOf(address.family);
  const bits = length === '' ? BigInt(width) : readUnsigned(length);
  if (bits === undefined || bits > width) return undefined;
  const number = protocol === '' ? 0 : readProtocol(protocol);
  const portNumber = port === '' ? 0n : readUnsigned(port);
  if (number === undefined || portNumber === undefined || portNumber > 65535n) return undefined;
  if (number === 0 && portNumber !== 0n) return undefined;
  return { ...prefixed(address, Number(bits)), isNarrow: number !== 0 };
}

/** A range of `leftaddresspool=`: an address, a prefix, or two addresses with `-`. */
export function readPlutoPool(text: string): PlutoRange | undefined {
  const [, start = '', sign = '', rest = ''] = /^([^/-]*)([/-]?)(.*)$/s.exec(text) ?? [];
  const first = readPlutoAddress(start);
  if (first === undefined) return undefined;
  const width = widthOf(first.family);
  if (sign === '') return prefixed(first, width);
  if (sign === '/') {
    const length = readUnsigned(rest);
    return length === undefined || length > width ? undefined : prefixed(first, Number(length));
  }
  const last = readPlutoAddress(rest, first.family);
  if (last === undefined || last.bits < first.bits) return undefined;
  const { family, bits } = first;
  return { family, from: bits, to: last.bits, isLoose: false, isNarrow: true };
}

/** An address with an optional prefix length, as `leftvti=` and `leftinterface-ip=` have it. */
export function readPlutoCidr(text: string): PlutoAddress | undefined {
  const cut = text.indexOf('/');
  const address = readPlutoAddress(cut < 0 ? text : text.slice(0, cut));
  if (address === undefined || cut < 0) return address;
  const length = readUnsigned(text.slice(cut + 1));
  return length !== undefined && length <= widthOf(address.family) ? address : undefined;
}

/** Whether a range is exactly one prefix. */
export function isPrefix({ from, to }: PlutoRange): boolean {
  const size = to - from;
  return (size & (size + 1n)) === 0n && (from & size) === 0n;
}

/** The parts of a list, at commas and blanks. */
export function partsOf(list: string): readonly string[] {
  return list.split(/[, ]+/).filter((part) => part !== '');
}
