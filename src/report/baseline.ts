import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lastingKey } from './fingerprint.ts';

/**
 * The findings that an earlier run did not have. Two are the same where code, file (or path into a value) and sentence are:
 * a line that moved is no new finding. Of several that are alike as many are known as the earlier run had.
 *
 * @param known findings of the earlier run, as its JSON has them
 */
export function newFindings(findings: readonly Diagnostic[], known: readonly Diagnostic[]): readonly Diagnostic[] {
  const left = new Map<string, number>();
  for (const finding of known) {
    const key = lastingKey(finding);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return findings.filter((finding) => {
    const key = lastingKey(finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}
