/**
 * Addresses as pluto reads them, which is more than the usual forms: `0xc0000201`, `192.513`, octal and hexadecimal parts.
 *
 * @see libreswan `lib/libswan/ttoaddress_num.c`
 */
import { type Address, addressBytes, type Family, familyOf, readAddress } from '../../net/address.ts';

/** An address as a number. */
export interface PlutoAddress {
  readonly family: Family;
  readonly bits: bigint;
}

/** How many bits the addresses of a family have. */
export function widthOf(family: Family): 32 | 128 {
  return family === 'ipv4' ? 32 : 128;
}

/** The address that a text is for pluto, of a family where one is required; `undefined` where it reads none, and asks DNS or refuses. */
export function readPlutoAddress(text: string, family?: Family): PlutoAddress | undefined {
  if (family !== 'ipv6' && /^0x[0-9a-f]{8}$/i.test(text)) return { family: 'ipv4', bits: BigInt(text) };
  if (family === 'ipv6' || (family === undefined && text.includes(':'))) return readColon(text);
  return readDotted(text);
}

/** The address that a number is. */
export function addressOf({ family, bits }: PlutoAddress): Address | undefined {
  const size = family === 'ipv4' ? 8n : 16n;
  const parts: bigint[] = [];
  for (let shift = BigInt(widthOf(family)) - size; shift >= 0n; shift -= size)
    parts.push((bits >> shift) & ((1n << size) - 1n));
  return readAddress(parts.map((part) => part.toString(size === 8n ? 10 : 16)).join(size === 8n ? '.' : ':'));
}

function readColon(text: string): PlutoAddress | undefined {
  if (/[%./]/.test(text) && !/^[0-9a-f:]*:[0-9.]+$/i.test(text)) return undefined;
  const address = readAddress(text);
  if (address === undefined || familyOf(address) !== 'ipv6') return undefined;
  return { family: 'ipv6', bits: addressBytes(address).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n) };
}

/** Up to four numbers; the last one fills what is left. */
function readDotted(text: string): PlutoAddress | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let bits = 0n;
  for (const [i, part] of parts.entries()) {
    const number = readUnsigned(part);
    const room = i === parts.length - 1 ? 8n * BigInt(4 - i) : 8n;
    if (number === undefined || number >= 1n << room) return undefined;
    bits = (bits << room) | number;
  }
  return { family: 'ipv4', bits };
}

/** How digits are written, and what JavaScript has before them. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/^0x([0-9a-f]+)$/i, '0x'],
  [/^0b([01]+)$/i, '0b'],
  [/^0([0-7]*)$/, '0o'],
  [/^([1-9][0-9]*)$/, ''],
];
const decimal: typeof forms = [[/^([0-9]+)$/, '']];

/**
 * Decimal, `0x` hexadecimal, `0b` binary, octal behind a zero; at most 64 bits.
 *
 * @see libreswan `lib/libswan/shunk.c` (`shunk_to_uintmax`)
 */
export function readUnsigned(text: string, base: 'any' | 'decimal' = 'any'): bigint | undefined {
  for (const [form, prefix] of base === 'decimal' ? decimal : forms) {
    const digits = form.exec(text)?.[1]?.replace(/^0+/, '');
    if (digits === undefined) continue;
    // Zeros before a number are as many as one likes; more digits than this are too many bits in any base.
    const number = digits.length > 64 ? undefined : BigInt(`${prefix}${digits || '0'}`);
    return number === undefined || number >= 1n << 64n ? undefined : number;
  }
  return undefined;
}
