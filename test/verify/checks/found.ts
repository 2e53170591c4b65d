/** What a check finds on two hosts with conns for each other: see `../two-hosts.ts` for the conns that a row changes. */
import type { DiagnosticCode } from '../../../src/diagnostics/codes.ts';
import type { Diagnostic, Place } from '../../../src/diagnostics/diagnostic.ts';
import { type Tree, verifyTree } from '../tree.ts';
import { type Row, treeOf } from '../two-hosts.ts';

/** A case: why, the change, and what is found: severity, host and the line to which the finding points. */
export type Case = readonly [why: string, change: Omit<Row, 'why'>, found: readonly string[]];

/** What is found of a code, such as `error a: type=transport (b: conn to-a)`; in brackets what else it points at. */
export function found(code: DiagnosticCode, change: Omit<Row, 'why'>): readonly string[] {
  const tree = treeOf({ why: '', ...change });
  return told(code, verifyTree(tree).findings, tree);
}

/** The findings of a code, each with severity, and with host and line of what it points at. */
export function told(code: DiagnosticCode, findings: readonly Diagnostic[], tree: Tree): readonly string[] {
  const lineOf = (at: Place): string => {
    if (at.kind === 'value') return at.path.join('.');
    const [host = '', ...path] = at.file.split('/');
    return `${host}: ${tree.get(host)?.get(path.join('/'))?.split('\n')[at.line - 1]?.trim()}`;
  };
  return findings
    .filter((finding) => finding.code === code)
    .map(({ severity, at, related = [] }) =>
      [`${severity} ${lineOf(at)}`, ...related.map((other) => `(${lineOf(other.at)})`)].join(' '),
    );
}
