/** Sections that stand twice. */
import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace } from '../../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../../release.ts';
import { type LoadedSection, placeOf } from './load.ts';

/** Conns of one name. */
export function duplicateConns(sections: readonly LoadedSection[]): readonly Diagnostic[] {
  const first = new Map<string, TextPlace>();
  const findings: Diagnostic[] = [];
  for (const { file, node } of sections) {
    if (node.kind !== 'conn' || node.name === '%default') continue;
    const at = placeOf(file, node.nameAt);
    const earlier = first.get(node.name);
    if (earlier === undefined) first.set(node.name, at);
    else
      findings.push(
        diagnostic(
          'libreswan/duplicate-conn',
          at,
          `the name of a conn must stand once, not ${shown(node.name)} again`,
          {
            hint: 'give one of them another name; at start the later one replaces the earlier',
            related: [{ at: earlier, message: 'the first one' }],
          },
        ),
      );
  }
  return findings;
}

/** Up to 4.15 a second `config setup` is dropped where the first one has settings. */
export function secondSetups(sections: readonly LoadedSection[], release: Release): readonly Diagnostic[] {
  let first: TextPlace | undefined;
  const findings: Diagnostic[] = [];
  for (const { file, node, settings } of sections) {
    if (node.kind !== 'setup') continue;
    const at = placeOf(file, node.at);
    if (first !== undefined && settings.length > 0 && !atLeast(release, '5.0')) {
      const message = `config setup must stand once; ${release} drops the settings of the second`;
      findings.push(
        diagnostic('libreswan/no-effect', at, message, {
          hint: 'put all its settings into the first',
          related: [{ at: first, message: 'the first one' }],
        }),
      );
    }
    if (settings.length > 0) first ??= at;
  }
  return findings;
}
