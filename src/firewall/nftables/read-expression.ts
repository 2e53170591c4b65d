/** Reads the parts of a rule of nft's JSON. What is not understood is kept as `unknown`. */
import type { NftExpression, NftMatch, NftValue, NftVerdict } from './ast.ts';
import { isRecord, type Json, onlyEntry, scalar, textIn } from './json.ts';
import { readEntries, readLeft, readLookup, readMarkTerm, readOne, readValues } from './read-values.ts';

const plainVerdicts: readonly string[] = ['accept', 'drop', 'return', 'continue'];
/** Statements after which the packet goes on as it was. Named objects (`ct helper "ftp"`) change nothing that is matched here. */
const passive: readonly string[] = [
  ...['counter', 'log', 'flow', 'comment', 'last', 'dup', 'secmark', 'ct helper', 'ct timeout', 'ct expectation'],
];
/** Matches that hold as often as they count, or that ask something that is not in the packet. */
const counting: readonly string[] = ['limit', 'quota', 'ct count', 'meter', 'connlimit'];

/** A part of a rule. */
export function readExpression(value: unknown): NftExpression {
  const [kind, body] = onlyEntry(value) ?? [];
  if (kind === undefined || !isRecord(value)) return unknownOf(value, 'statement', 'statement');
  const verdict = readVerdict(value);
  if (verdict !== undefined) return verdict;
  if (passive.includes(kind)) return { kind: 'passive', text: kind };
  if (counting.includes(kind)) return unknownOf(value, 'condition', kind);
  switch (kind) {
    case 'notrack':
      return { kind: 'set', key: 'notrack', value: '' };
    case 'match':
      return (isRecord(body) ? readMatch(body) : undefined) ?? unknownOf(value, 'condition', 'match');
    case 'vmap':
      return (isRecord(body) ? readVerdictMap(body) : undefined) ?? unknownOf(value, 'statement', 'verdict map');
    case 'mangle':
      return (isRecord(body) ? readMangle(body) : undefined) ?? unknownOf(value, 'statement', 'mangle');
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return readNat(kind, isRecord(body) ? body : {});
    case 'set':
      return (isRecord(body) ? readUpdate(body) : undefined) ?? unknownOf(value, 'condition', 'set');
    case 'xt':
      return readXt(isRecord(body) ? body : {});
    default:
      return unknownOf(value, 'statement', kind);
  }
}

export function unknownOf(value: unknown, role: 'condition' | 'statement', what: string): NftExpression {
  return { kind: 'unknown', role, what, text: JSON.stringify(value)?.slice(0, 200) ?? '?' };
}

export function readVerdict(value: unknown): NftVerdict | undefined {
  const [kind, body] = onlyEntry(value) ?? [];
  const plain = plainVerdicts.find((word) => word === kind);
  if (plain !== undefined) return { kind: 'verdict', verdict: plain as NftVerdict['verdict'] };
  if (kind === 'reject') {
    const answer = isRecord(body) ? textIn(body, 'type') : undefined;
    return { kind: 'verdict', verdict: 'reject', ...(answer === undefined ? {} : { answer }) };
  }
  if ((kind === 'jump' || kind === 'goto') && isRecord(body)) {
    return { kind: 'verdict', verdict: kind, target: textIn(body, 'target') ?? '' };
  }
  return undefined;
}

function readMatch(body: Json): NftMatch | undefined {
  const [left, values] = [readLeft(body.left), readValues(body.right)];
  if (left === undefined || values === undefined) return undefined;
  const common = { kind: 'match', ...left } as const;
  switch (body.op) {
    case '==':
      return { ...common, negated: false, values };
    case 'in':
      return { ...common, negated: false, flags: 'any', values };
    case '!':
      return { ...common, negated: false, flags: 'none', values };
    case '!=':
      return { ...common, negated: true, values };
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const range = compared(body.op, body.right);
      return range === undefined ? undefined : { ...common, negated: false, values: [range] };
    }
    default:
      return undefined;
  }
}

/** The range that a comparison of a number leaves: `> 1024` is 1025 to the largest. */
function compared(operator: string, right: unknown): NftValue | undefined {
  if (typeof right !== 'number') return undefined;
  const [from, to] = operator.startsWith('<') ? [0, right] : [right, 0xffffffff];
  const one = operator.endsWith('=') ? 0 : 1;
  const range = operator.startsWith('<') ? [from, to - one] : [from + one, to];
  return { kind: 'range', from: `${range[0]}`, to: `${range[1]}` };
}

function readVerdictMap(body: Json): NftExpression | undefined {
  const [left, entries] = [readLeft(body.key), readEntries(body.data, readVerdict)];
  if (left === undefined || entries === undefined) return undefined;
  const total = /^(?:numgen|jhash|symhash) mod (\d+) /.exec(left.key)?.[1];
  const complete =
    total !== undefined &&
    Array.isArray(entries) &&
    coversAll(
      entries.flatMap((e) => e.values),
      Number(total),
    );
  return { kind: 'vmap', ...left, entries, ...(complete ? { complete } : {}) };
}

function coversAll(values: readonly NftValue[], total: number): boolean {
  const sizes = values.map((value) => {
    if (value.kind === 'one') return 1;
    return value.kind === 'range' ? Number(value.to) - Number(value.from) + 1 : 0;
  });
  return sizes.reduce((a, b) => a + b, 0) >= total;
}

function readMangle(body: Json): NftExpression | undefined {
  const key = readLeft(body.key)?.key;
  if (key === undefined) return undefined;
  if (key === 'meta mark' || key === 'ct mark') {
    const to = readMarkTerm(body.value) ?? readLookup(body.value) ?? 'unknown';
    return { kind: 'mark', of: key === 'meta mark' ? 'packet' : 'connection', to };
  }
  // What changes an address or a port without conntrack.
  if (/^(ip6? [sd]addr|(udp|th) [sd]port|ip protocol|ip6 nexthdr)$/.test(key)) return undefined;
  return { kind: 'set', key, value: scalar(body.value) ?? '?' };
}

function readNat(verb: 'dnat' | 'snat' | 'masquerade' | 'redirect', body: Json): NftExpression {
  const read = (value: unknown) => readOne(value) ?? readLookup(value) ?? 'unknown';
  return {
    kind: 'nat',
    verb,
    ...(body.family === 'ip' || body.family === 'ip6' ? { family: body.family } : {}),
    ...(body.addr === undefined ? {} : { address: read(body.addr) }),
    ...(body.port === undefined ? {} : { port: read(body.port) }),
  };
}

function readUpdate(body: Json): NftExpression | undefined {
  const set = textIn(body, 'set');
  if (set === undefined) return undefined;
  const limited = Array.isArray(body.stmt) && body.stmt.some((one) => counting.includes(onlyEntry(one)?.[0] ?? ''));
  const element = isRecord(body.elem) && isRecord(body.elem.elem) ? body.elem.elem.val : body.elem;
  const left = readLeft(element);
  const keys = left === undefined ? [] : (left.keys ?? [left.key]);
  return { kind: 'update', set: set.replace(/^@/, ''), keys, limited };
}

function readXt(body: Json): NftExpression {
  const type = textIn(body, 'type');
  return { kind: 'xt', role: type === 'match' ? 'condition' : 'statement', name: textIn(body, 'name') ?? '?' };
}
