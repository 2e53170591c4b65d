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
import type { AddressRange } from './rule-set.ts';

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
  if (address === undefined) return undefined;
  const length = mask === undefined ? prefixLength(hostPrefix(address)) : maskLength(mask, familyOf(address));
  const prefix = length === undefined ? undefined : maskedPrefix(`${address}/${length}`);
  if (prefix === undefined || length === undefined) return undefined;
  const family = familyOf(address);
  const bits = BigInt(family === 'ipv4' ? 32 : 128) - BigInt(length);
  const from = addressNumber(addressOf(prefix));
  return { family, from, to: from + (1n << bits) - 1n, ...(bits === 0n ? { single: address } : {}) };
}

function between(first: string | undefined, last: string | undefined): AddressRange | undefined {
  const [a, b] = [readAddress(first ?? ''), readAddress(last ?? '')];
  if (a === undefined || b === undefined || familyOf(a) !== familyOf(b)) return undefined;
  return { family: familyOf(a), from: addressNumber(a), to: addressNumber(b), ...(a === b ? { single: a } : {}) };
}

/** The number of leading ones of a netmask; `undefined` where ones and zeros alternate, which is no prefix. */
function maskLength(mask: string, family: Family): number | undefined {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  const address = readAddress(mask);
  if (address === undefined || familyOf(address) !== family) return undefined;
  const bits = [...addressBytes(address)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}
