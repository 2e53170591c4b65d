/** Who is linked with whom: everybody, pairs that are listed, and rules by role. */
import { nearest } from '../bytes/did-you-mean.ts';
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry, writeValue } from '../diagnostics/fix.ts';
import type { Inventory, InventoryNode, NodeName } from './inventory.ts';
import type { WrittenLink, WrittenLinkRule, WrittenLinks } from './written.ts';

/** The pairs, each once, in the order in which they are first said; `full` where a rule joins any with any. */
export function readLinks(
  written: WrittenLinks,
  nodes: readonly InventoryNode[],
  writtenNodes: Readonly<Record<string, unknown>>,
  findings: Diagnostic[],
): Inventory['links'] {
  if (written === 'full') return 'full';
  const byName = new Map<string, NodeName>(nodes.map(({ name }) => [name, name]));
  if (isRule(written)) return joined([{ rule: written, path: ['links'] }]);
  const listed = written.map((link, i) => (isRule(link) ? { rule: link, path: ['links', i] } : { link, i }));
  return joined(listed);

  function joined(links: readonly Listed[]): Inventory['links'] {
    const pairs = new Map<string, readonly [NodeName, NodeName]>();
    const explicit = new Map<string, number>();
    let isFull = false;
    for (const each of links) {
      if ('rule' in each) {
        const [from, to] = [endsOf(each.rule.from, [...each.path, 'from']), endsOf(each.rule.to, [...each.path, 'to'])];
        if (from.length === nodes.length && to.length === nodes.length) isFull = true;
        else
          for (const a of from)
            for (const b of to) if (a !== b) pairs.set(keyOf(a, b), pairs.get(keyOf(a, b)) ?? [a, b]);
      } else for (const [a, b] of listedPair(each, explicit)) pairs.set(keyOf(a, b), pairs.get(keyOf(a, b)) ?? [a, b]);
    }
    return isFull ? 'full' : [...pairs.values()];
  }

  /** The nodes that an end of a rule means. */
  function endsOf(end: string, path: ValuePath): readonly NodeName[] {
    const named = nodes.filter(({ name }) => name === end);
    const role = end.startsWith('role:') ? end.slice('role:'.length) : undefined;
    const found =
      named.length > 0 ? named : end === 'any' ? nodes : nodes.filter((node) => node.role === role && role !== '');
    // A node that is written and could not be read has a finding of its own.
    if (found.length === 0 && !Object.hasOwn(writtenNodes, end)) {
      const known = [...new Set(nodes.flatMap((node) => (node.role === '' ? [] : [`role:${node.role}`])))];
      const near = nearest(end, role === undefined ? [...nodes.map(({ name }) => name), 'any'] : known);
      const message =
        role === undefined ? 'must be any, role:ROLE or one of the nodes' : 'must be a role that a node has';
      const at = valueAt(...path);
      findings.push(
        diagnostic('inventory/unknown-node', at, `${JSON.stringify(end.slice(0, 80))} ${message}`, {
          ...(near === undefined ? {} : { hint: `did you mean ${near}?`, fix: writeValue(path, near, true) }),
        }),
      );
    }
    return found.map(({ name }) => name);
  }

  /** A pair that is listed, unless it is wrong or was listed before. */
  function listedPair({ link, i }: ListedPair, seen: Map<string, number>): readonly (readonly [NodeName, NodeName])[] {
    const [a, b] = link as readonly [string, string];
    for (const [k, end] of [a, b].entries()) {
      if (Object.hasOwn(writtenNodes, end)) continue;
      // Of the first wrong names alone: whoever wrote hundreds of them did not slip.
      const near = findings.length < 100 ? nearest(end, [...byName.keys()]) : undefined;
      findings.push(
        diagnostic(
          'inventory/unknown-node',
          valueAt('links', i, k),
          `${JSON.stringify(end.slice(0, 80))} must be one of the nodes`,
          near === undefined ? {} : { hint: `did you mean ${near}?`, fix: writeValue(['links', i, k], near, true) },
        ),
      );
    }
    if (a === b)
      findings.push(diagnostic('inventory/value', valueAt('links', i), 'a link must have two different ends'));
    const first = seen.get(keyOf(a, b));
    if (first !== undefined) {
      findings.push(
        diagnostic(
          'inventory/duplicate-link',
          valueAt('links', i),
          `the link of ${JSON.stringify(a)} and ${JSON.stringify(b)} must be given once`,
          {
            related: [{ at: valueAt('links', first), message: 'the first time' }],
            fix: removeEntry(['links', i], true),
          },
        ),
      );
      return [];
    }
    seen.set(keyOf(a, b), i);
    const [one, other] = [a, b].map((end) => byName.get(end));
    return one === undefined || other === undefined || one === other ? [] : [[one, other]];
  }
}

interface ListedRule {
  readonly rule: WrittenLinkRule;
  readonly path: ValuePath;
}

interface ListedPair {
  readonly link: Exclude<WrittenLink, WrittenLinkRule>;
  readonly i: number;
}

type Listed = ListedRule | ListedPair;

function isRule(link: WrittenLink | Exclude<WrittenLinks, 'full'>): link is WrittenLinkRule {
  return 'from' in link;
}

function keyOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
