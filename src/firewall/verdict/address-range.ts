import {
  type Address,
  addressBytes,
  addressOf,
  type Family,
  familyOf,
  hostPrefix,
  maskedPrefix,
  prefixLength,
  readAddress,
} from '../../net/address.ts';

/** Addresses from `from` to `to`, both included, as numbers. */
export interface AddressRange {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
  /** Where the range is one address. */
  readonly single?: Address;
}

/** Addresses to look one up in: for each family ranges in order, none of which touches the next. */
export interface AddressSet {
  readonly ranges: Readonly<Record<Family, readonly AddressRange[]>>;
  /** The addresses one by one, where all ranges are single. */
  readonly singles?: readonly Address[];
}

/** The set of all addresses of the ranges. */
export function addressSet(ranges: readonly AddressRange[]): AddressSet {
  const singles = ranges.flatMap(({ single }) => single ?? []);
  return {
    ranges: { ipv4: merged(ranges, 'ipv4'), ipv6: merged(ranges, 'ipv6') },
    ...(singles.length < ranges.length ? {} : { singles }),
  };
}

function merged(ranges: readonly AddressRange[], wanted: Family): readonly AddressRange[] {
  const sorted = ranges.filter(({ family }) => family === wanted).sort((a, b) => (a.from < b.from ? -1 : 1));
  const found: AddressRange[] = [];
  for (const range of sorted) {
    const last = found[found.length - 1];
    if (last === undefined || last.to + 1n < range.from) found.push(range);
    else if (last.to < range.to) found[found.length - 1] = { family: wanted, from: last.from, to: range.to };
  }
  return found;
}

/** Whether the address with this number is in the set. */
export function isInSet({ ranges }: AddressSet, family: Family, number: bigint): boolean {
  const sorted = ranges[family];
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = sorted[middle];
    if (range === undefined) return false;
    if (number < range.from) high = middle;
    else if (number > range.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** The number that the bytes of an address make, so that ranges can be compared. */
export function addressNumber(address: Address): bigint {
  return addressBytes(address).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/**
 * The range that an address, a prefix, an address with a netmask, or two addresses with a dash between them stand for.
 *
 * @example readRange('10.0.0.0/255.255.255.0') // the same as of '10.0.0.0/24'
 */
export function readRange(text: string): AddressRange | undefined {
  const dash = /^([^-/]+)-([^-/]+)$/.exec(text);
  if (dash !== null) return between(dash[1], dash[2]);
  const [base = '', mask, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const address = readAddress(base);
  if (address === undefined) return mapped(base, mask);
  const length = mask === undefined ? prefixLength(hostPrefix(address)) : maskLength(mask, familyOf(address));
  const prefix = length === undefined ? undefined : maskedPrefix(`${address}/${length}`);
  if (prefix === undefined || length === undefined) return undefined;
  const family = familyOf(address);
  const bits = BigInt(family === 'ipv4' ? 32 : 128) - BigInt(length);
  const from = addressNumber(addressOf(prefix));
  return { family, from, to: from + (1n << bits) - 1n, ...(bits === 0n ? { single: address } : {}) };
}

/** `::ffff:10.0.0.0/104`: no address of a mesh, but firewalld refuses such sources. */
function mapped(base: string, mask = '128'): AddressRange | undefined {
  const four = readAddress(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(base)?.[1] ?? '');
  if (four === undefined || !/^\d{1,3}$/.test(mask) || Number(mask) > 128) return undefined;
  const size = 1n << (128n - BigInt(mask));
  const from = (((0xffffn << 32n) | addressNumber(four)) / size) * size;
  return { family: 'ipv6', from, to: from + size - 1n };
}

function between(first: string | undefined, last: string | undefined): AddressRange | undefined {
  const [a, b] = [readRange(first ?? ''), readRange(last ?? '')];
  if (a === undefined || b === undefined || a.family !== b.family) return undefined;
  const single = a.single !== undefined && a.single === b.single ? { single: a.single } : {};
  return { family: a.family, from: a.from, to: b.to, ...single };
}

/** The number of leading ones of a netmask; `undefined` where ones and zeros alternate, which is no prefix. */
function maskLength(mask: string, family: Family): number | undefined {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  const address = readAddress(mask);
  if (address === undefined || familyOf(address) !== family) return undefined;
  const bits = [...addressBytes(address)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}
