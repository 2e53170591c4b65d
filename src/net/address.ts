/**
 * IP addresses and prefixes as canonical text, so that two of them are the same exactly when `===` says so.
 *
 * IPv4 is dotted decimal without leading zeros; IPv6 is RFC 5952: lower case, the longest run of zeros compressed. A
 * zone (`fe80::1%eth0`) is refused: an address that means something else on every host cannot be in a mesh. An
 * IPv4-mapped IPv6 address (`::ffff:a.b.c.d`) is refused for the same reason: it would be a second name for an IPv4 address.
 */
import ipaddr from 'ipaddr.js';

declare const addressBrand: unique symbol;
declare const prefixBrand: unique symbol;

/** An IPv4 or IPv6 address in canonical text. Only {@link readAddress} makes one. */
export type Address = string & { readonly [addressBrand]: true };

/** An address prefix in CIDR notation with all host bits zero. Only {@link readPrefix} makes one. */
export type Prefix = string & { readonly [prefixBrand]: true };

/** The family of an address or prefix. */
export type Family = 'ipv4' | 'ipv6';

/** Both families, in the order in which they are listed everywhere. */
export const families: readonly Family[] = ['ipv4', 'ipv6'];

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;

function parse(text: string): Parsed | undefined {
  if (text.length > 45) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? undefined : address;
}

function canonical(address: Parsed): string {
  return address.kind() === 'ipv4' ? address.toString() : (address as ipaddr.IPv6).toRFC5952String();
}

/**
 * The canonical form of an address, or `undefined` when the text is not one.
 *
 * @example readAddress('FD00:0::11') // 'fd00::11'
 * @example readAddress('010.0.0.1') // undefined: some programs read it as octal
 */
export function readAddress(text: string): Address | undefined {
  const address = parse(text);
  return address === undefined ? undefined : (canonical(address) as Address);
}

/**
 * The canonical form of a prefix, or `undefined` when the text is not one or has a host bit set.
 *
 * @example readPrefix('172.16.0.0/16') // '172.16.0.0/16'
 * @example readPrefix('172.16.0.1/16') // undefined, see maskedPrefix
 */
export function readPrefix(text: string): Prefix | undefined {
  const masked = maskedPrefix(text);
  if (masked === undefined) return undefined;
  const [base] = text.split('/') as [string];
  return readAddress(base) === readAddress(addressOf(masked)) ? masked : undefined;
}

/** The prefix with its host bits cleared, or `undefined` when the text is not address, slash and length. */
export function maskedPrefix(text: string): Prefix | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = match === null ? undefined : parse(match[1] as string);
  if (match === null || address === undefined) return undefined;
  const length = Number(match[2]);
  const bytes = address.toByteArray();
  if (length > bytes.length * 8) return undefined;
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, length - 8 * i))) & 0xff);
  return `${canonical(ipaddr.fromByteArray(masked))}/${length}` as Prefix;
}

/** The prefix that covers one address: `/32` or `/128`. */
export function hostPrefix(address: Address): Prefix {
  return `${address}/${familyOf(address) === 'ipv4' ? 32 : 128}` as Prefix;
}

/** The family of an address or prefix. */
export function familyOf(value: Address | Prefix): Family {
  return value.includes(':') ? 'ipv6' : 'ipv4';
}

/** The address before the slash of a prefix. */
export function addressOf(prefix: Prefix): Address {
  return prefix.slice(0, prefix.indexOf('/')) as Address;
}

/** The length of a prefix in bits. */
export function prefixLength(prefix: Prefix): number {
  return Number(prefix.slice(prefix.indexOf('/') + 1));
}

/** The 4 or 16 bytes of an address in network order. */
export function addressBytes(address: Address): Uint8Array {
  return Uint8Array.from((parse(address) as Parsed).toByteArray());
}

/** The address that 4 or 16 bytes in network order stand for; any other number of bytes, and IPv4-mapped, give `undefined`. */
export function addressFromBytes(bytes: Uint8Array): Address | undefined {
  if (bytes.length === 4) return bytes.join('.') as Address;
  if (bytes.length !== 16) return undefined;
  return readAddress(canonical(ipaddr.fromByteArray([...bytes])));
}

/** Whether an address lies in a prefix; false across families. */
export function contains(prefix: Prefix, address: Address): boolean {
  return familyOf(prefix) === familyOf(address) && maskedPrefix(`${address}/${prefixLength(prefix)}`) === prefix;
}

/** Whether two prefixes share an address. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return prefixLength(a) <= prefixLength(b) ? contains(a, addressOf(b)) : contains(b, addressOf(a));
}

/** Order of addresses: IPv4 first, then by value. */
export function compareAddresses(a: Address, b: Address): number {
  const [x, y] = [addressBytes(a), addressBytes(b)];
  if (x.length !== y.length) return x.length - y.length;
  for (let i = 0; i < x.length; i += 1) {
    const difference = (x[i] as number) - (y[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Order of prefixes: by address, then the shorter first. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  return compareAddresses(addressOf(a), addressOf(b)) || prefixLength(a) - prefixLength(b);
}
