/** ipsets: what `ipset save` says is in them. */
import { type AddressRange, addressSet, readRange } from '../verdict/address-range.ts';
import type { Condition } from '../verdict/rule-set.ts';

/** The elements of each set as they are written; without the options that stand behind them. */
export type IpSets = ReadonlyMap<string, IpSet>;

export interface IpSet {
  /** Such as `hash:ip,port`. */
  readonly type: string;
  readonly elements: readonly string[];
  /** Elements marked `nomatch`: exceptions. */
  readonly exceptions: readonly string[];
}

/**
 * The sets of a host, from what `ipset save` writes.
 *
 * @see ipset(8)
 */
export function readIpSets(text: string): IpSets {
  const sets = new Map<string, { type: string; elements: string[]; exceptions: string[] }>();
  for (const line of text.split('\n')) {
    const [verb, name, third, ...options] = line.trim().split(/\s+/);
    if (name === undefined || third === undefined) continue;
    if (verb === 'create') sets.set(name, { type: third, elements: [], exceptions: [] });
    const set = verb === 'add' ? sets.get(name) : undefined;
    (options.includes('nomatch') ? set?.exceptions : set?.elements)?.push(third);
  }
  return sets;
}

/**
 * Whether the packet is in a set. Sets of addresses alone are looked into; of the others an empty one has nobody, and the rest is
 * unknown.
 *
 * @param ends `src`, `dst`, or several with commas
 */
export function setCondition(sets: IpSets, name: string, ends: string, negated: boolean): Condition {
  const set = sets.get(name);
  const unknown: Condition = { kind: 'unknown', what: 'set' };
  if (set === undefined) return unknown;
  if (set.elements.length === 0 && set.type !== 'list:set') return { kind: 'never', negated };
  const [first = '', ...more] = ends.split(',');
  if (!/^(hash:(ip|net)|bitmap:ip)$/.test(set.type) || more.length > 0 || set.exceptions.length > 0) return unknown;
  const ranges: AddressRange[] = set.elements.flatMap((element) => readRange(element) ?? []);
  if (ranges.length < set.elements.length) return unknown;
  return { kind: 'address', end: first === 'src' ? 'source' : 'destination', addresses: addressSet(ranges), negated };
}
