/** Reads what stands left and right in a match of nft's JSON. */
import type { MarkTerm } from '../verdict/mark.ts';
import type { NftEntries, NftEntry, NftLeft, NftLookup, NftValue } from './ast.ts';
import { isRecord, type Json, onlyEntry, scalar, textIn } from './json.ts';

/** The left side; `undefined` where it is none that has a name. */
export function readLeft(left: unknown): NftLeft | undefined {
  const [kind, body] = onlyEntry(left) ?? [];
  if (kind === 'concat' && Array.isArray(body)) {
    const keys = body.map((part) => (readLeft(part)?.mask === undefined ? readLeft(part)?.key : undefined));
    const known = keys.filter((key) => key !== undefined);
    return known.length < keys.length ? undefined : { key: known.join(' . '), keys: known };
  }
  if (kind === '&' && Array.isArray(body)) {
    const of = readLeft(body[0]);
    if (of === undefined) return undefined;
    if (typeof body[1] === 'number' && of.mask === undefined && of.keys === undefined)
      return { key: of.key, mask: body[1] };
    const mask = Array.isArray(body[1]) ? body[1].map(scalar).join(' | ') : scalar(body[1]);
    return mask === undefined ? undefined : { key: `${of.key} & (${mask})` };
  }
  const key = keyOf(kind, body);
  return key === undefined ? undefined : { key };
}

function keyOf(kind: string | undefined, body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const key = textIn(body, 'key');
  switch (kind) {
    case 'payload': {
      const protocol = textIn(body, 'protocol');
      return protocol === undefined ? rawPayload(body) : `${protocol} ${textIn(body, 'field') ?? '?'}`;
    }
    case 'meta':
      // nft leaves the word out where it can be left out.
      return key === undefined ? undefined : /^[io]if(name|group|type)?$/.test(key) ? key : `meta ${key}`;
    case 'ct': {
      const way = textIn(body, 'dir');
      return key === undefined ? undefined : way === undefined ? `ct ${key}` : `ct ${way} ${key}`;
    }
    case 'rt':
    case 'socket':
      return key === undefined ? undefined : `${kind} ${key}`;
    case 'ipsec':
      return key === undefined ? undefined : `ipsec ${textIn(body, 'dir') ?? ''} ${key}`;
    case 'exthdr':
      return textIn(body, 'field') === undefined ? `exthdr ${body.name}` : `${body.name} ${body.field}`;
    case 'tcp option':
      return `tcp option ${textIn(body, 'name')} ${textIn(body, 'field')}`;
    case 'fib':
      return `fib ${(Array.isArray(body.flags) ? body.flags : [body.flags]).join(' . ')} ${textIn(body, 'result') ?? '?'}`;
    case 'numgen':
    case 'jhash':
    case 'symhash':
      return `${kind} mod ${scalar(body.mod) ?? '?'} offset ${scalar(body.offset) ?? '0'}`;
    case 'osf':
      return 'osf name';
    default:
      return undefined;
  }
}

/** `@th,16,16` is what nft calls `th dport` where it knows no better. */
function rawPayload(body: Json): string | undefined {
  const base = textIn(body, 'base');
  return base === undefined ? undefined : `@${base},${scalar(body.offset) ?? '?'},${scalar(body.len) ?? '?'}`;
}

/** The values of a right side; `undefined` where one of them is not understood. */
export function readValues(right: unknown): readonly NftValue[] | undefined {
  const text = scalar(right);
  if (text === '*') return [{ kind: 'any' }];
  if (text !== undefined) return [text.startsWith('@') ? { kind: 'set', name: text.slice(1) } : { kind: 'one', text }];
  const list = Array.isArray(right) ? right : isRecord(right) && Array.isArray(right.set) ? right.set : undefined;
  if (list !== undefined) {
    const read = list.map((element: unknown) => readValues(element));
    return read.some((one) => one === undefined) ? undefined : read.flatMap((one) => one ?? []);
  }
  const one = isRecord(right) ? readStructured(right) : undefined;
  return one === undefined ? undefined : [one];
}

function readStructured(right: Json): NftValue | undefined {
  if (isRecord(right.prefix)) {
    const [address, length] = [scalar(right.prefix.addr), scalar(right.prefix.len)];
    return address === undefined || length === undefined ? undefined : { kind: 'one', text: `${address}/${length}` };
  }
  if (Array.isArray(right.range)) {
    const [from, to] = right.range.map(scalar);
    return from === undefined || to === undefined ? undefined : { kind: 'range', from, to };
  }
  if (Array.isArray(right.concat)) {
    const parts = right.concat.map((part) => readOne(part));
    const known = parts.filter((part) => part !== undefined);
    return known.length < parts.length ? undefined : { kind: 'concat', parts: known };
  }
  if (Array.isArray(right['|'])) {
    const texts = right['|'].map(scalar).filter((text) => text !== undefined);
    return texts.length < right['|'].length ? undefined : { kind: 'combined', texts };
  }
  if (isRecord(right.elem)) {
    const value = readOne(right.elem.val);
    const limited = 'limit' in right.elem || 'quota' in right.elem || 'ct count' in right.elem;
    return value === undefined || !limited ? value : { kind: 'limited', value };
  }
  return undefined;
}

/** The value where it is exactly one. */
export function readOne(value: unknown): NftValue | undefined {
  const read = readValues(value);
  return read?.length === 1 ? read[0] : undefined;
}

/** The entries of a map, written out or by name. */
export function readEntries<D>(data: unknown, readData: (value: unknown) => D | undefined): NftEntries<D> | undefined {
  if (typeof data === 'string') return data.startsWith('@') ? { named: data.slice(1) } : undefined;
  const list = Array.isArray(data) ? data : isRecord(data) ? data.set : undefined;
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((pair: unknown): NftEntry<D> | undefined => {
    if (!Array.isArray(pair)) return undefined;
    const [values, found] = [readValues(pair[0]), readData(pair[1])];
    return values === undefined || found === undefined ? undefined : { values, data: found };
  });
  const known = entries.filter((entry) => entry !== undefined);
  // What no other entry is comes last.
  const last = (entry: NftEntry<D>) => entry.values.some(({ kind }) => kind === 'any');
  return known.length < entries.length ? undefined : [...known.filter((e) => !last(e)), ...known.filter(last)];
}

/** `KEY map { … }`. */
export function readLookup(value: unknown): NftLookup | undefined {
  const [kind, body] = onlyEntry(value) ?? [];
  if (kind !== 'map' || !isRecord(body)) return undefined;
  const [left, entries] = [readLeft(body.key), readEntries(body.data, readOne)];
  return left === undefined || entries === undefined ? undefined : { kind: 'lookup', ...left, entries };
}

/** A mark computed of marks and constants. */
export function readMarkTerm(value: unknown): MarkTerm | undefined {
  if (typeof value === 'number') return { packet: 0, connection: 0, value: value >>> 0 };
  const [kind, body] = onlyEntry(value) ?? [];
  if (isRecord(body) && body.key === 'mark') {
    if (kind === 'meta') return { packet: 0xffffffff, connection: 0, value: 0 };
    return kind === 'ct' ? { packet: 0, connection: 0xffffffff, value: 0 } : undefined;
  }
  if (!Array.isArray(body) || body.length !== 2) return undefined;
  const [a, b] = body.map(readMarkTerm);
  if (a === undefined || b === undefined) return undefined;
  const constant = (term: MarkTerm) => term.packet === 0 && term.connection === 0;
  const by = (term: MarkTerm, and: number, xor: number): MarkTerm => ({
    packet: (term.packet & and) >>> 0,
    connection: (term.connection & and) >>> 0,
    value: ((term.value & and) ^ xor) >>> 0,
  });
  switch (kind) {
    case '^':
      return {
        packet: (a.packet ^ b.packet) >>> 0,
        connection: (a.connection ^ b.connection) >>> 0,
        value: (a.value ^ b.value) >>> 0,
      };
    case '&':
      return constant(b) ? by(a, b.value, 0) : constant(a) ? by(b, a.value, 0) : undefined;
    case '|':
      return constant(b) ? by(a, ~b.value, b.value) : constant(a) ? by(b, ~a.value, a.value) : undefined;
    default:
      return undefined;
  }
}
