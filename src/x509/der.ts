/**
 * A strict reader of DER (ITU-T X.690 §10): definite and minimal lengths, primitive strings, nothing left over. What is
 * only BER is refused, because two encodings of one certificate would have two fingerprints and two identities.
 *
 * It is safe on hostile input: one pass, no copy, and limits on size, depth and number of nodes.
 */

/** Identifier octets that certificates and keys use. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The greatest size of one DER value that is read, in bytes: far above any host certificate, far below what hurts. */
export const maxDerBytes: number = 64 * 1024;
/** The greatest depth of nesting. A certificate needs about 10. */
export const maxDerDepth: number = 32;
/** The greatest number of nodes in one value. */
export const maxDerNodes: number = 10_000;

/** One value: where it stands in `bytes`, and its parts when it is constructed. */
export interface DerNode {
  /** The first identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly bytes: Uint8Array;
  /** Index of the identifier octet. */
  readonly start: number;
  /** Index of the first octet of the contents. */
  readonly body: number;
  /** Index behind the last octet. */
  readonly end: number;
  /** The parts of a constructed value; empty for a primitive one. */
  readonly children: readonly DerNode[];
}

/** Why bytes are not DER. */
export interface DerFault {
  readonly kind: 'fault';
  /** What is required, as the middle of a sentence: `a length must be …`. */
  readonly problem: string;
  /** Index of the offending octet. */
  readonly offset: number;
}

/** A value as read. */
export interface DerValue {
  readonly kind: 'value';
  readonly node: DerNode;
}

/** How much is read of one value, where it is more than of a certificate. */
export interface DerLimits {
  readonly bytes: number;
  readonly nodes: number;
}

const ordinary: DerLimits = { bytes: maxDerBytes, nodes: maxDerNodes };

interface Walk {
  readonly bytes: Uint8Array;
  readonly maxNodes: number;
  nodes: number;
  fault: DerFault | undefined;
}

/**
 * Reads exactly one DER value that fills `bytes`.
 *
 * @example readDer(Uint8Array.of(0x30, 0x80, 0, 0)) // fault at 1: a length must be definite
 * @see ITU-T X.690 §8.1 and §10
 */
export function readDer(bytes: Uint8Array, limits: DerLimits = ordinary): DerValue | DerFault {
  if (bytes.length > limits.bytes) {
    return { kind: 'fault', problem: `a value must not be longer than ${limits.bytes} bytes`, offset: limits.bytes };
  }
  const walk: Walk = { bytes, maxNodes: limits.nodes, nodes: 0, fault: undefined };
  if (bytes.length === 0) return { kind: 'fault', problem: 'a value must be there', offset: 0 };
  const node = walkOne(walk, 0, bytes.length, 0);
  if (node === undefined) return walk.fault as DerFault;
  if (node.end < bytes.length) return { kind: 'fault', problem: 'nothing may follow the value', offset: node.end };
  return { kind: 'value', node };
}

/** The contents of a value, without tag and length. Shares memory with the input. */
export function contentsOf(node: DerNode): Uint8Array {
  return node.bytes.subarray(node.body, node.end);
}

/** The complete encoding of a value. Shares memory with the input. */
export function encodingOf(node: DerNode): Uint8Array {
  return node.bytes.subarray(node.start, node.end);
}

const none: readonly DerNode[] = [];

function walkAll(walk: Walk, from: number, to: number, depth: number): readonly DerNode[] {
  if (from === to) return none;
  const nodes: DerNode[] = [];
  let offset = from;
  while (offset < to) {
    const node = walkOne(walk, offset, to, depth);
    if (node === undefined) return none;
    nodes.push(node);
    offset = node.end;
  }
  return nodes;
}

function walkOne(walk: Walk, start: number, to: number, depth: number): DerNode | undefined {
  const { bytes } = walk;
  walk.nodes += 1;
  if (walk.nodes > walk.maxNodes) return refuse(walk, start, `there must not be more than ${walk.maxNodes} values`);
  const tag = bytes[start] as number;
  let at = start + 1;
  if ((tag & 0x1f) === 0x1f) {
    at = skipLongTag(walk, at, to);
    if (walk.fault !== undefined) return undefined;
  }
  if (at >= to) return refuse(walk, start, 'a tag must be followed by a length');
  const first = bytes[at] as number;
  at += 1;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) return refuse(walk, at - 1, 'a length must be definite (this is BER, not DER)');
    if (count > 3) return refuse(walk, at - 1, 'a length must fit in three bytes');
    if (at + count > to) return refuse(walk, at - 1, 'a length must be complete');
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[at + i] as number);
    if (length < 0x80 || length < 1 << (8 * (count - 1))) {
      return refuse(walk, at - 1, 'a length must be written in the shortest form (this is BER, not DER)');
    }
    at += count;
  }
  const end = at + length;
  if (end > to) return refuse(walk, start, `a value must not be longer than what holds it, by ${end - to} bytes`);
  const constructed = (tag & 0x20) !== 0;
  if (tag < 0x40) {
    const number = tag & 0x1f;
    if (number === 0) return refuse(walk, start, 'an end-of-contents mark must not stand here (this is BER, not DER)');
    if (constructed !== mustBeConstructed(number)) {
      return refuse(walk, start, `universal type ${number} must ${constructed ? 'not ' : ''}be constructed`);
    }
  }
  if (!constructed) return { tag, bytes, start, body: at, end, children: none };
  if (depth >= maxDerDepth) return refuse(walk, start, `values must not be nested deeper than ${maxDerDepth}`);
  const children = walkAll(walk, at, end, depth + 1);
  return walk.fault === undefined ? { tag, bytes, start, body: at, end, children } : undefined;
}

// EXTERNAL, EMBEDDED PDV, SEQUENCE, SET and CHARACTER STRING; DER has every string in primitive form (X.690 §10.2).
function mustBeConstructed(number: number): boolean {
  return number === 16 || number === 17 || number === 8 || number === 11 || number === 29;
}

function skipLongTag(walk: Walk, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to && at < from + 3; at += 1) {
    const octet = walk.bytes[at] as number;
    if (number === 0 && octet === 0x80) break;
    number = number * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      if (number >= 31) return at + 1;
      break;
    }
  }
  refuse(walk, from, 'a tag number must be complete, written in the shortest form and below 2097152');
  return from;
}

function refuse(walk: Walk, offset: number, problem: string): undefined {
  walk.fault ??= { kind: 'fault', problem, offset };
  return undefined;
}
