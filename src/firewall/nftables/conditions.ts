/** What a match of nft asks of packets of the mesh. */
import { append } from '../../bytes/append.ts';
import { protocolNumber } from '../protocol-numbers.ts';
import { addressSet, readRange } from '../verdict/address-range.ts';
import { isEcho } from '../verdict/echo.ts';
import type { Condition, End, StatusFlag } from '../verdict/rule-set.ts';
import type { NftLeft, NftMatch, NftTable, NftValue } from './ast.ts';
import { numberRange } from './numbers.ts';

const always: Condition = { kind: 'never', negated: true };

/** The conditions of a match, and those that its key implies. */
export function conditionsOf(table: NftTable, match: NftMatch): readonly Condition[] {
  const implied = (match.keys ?? [match.key]).flatMap(impliedBy);
  return [...implied, ...valueConditions(table, match, match.values, match.negated, match.flags)];
}

/** The conditions under which an entry of a map is the one, without those that the keys imply. */
export function entryConditions(table: NftTable, left: NftLeft, values: readonly NftValue[]): readonly Condition[] {
  return valueConditions(table, left, values, false, undefined);
}

function valueConditions(
  table: NftTable,
  left: NftLeft,
  written: readonly NftValue[],
  negated: boolean,
  flags: NftMatch['flags'],
): readonly Condition[] {
  const values: NftValue[] = [];
  const doubts: Condition[] = [];
  for (const value of written) {
    if (value.kind !== 'set') {
      values.push(value);
      continue;
    }
    const elements = table.sets.find(({ name }) => name === value.name)?.elements;
    if (elements === undefined) doubts.push({ kind: 'unknown', what: 'set' });
    else append(values, elements);
    // What rules put in while packets pass may be there or not.
    if (isUpdated(table, value.name)) doubts.push({ kind: 'unknown', what: 'set that rules change' });
  }
  const plain = values.every(({ kind }) => kind === 'one' || kind === 'range' || kind === 'combined');
  if (plain && doubts.length === 0 && left.keys === undefined) return [conditionOf(left, values, negated, flags)];
  const of = values.map((value) => elementConditions(left, value));
  return [{ kind: 'any', of: [...of, ...doubts.map((one) => [one])], negated }];
}

function isUpdated(table: NftTable, set: string): boolean {
  return table.chains.some(({ rules }) =>
    rules.some(({ expressions }) => expressions.some((one) => one.kind === 'update' && one.set === set)),
  );
}

function elementConditions(left: NftLeft, value: NftValue): readonly Condition[] {
  switch (value.kind) {
    case 'any':
      return [];
    case 'limited':
      return [...elementConditions(left, value.value), { kind: 'unknown', what: 'limit' }];
    case 'concat':
      if (left.keys?.length !== value.parts.length) return [{ kind: 'unknown', what: left.key }];
      return value.parts.flatMap((part, i) => elementConditions({ key: left.keys?.[i] ?? '' }, part));
    default:
      return [
        left.keys === undefined ? conditionOf(left, [value], false, undefined) : { kind: 'unknown', what: left.key },
      ];
  }
}

/** What a key says beside its values: which family, which protocol, that there is a connection. */
export function impliedBy(key: string): readonly Condition[] {
  const [word = '', second] = key.split(' ');
  if (word === 'ip') return [{ kind: 'family', family: 'ipv4', negated: false }];
  if (word === 'ip6') return [{ kind: 'family', family: 'ipv6', negated: false }];
  if (word === 'ct') {
    const named = /^ct (?:original|reply) (ip6?) /.exec(key)?.[1];
    const family: readonly Condition[] =
      named === undefined ? [] : [{ kind: 'family', family: named === 'ip' ? 'ipv4' : 'ipv6', negated: false }];
    return second === 'state' ? [] : [{ kind: 'tracked', negated: false }, ...family];
  }
  // Nothing of the mesh came through IPsec, is ARP, or has a VLAN of its own.
  if (word === 'ipsec' || word === 'arp' || word === 'vlan') return [{ kind: 'never', negated: false }];
  const number = protocolNumber(word);
  return number === undefined ? [] : [{ kind: 'protocol', numbers: [number], negated: false }];
}

function conditionOf(
  { key, mask }: NftLeft,
  values: readonly NftValue[],
  negated: boolean,
  flags: NftMatch['flags'],
): Condition {
  const unknown: Condition = { kind: 'unknown', what: key.replace(/ mod .*/, '') };
  if (key === 'meta mark' || key === 'ct mark') {
    const ranges = known(values.map(numberRange));
    const of = key === 'meta mark' ? 'packet' : 'connection';
    return ranges === undefined ? unknown : { kind: 'mark', of, mask: mask ?? 0xffffffff, ranges, negated };
  }
  if (key === 'ip frag-off')
    return constant(mask === undefined || (mask & 0x4000) !== 0 ? undefined : 0, values, negated) ?? unknown;
  if (mask !== undefined) return unknown;
  const texts = values.map((value) => (value.kind === 'one' ? value.text : ''));
  switch (key) {
    case 'iifname':
    case 'iif':
    case 'oifname':
    case 'oif':
      return { kind: 'interface', side: key.startsWith('i') ? 'in' : 'out', patterns: texts, negated };
    case 'ct state': {
      if (values.some(({ kind }) => kind === 'combined')) return negated ? always : { kind: 'never', negated: false };
      return { kind: 'state', states: texts, negated: negated !== (flags === 'none') };
    }
    case 'ct status':
      return statusOf(values, negated, flags) ?? unknown;
    case 'ct direction':
      return texts.length === 1 ? { kind: 'ct-direction', original: texts[0] === 'original', negated } : unknown;
    case 'meta ipsec':
    case 'rt ipsec':
      return { kind: 'secured', negated: (texts[0] === 'missing') !== negated };
    case 'meta nfproto':
    case 'meta protocol':
    case 'ether type': {
      const [v4, v6] = [
        texts.some((text) => /^(ipv4|ip)$/.test(text)),
        texts.some((text) => /^(ipv6|ip6)$/.test(text)),
      ];
      if (v4 === v6) return v4 !== negated ? always : { kind: 'never', negated: false };
      return { kind: 'family', family: v4 ? 'ipv4' : 'ipv6', negated };
    }
    case 'meta pkttype':
      return texts.some((text) => text === 'host' || text === 'unicast') !== negated
        ? always
        : { kind: 'never', negated: false };
    case 'icmp type':
    case 'icmpv6 type':
      // The only ICMP that is looked at here is an echo and its answer.
      return texts.some(isEcho) === negated ? { kind: 'never', negated: false } : always;
    case 'ip version':
      return constant(4, values, negated) ?? unknown;
    case 'ip6 version':
      return constant(6, values, negated) ?? unknown;
    case 'socket transparent':
      return constant(0, values, negated) ?? unknown;
    case 'ip6 nexthdr':
      if (texts.length === 1 && protocolNumber(texts[0] ?? '') === 51) return { kind: 'ah-header', negated };
      return protocols(values, negated) ?? unknown;
    case 'meta l4proto':
    case 'ip protocol':
      return protocols(values, negated) ?? unknown;
  }
  return (
    addressCondition(key, values, negated) ??
    portCondition(key, values, negated) ??
    routeCondition(key, texts, negated) ??
    fragment(key, texts, negated) ??
    unknown
  );
}

/** `ip saddr`, `ct original ip saddr`. */
function addressCondition(key: string, values: readonly NftValue[], negated: boolean): Condition | undefined {
  const [, of, side] = /^(?:ct (original|reply) )?(?:ip6? )?([sd])addr$/.exec(key) ?? [];
  if (side === undefined || key === `${side}addr`) return undefined;
  const ranges = known(values.map((value) => readRange(textOf(value))));
  if (ranges === undefined) return undefined;
  return { kind: 'address', end: endOf(side), addresses: addressSet(ranges), negated, ...tuple(of) };
}

function portCondition(key: string, values: readonly NftValue[], negated: boolean): Condition | undefined {
  const [, protocol, side, of, tupleSide] =
    /^(?:([a-z]+) ([sd])port|ct (original|reply) proto-([sd])(?:rc|st))$/.exec(key) ??
    // `@th,0,16` are the first two bytes behind the IP header, `@th,16,16` the next.
    (key === '@th,0,16' ? [key, 'th', 's'] : key === '@th,16,16' ? [key, 'th', 'd'] : []);
  const ranges = known(values.map(numberRange));
  const end = endOf(side ?? tupleSide);
  if ((side ?? tupleSide) === undefined || ranges === undefined) return undefined;
  return { kind: 'port', end, ranges, negated, ...tuple(of), ...(protocol === 'th' ? { anyProtocol: true } : {}) };
}

function endOf(letter: string | undefined): End {
  return letter === 's' ? 'source' : 'destination';
}

function tuple(of: string | undefined): { readonly of?: 'original' | 'reply' } {
  return of === 'original' || of === 'reply' ? { of } : {};
}

function known<T>(list: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = list.filter((one) => one !== undefined);
  return found.length < list.length ? undefined : found;
}

function protocols(values: readonly NftValue[], negated: boolean): Condition | undefined {
  const numbers = known(values.map((value) => (value.kind === 'one' ? protocolNumber(value.text) : undefined)));
  return numbers === undefined ? undefined : { kind: 'protocol', numbers, negated };
}

const statusFlags: readonly StatusFlag[] = ['expected', 'seen-reply', 'assured', 'confirmed', 'snat', 'dnat', 'dying'];

function statusOf(values: readonly NftValue[], negated: boolean, flags: NftMatch['flags']): Condition | undefined {
  const named = (texts: readonly string[]) => known(texts.map((text) => statusFlags.find((flag) => flag === text)));
  if (flags !== undefined) {
    const up = named(values.flatMap((value) => (value.kind === 'one' ? [value.text] : ['?'])));
    return up === undefined ? undefined : { kind: 'status', flags: up, test: flags, negated };
  }
  const lists = values.map((value) =>
    value.kind === 'one' ? named([value.text]) : value.kind === 'combined' ? named(value.texts) : undefined,
  );
  const exact = known(lists);
  if (exact === undefined) return undefined;
  return {
    kind: 'any',
    of: exact.map((up) => [{ kind: 'status', flags: up, test: 'exactly', negated: false }]),
    negated,
  };
}

/** `fib saddr . iif oif missing`, `fib daddr type local`; the mark and the interface only say which routes count. */
function routeCondition(key: string, texts: readonly string[], negated: boolean): Condition | undefined {
  const [, flags = '', result] = /^fib (.*) (type|oif|oifname)$/.exec(key) ?? [];
  const names = flags.split(' . ');
  const end: End | undefined = names.includes('saddr') ? 'source' : names.includes('daddr') ? 'destination' : undefined;
  if (result === undefined || end === undefined) return undefined;
  if (result === 'type') return { kind: 'address-type', end, types: texts, negated };
  const [text] = texts;
  if (texts.length === 1 && (text === 'exists' || text === 'missing' || text === '0' || text === '')) {
    return { kind: 'route', end, negated: negated !== (text !== 'exists') };
  }
  return { kind: 'route', end, interfaces: texts, negated };
}

/** Without the header of a fragment nothing about it holds, not even that it differs. */
function fragment(key: string, texts: readonly string[], negated: boolean): Condition | undefined {
  if (!/^(exthdr )?frag( |$)/.test(key)) return undefined;
  return { kind: 'never', negated: key === 'exthdr frag' && (texts[0] === 'missing') !== negated };
}

/** A field that is the same in all packets of the mesh. */
function constant(value: number | undefined, values: readonly NftValue[], negated: boolean): Condition | undefined {
  const ranges = known(values.map(numberRange));
  if (value === undefined || ranges === undefined) return undefined;
  const holds = ranges.some(([from, to]) => from <= value && value <= to) !== negated;
  return { kind: 'never', negated: holds };
}

function textOf(value: NftValue): string {
  return value.kind === 'one' ? value.text : value.kind === 'range' ? `${value.from}-${value.to}` : '';
}
