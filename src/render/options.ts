import { type Diagnostic, diagnostic, hasError, type ValuePlace, valueAt } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import { removeEntry } from '../diagnostics/fix.ts';
import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { checkOption } from '../libreswan/keyword/check-option.ts';
import { findKeyword } from '../libreswan/keyword/keyword.ts';
import { rangeText } from '../libreswan/release.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** The keywords of `ipsec.options` that every release of the mesh reads alike, and what is wrong with the others. */
export interface MeshOptions {
  readonly settings: readonly Setting[];
  readonly findings: readonly Diagnostic[];
}

/** Each keyword and its value against every range of releases in the mesh; one that is wrong is written nowhere. */
export function readMeshOptions(mesh: Mesh): MeshOptions {
  const ranges = [...new Map(mesh.nodes.map(({ releases }) => [rangeText(releases), releases])).values()];
  const findings = newFindingList();
  const written = new Map<string, string>();
  const settings = mesh.ipsec.options.filter(({ keyword, value }) => {
    const at = valueAt('ipsec', 'options', keyword);
    const found = [
      ...twice(keyword, written, at),
      ...ranges.flatMap((releases) => checkOption(keyword, value, releases, at)),
    ];
    findings.addAll(found);
    return !hasError(found);
  });
  return { settings, findings: findings.all() };
}

/** A keyword in two spellings (an alias, another case) would stand twice in a conn, and up to 4.15 the conn would be lost. */
function twice(keyword: string, written: Map<string, string>, at: ValuePlace): readonly Diagnostic[] {
  const row = findKeyword('conn', keyword)?.row;
  const name = row?.alias ?? row?.name ?? keyword;
  const other = written.get(name);
  written.set(name, keyword);
  if (other === undefined) return [];
  return [
    diagnostic(
      'libreswan/option-not-free',
      at,
      `a further keyword must be written once, and ${keyword}= is the same as ${other}=`,
      {
        hint: 'leave one of them out',
        fix: removeEntry(at.path, false),
      },
    ),
  ];
}
