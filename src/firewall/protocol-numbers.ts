import { protocolNumbers } from '../net/protocol-numbers.ts';

/** IP protocols by the names that iptables, ip6tables and nft give them. */
const names: ReadonlyMap<string, number> = new Map([
  ...protocolNumbers,
  ['icmpv6', 58],
  ['ipcomp', 108],
  ['comp', 108],
  ['mh', 135],
  ['mobility-header', 135],
]);

/** The number of a protocol written by name or number; `undefined` for a name that we do not know. */
export function protocolNumber(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  return names.get(text.toLowerCase());
}
