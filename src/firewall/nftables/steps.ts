/** The parts of a rule of nft as conditions and actions. */
import { append } from '../../bytes/append.ts';
import { targetByName } from '../iptables/target.ts';
import { addressSet, readRange } from '../verdict/address-range.ts';
import type { MarkTerm } from '../verdict/mark.ts';
import type { Action, Condition, Step, Translation } from '../verdict/rule-set.ts';
import type {
  NftEntries,
  NftEntry,
  NftExpression,
  NftLeft,
  NftLookup,
  NftNat,
  NftRule,
  NftTable,
  NftValue,
  NftVerdict,
} from './ast.ts';
import { nftChainKey } from './chain-key.ts';
import { conditionsOf, entryConditions, impliedBy } from './conditions.ts';
import { numberRange } from './numbers.ts';

/** The rule, from left to right. */
export function stepsOf(table: NftTable, rule: NftRule): readonly Step[] {
  const steps: Step[] = [];
  let conditions: Condition[] = [];
  const act = (...actions: readonly Action[]) => {
    for (const action of actions) {
      steps.push({ conditions, action });
      conditions = [];
    }
  };
  for (const expression of rule.expressions) {
    switch (expression.kind) {
      case 'match':
        append(conditions, conditionsOf(table, expression));
        break;
      case 'verdict':
        append(conditions, impliedByAnswer(expression));
        act(verdictAction(table, expression));
        break;
      case 'vmap': {
        const branches = branchesOf(table, expression, expression.entries, (verdict) =>
          isVerdict(verdict) ? [verdictAction(table, verdict)] : undefined,
        );
        append(conditions, impliedByLeft(expression));
        act(
          branches === undefined
            ? { kind: 'unknown', what: 'verdict map' }
            : { kind: 'branch', branches, complete: expression.complete === true },
        );
        break;
      }
      case 'mark':
        // What is not there cannot be copied, and ends the rule.
        if (typeof expression.to === 'object' && 'connection' in expression.to && expression.to.connection !== 0)
          conditions.push({ kind: 'tracked', negated: false });
        act(markAction(table, expression));
        break;
      case 'nat':
        if (expression.family !== undefined) append(conditions, impliedBy(expression.family));
        act(natAction(table, expression));
        break;
      case 'set':
        if (expression.key === 'notrack') act({ kind: 'untrack' });
        break;
      case 'update':
        append(conditions, expression.keys.flatMap(impliedBy));
        if (expression.limited) conditions.push({ kind: 'unknown', what: 'limit' });
        break;
      case 'xt':
        if (expression.role === 'statement') act(...targetByName(expression.name));
        else if (expression.name !== 'comment') conditions.push({ kind: 'unknown', what: `xt ${expression.name}` });
        break;
      case 'unknown':
        if (expression.role === 'condition') conditions.push({ kind: 'unknown', what: expression.what });
        else act({ kind: 'unknown', what: expression.what });
        break;
      case 'passive':
        break;
    }
  }
  return steps;
}

function isVerdict(data: NftVerdict | NftValue): data is NftVerdict {
  return data.kind === 'verdict';
}

function impliedByLeft({ key, keys }: NftLeft): readonly Condition[] {
  return (keys ?? [key]).flatMap(impliedBy);
}

/** A branch for each entry of a map that is looked up, in the order in which they are to be tried; the last ones match the rest. */
function branchesOf<D>(
  table: NftTable,
  left: NftLeft,
  entries: NftEntries<D>,
  actionsOf: (data: D | NftVerdict | NftValue) => readonly Action[] | undefined,
): readonly Step[] | undefined {
  const found: readonly NftEntry<D | NftVerdict | NftValue>[] | undefined =
    'named' in entries ? table.maps?.find(({ name }) => name === entries.named)?.entries : entries;
  if (found === undefined) return undefined;
  const branches = found.flatMap(({ values, data }) =>
    (actionsOf(data) ?? [{ kind: 'unknown', what: 'map' } as const]).map((action): Step => {
      const any = values.some(({ kind }) => kind === 'any');
      return { conditions: any ? [] : entryConditions(table, left, values), action };
    }),
  );
  return branches;
}

function verdictAction(table: NftTable, { verdict, target }: NftVerdict): Action {
  switch (verdict) {
    case 'accept':
    case 'drop':
    case 'return':
      return { kind: verdict };
    case 'reject':
      return { kind: 'drop' };
    case 'continue':
      return { kind: 'pass' };
    case 'jump':
    case 'goto':
      return { kind: verdict, chain: nftChainKey(table, target ?? '') };
  }
}

/** nft leaves out the match on the family that the answer of `reject` implies. */
function impliedByAnswer({ answer }: NftVerdict): readonly Condition[] {
  switch (answer) {
    case 'icmp':
      return [{ kind: 'family', family: 'ipv4', negated: false }];
    case 'icmpv6':
      return [{ kind: 'family', family: 'ipv6', negated: false }];
    case 'tcp reset':
      return [{ kind: 'protocol', numbers: [6], negated: false }];
    default:
      return [];
  }
}

function markAction(table: NftTable, { of, to }: NftExpression & { readonly kind: 'mark' }): Action {
  if (to === 'unknown' || !('kind' in to)) return { kind: 'mark', of, to };
  const branches = branchesOf(table, to, to.entries, (data) => {
    const range = isValue(data) ? numberRange(data) : undefined;
    if (range === undefined || range[0] !== range[1]) return [{ kind: 'mark', of, to: 'unknown' }];
    const term: MarkTerm = { packet: 0, connection: 0, value: range[0] };
    return [{ kind: 'mark', of, to: term }];
  });
  return branches === undefined ? { kind: 'mark', of, to: 'unknown' } : { kind: 'branch', branches, complete: false };
}

function isValue(data: NftVerdict | NftValue): data is NftValue {
  return data.kind !== 'verdict';
}

function natAction(table: NftTable, { verb, address, port }: NftNat): Action {
  const end = verb === 'dnat' || verb === 'redirect' ? 'destination' : 'source';
  const own = verb === 'masquerade' || verb === 'redirect' ? { ownAddress: true } : {};
  const lookup = [address, port].find((one): one is NftLookup => typeof one === 'object' && one.kind === 'lookup');
  const fixed = (one: NftNat['address']) => (typeof one === 'object' && one.kind === 'lookup' ? undefined : one);
  const translation = (to: NftNat['address'], at: NftNat['port']): Translation => {
    const addresses = typeof to === 'object' && to.kind !== 'lookup' ? rangeOf(to) : undefined;
    const ports = typeof at === 'object' && at.kind !== 'lookup' ? numberRange(at) : undefined;
    const unread = (to !== undefined && addresses === undefined) || (at !== undefined && ports === undefined);
    return {
      end,
      ...own,
      ...(addresses === undefined ? {} : { addresses: addressSet([addresses]) }),
      ...(ports === undefined ? {} : { ports }),
      ...(unread ? { what: verb } : {}),
    };
  };
  if (lookup === undefined) return { kind: 'translate', to: translation(address, port) };
  const branches = branchesOf(table, lookup, lookup.entries, (data) => {
    if (!isValue(data)) return undefined;
    const parts = data.kind === 'concat' ? data.parts : [data];
    const [first, second] = parts;
    const to = lookup === address ? translation(first, second ?? fixed(port)) : translation(fixed(address), first);
    return [{ kind: 'translate', to }];
  });
  if (branches === undefined) return { kind: 'translate', to: { end, what: verb } };
  return { kind: 'branch', branches, complete: false };
}

function rangeOf(value: NftValue): ReturnType<typeof readRange> {
  if (value.kind === 'one') return readRange(value.text);
  return value.kind === 'range' ? readRange(`${value.from}-${value.to}`) : undefined;
}
