/** An import put into an inventory that exists. */
import { type Diagnostic, diagnostic, hasError, valueAt } from '../diagnostics/diagnostic.ts';
import type { Imported } from '../inventory/import/imported.ts';
import { type MergeChange, planMerge } from '../inventory/import/merge.ts';
import type { Source } from './findings.ts';
import { readInventoryValue } from './inventory-value.ts';
import { readText } from './read-text.ts';
import { editYaml } from './yaml-edit.ts';

/** What merging gives; `text` is the new inventory, absent where there is an error. */
export interface MergedFile {
  readonly changes: readonly MergeChange[];
  readonly text: string | undefined;
  readonly findings: readonly Diagnostic[];
  readonly source: Source | undefined;
}

/** Reads an inventory and plans what the import changes in it. Nothing is written. */
export function mergeInto(path: string, imported: Imported): MergedFile {
  const file = readInventoryValue(path);
  const plan = planMerge(file.value, imported);
  if (plan.kind === 'failed') return { changes: [], text: undefined, findings: plan.findings, source: file.source };
  const text = readText(path);
  const edited = plan.value.length === 0 ? text : editYaml(text, plan.value);
  const findings: Diagnostic[] = [...plan.findings];
  if (edited === undefined)
    findings.push(
      diagnostic(
        'import/not-edited',
        valueAt(),
        'the inventory must be one that can be edited in place, and has aliases or tags where the changes go',
        {
          hint: 'write the changes by hand; --check lists them',
        },
      ),
    );
  return { changes: plan.value, text: hasError(findings) ? undefined : edited, findings, source: file.source };
}

/** One line a change. */
export function changeText({ path, from, to }: MergeChange): string {
  const where = path.join('.');
  const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return from === undefined ? `+ ${where}: ${show(to)}` : `~ ${where}: ${show(from)} -> ${show(to)}`;
}
