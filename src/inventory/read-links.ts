import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry } from '../diagnostics/fix.ts';
import type { Inventory, InventoryNode, NodeName } from './inventory.ts';

export function readLinks(
  written: 'full' | readonly (readonly string[])[],
  nodes: readonly InventoryNode[],
  writtenNodes: Readonly<Record<string, unknown>>,
  findings: Diagnostic[],
): Inventory['links'] {
  if (written === 'full') return 'full';
  const known = new Set<string>(nodes.map((node) => node.name));
  const seen = new Map<string, number>();
  return written.flatMap((pair, i) => {
    const [a, b] = pair as readonly [string, string];
    for (const [k, end] of [a, b].entries()) {
      if (Object.hasOwn(writtenNodes, end)) continue;
      findings.push(
        diagnostic(
          'inventory/unknown-node',
          valueAt('links', i, k),
          `${JSON.stringify(end.slice(0, 80))} must be one of the nodes`,
        ),
      );
    }
    if (a === b)
      findings.push(diagnostic('inventory/value', valueAt('links', i), 'a link must have two different ends'));
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const first = seen.get(key);
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
    seen.set(key, i);
    return a !== b && known.has(a) && known.has(b) ? [[a as NodeName, b as NodeName] as const] : [];
  });
}
