import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../../diagnostics/diagnostic.ts';
import { checkName } from '../read-nodes.ts';

/**
 * A predicate for the names of a source's hosts, each asked once: whether it is a node's name by the contract's pattern
 * and no host before had it. The findings are `inventory/node-name` and `inventory/duplicate-node`.
 */
export function newNameCheck(findings: Diagnostic[]): (name: string, at: ValuePath) => boolean {
  const seen = new Map<string, string>();
  return (name, at) => checkName(name, at, seen, findings);
}

/** The finding of a source that is not what its command prints. */
export function notThatSource(message: string, hint: string, at: ValuePath = []): Diagnostic {
  return diagnostic('import/source', valueAt(...at), message, { hint });
}
