/** Reads what `nft -j list ruleset` writes. */
import { type Diagnostic, diagnostic, failed, ok, type Result, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import type { NftChain, NftHook, NftNamedMap, NftNamedSet, NftRule, NftTable } from './ast.ts';
import { isRecord, type Json, textIn } from './json.ts';
import { readExpression, readVerdict, unknownOf } from './read-expression.ts';
import { readEntries, readOne, readValues } from './read-values.ts';

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
  for (const [i, entry] of entries.entries()) {
    const at = valueAt('nftables', i);
    for (const [kind, value] of Object.entries(entry)) {
      if (!isRecord(value)) continue;
      const family = textIn(value, 'family');
      const table = kind === 'table' ? textIn(value, 'name') : textIn(value, 'table');
      if (family === undefined || table === undefined) continue;
      const draft = draftOf(drafts, family, table);
      if (kind === 'table') draft.dormant ||= isDormant(value.flags);
      if (kind === 'set') draft.sets.push(readSet(value));
      if (kind === 'map') draft.maps.push(readMap(value));
      if (kind === 'chain') draft.chains.set(textIn(value, 'name') ?? '', { ...readChain(value), at, rules: [] });
      if (kind === 'rule') {
        const expressions = Array.isArray(value.expr)
          ? value.expr.map(readExpression)
          : [unknownOf(value, 'statement', 'rule')];
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
  dormant: boolean;
  readonly sets: NftNamedSet[];
  readonly maps: NftNamedMap[];
  readonly chains: Map<string, NftChain & { readonly rules: NftRule[] }>;
}

function draftOf(drafts: Map<string, Draft>, family: string, name: string): Draft {
  const key = `${family} ${name}`;
  const draft = drafts.get(key) ?? { family, name, dormant: false, sets: [], maps: [], chains: new Map() };
  drafts.set(key, draft);
  return draft;
}

function entriesIn(text: string): readonly Json[] | undefined {
  try {
    const root: unknown = JSON.parse(text);
    if (!isRecord(root) || !Array.isArray(root.nftables)) return undefined;
    return root.nftables.filter(isRecord);
  } catch {
    return undefined;
  }
}

function isDormant(flags: unknown): boolean {
  return Array.isArray(flags) ? flags.includes('dormant') : flags === 'dormant';
}

function readChain(value: Json): Omit<NftChain, 'rules'> {
  const name = textIn(value, 'name') ?? '';
  const hook = textIn(value, 'hook');
  if (hook === undefined) return { name };
  const devices = (Array.isArray(value.dev) ? value.dev : [value.dev]).filter((one) => typeof one === 'string');
  const read: NftHook = {
    type: textIn(value, 'type') ?? 'filter',
    hook,
    priority: typeof value.prio === 'number' ? value.prio : 0,
    policy: value.policy === 'drop' ? 'drop' : 'accept',
    ...(devices.length === 0 ? {} : { devices }),
  };
  return { name, hook: read };
}

function readSet(value: Json): NftNamedSet {
  const read = (Array.isArray(value.elem) ? value.elem : []).map((element) => readValues(element));
  const known = read.filter((one) => one !== undefined);
  return {
    name: textIn(value, 'name') ?? '',
    type: Array.isArray(value.type) ? value.type.join(' . ') : (textIn(value, 'type') ?? 'unknown'),
    elements: known.length < read.length ? undefined : known.flat(),
  };
}

function readMap(value: Json): NftNamedMap {
  const entries = readEntries(value.elem ?? [], (data) => readVerdict(data) ?? readOne(data));
  return { name: textIn(value, 'name') ?? '', entries: Array.isArray(entries) ? entries : undefined };
}
