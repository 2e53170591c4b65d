/** Reads what `nft -j list ruleset` writes. */
import { type Diagnostic, diagnostic, failed, ok, type Result, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import type { NftChain, NftExpression, NftNamedSet, NftRule, NftTable, NftValue, NftVerdict } from './ast.ts';

/**
 * The tables of a host, in the order of the file. What is not understood is kept as `unknown`.
 *
 * Fails with `firewall/unreadable` where the text is not the JSON of nft.
 *
 * @param file its name, for findings
 * @see libnftables-json(5)
 */
export function readNftJson(text: string, file: string): Result<readonly NftTable[]> {
  const entries = entriesIn(text);
  if (entries === undefined) {
    return failed(
      diagnostic('firewall/unreadable', textAt(file, 1, 1), 'the file must be what nft -j list ruleset writes', {
        severity: 'error',
        hint: 'collect it again with nft -j list ruleset',
      }),
    );
  }
  const drafts = new Map<string, Draft>();
  const findings: Diagnostic[] = [];
  const draftOf = (family: string, name: string): Draft => {
    const key = `${family} ${name}`;
    const draft = drafts.get(key) ?? { family, name, sets: [], chains: new Map() };
    drafts.set(key, draft);
    return draft;
  };
  for (const [i, entry] of entries.entries()) {
    const at = valueAt('nftables', i);
    for (const [kind, value] of Object.entries(entry)) {
      if (!isRecord(value)) continue;
      const family = textIn(value, 'family');
      const table = kind === 'table' ? textIn(value, 'name') : textIn(value, 'table');
      if (family === undefined || table === undefined) continue;
      const draft = draftOf(family, table);
      if (kind === 'set') draft.sets.push(readSet(value));
      if (kind === 'chain') draft.chains.set(textIn(value, 'name') ?? '', { ...readChain(value), at, rules: [] });
      if (kind === 'rule') {
        const expressions = Array.isArray(value.expr) ? value.expr.map(readExpression) : [unknownOf(value)];
        const chain = draft.chains.get(textIn(value, 'chain') ?? '');
        if (chain !== undefined) chain.rules.push({ expressions, at });
        else findings.push(diagnostic('firewall/unreadable', at, 'a rule must stand behind its chain'));
      }
    }
  }
  const tables = [...drafts.values()].map(
    ({ chains, ...draft }): NftTable => ({ ...draft, chains: [...chains.values()] }),
  );
  return ok(tables, findings);
}

interface Draft {
  readonly family: string;
  readonly name: string;
  readonly sets: NftNamedSet[];
  readonly chains: Map<string, NftChain & { readonly rules: NftRule[] }>;
}

type Json = Readonly<Record<string, unknown>>;

function entriesIn(text: string): readonly Json[] | undefined {
  try {
    const root: unknown = JSON.parse(text);
    if (!isRecord(root) || !Array.isArray(root.nftables)) return undefined;
    return root.nftables.filter(isRecord);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(value: Json, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' ? found : undefined;
}

function readChain(value: Json): Omit<NftChain, 'rules'> {
  const name = textIn(value, 'name') ?? '';
  const hook = textIn(value, 'hook');
  if (hook === undefined) return { name };
  const device = textIn(value, 'dev');
  return {
    name,
    hook: {
      type: textIn(value, 'type') ?? 'filter',
      hook,
      priority: typeof value.prio === 'number' ? value.prio : 0,
      policy: value.policy === 'drop' ? 'drop' : 'accept',
      ...(device === undefined ? {} : { device }),
    },
  };
}

function readSet(value: Json): NftNamedSet {
  const elements = Array.isArray(value.elem) ? value.elem : [];
  const read = elements.map((element) => readValues(element));
  return {
    name: textIn(value, 'name') ?? '',
    type: textIn(value, 'type') ?? 'unknown',
    // An element that is not understood makes the set one of which nothing is known; a timeout or a limit does the same.
    elements: read.some((one) => one === undefined) ? [{ kind: 'set', name: '' }] : read.flatMap((one) => one ?? []),
  };
}

function unknownOf(value: unknown): NftExpression {
  return { kind: 'unknown', text: JSON.stringify(value).slice(0, 200) };
}

const plainVerdicts: readonly string[] = ['accept', 'drop', 'return', 'continue'];
const passive: readonly string[] = ['counter', 'log', 'flow', 'comment'];

function readExpression(value: unknown): NftExpression {
  if (!isRecord(value)) return unknownOf(value);
  const [entry] = Object.entries(value);
  if (entry === undefined) return unknownOf(value);
  const [kind, body] = entry;
  const verdict = readVerdict(value);
  if (verdict !== undefined) return verdict;
  if (passive.includes(kind)) return { kind: 'passive', text: kind };
  if (kind === 'notrack') return { kind: 'set', key: 'notrack', value: '' };
  if (kind === 'match' && isRecord(body)) return readMatch(body) ?? unknownOf(value);
  if (kind === 'vmap' && isRecord(body)) return readMap(body) ?? unknownOf(value);
  if (kind === 'mangle' && isRecord(body))
    return { kind: 'set', key: keyOf(body.key) ?? '?', value: scalar(body.value) ?? '?' };
  return unknownOf(value);
}

function readVerdict(value: Json): NftVerdict | undefined {
  const [entry] = Object.entries(value);
  if (entry === undefined) return undefined;
  const [kind, body] = entry;
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

function readMatch(body: Json): NftExpression | undefined {
  const key = keyOf(body.left);
  const values = readValues(body.right);
  if (key === undefined || values === undefined) return undefined;
  switch (body.op) {
    case '==':
    case 'in':
      return { kind: 'match', key, negated: false, values };
    case '!=':
      return { kind: 'match', key, negated: true, values };
    default:
      return undefined;
  }
}

function readMap(body: Json): NftExpression | undefined {
  const key = keyOf(body.key);
  const data = isRecord(body.data) ? body.data.set : undefined;
  if (key === undefined || !Array.isArray(data)) return undefined;
  const entries = data.map((pair: unknown) => {
    if (!Array.isArray(pair) || !isRecord(pair[1])) return undefined;
    const [values, verdict] = [readValues(pair[0]), readVerdict(pair[1])];
    return values === undefined || verdict === undefined ? undefined : { values, verdict };
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length < entries.length ? undefined : { kind: 'vmap', key, entries: known };
}

/** The left side as nft writes it. */
function keyOf(left: unknown): string | undefined {
  if (!isRecord(left)) return undefined;
  const [entry] = Object.entries(left);
  if (entry === undefined) return undefined;
  const [kind, body] = entry;
  if (kind === '&' && Array.isArray(body)) {
    const [of, mask] = [keyOf(body[0]), Array.isArray(body[1]) ? body[1].join(' | ') : scalar(body[1])];
    return of === undefined || mask === undefined ? undefined : `${of} & (${mask})`;
  }
  if (!isRecord(body)) return undefined;
  const key = textIn(body, 'key');
  switch (kind) {
    case 'payload':
      return textIn(body, 'protocol') === undefined ? undefined : `${body.protocol} ${textIn(body, 'field') ?? '?'}`;
    case 'meta':
      // nft leaves the word out where it can be left out.
      return key === undefined ? undefined : /^[io]if(name|group|type)?$/.test(key) ? key : `meta ${key}`;
    case 'ct':
    case 'rt':
      return key === undefined ? undefined : `${kind} ${key}`;
    case 'exthdr':
      return textIn(body, 'field') === undefined ? `exthdr ${body.name}` : `${body.name} ${body.field}`;
    case 'tcp option':
      return `tcp option ${textIn(body, 'name')} ${textIn(body, 'field')}`;
    case 'fib':
      return `fib ${(Array.isArray(body.flags) ? body.flags : [body.flags]).join(' . ')} ${textIn(body, 'result') ?? '?'}`;
    default:
      return undefined;
  }
}

/** The values of a right side; `undefined` where one of them is not understood. */
function readValues(right: unknown): readonly NftValue[] | undefined {
  const text = scalar(right);
  if (text !== undefined) return [text.startsWith('@') ? { kind: 'set', name: text.slice(1) } : { kind: 'one', text }];
  const list = Array.isArray(right) ? right : isRecord(right) && Array.isArray(right.set) ? right.set : undefined;
  if (list !== undefined) {
    const read = list.map((element: unknown) => readValues(element));
    return read.some((one) => one === undefined) ? undefined : read.flatMap((one) => one ?? []);
  }
  if (!isRecord(right)) return undefined;
  if (isRecord(right.prefix)) {
    const [address, length] = [scalar(right.prefix.addr), scalar(right.prefix.len)];
    return address === undefined || length === undefined ? undefined : [{ kind: 'one', text: `${address}/${length}` }];
  }
  if (Array.isArray(right.range)) {
    const [from, to] = right.range.map(scalar);
    return from === undefined || to === undefined ? undefined : [{ kind: 'range', from, to }];
  }
  return undefined;
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return `${value}`;
  // `meta ipsec` and `exthdr` are there or not.
  return typeof value === 'boolean' ? (value ? 'exists' : 'missing') : undefined;
}
