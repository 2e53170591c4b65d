/** Sections that stand twice. */
import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace } from '../../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../../release.ts';
import { isStarted } from './conn-rules/rule.ts';
import { type LoadedSection, placeOf } from './load.ts';
import type { ResolvedConn } from './resolved.ts';

/** Conns of one name. Where both are loaded at start, the later one replaces the earlier; else each is found by its name. */
export function duplicateConns(conns: readonly ResolvedConn[]): readonly Diagnostic[] {
  const first = new Map<string, { readonly at: TextPlace; isStarted: boolean }>();
  return conns.flatMap((conn) => {
    const at = placeOf(conn.file, conn.node.nameAt);
    const earlier = first.get(conn.name);
    if (earlier === undefined) {
      first.set(conn.name, { at, isStarted: isStarted(conn) });
      return [];
    }
    const isReplaced = earlier.isStarted && isStarted(conn);
    earlier.isStarted ||= isStarted(conn);
    const message = `the name of a conn must stand once, not ${shown(conn.name)} again`;
    const hint = `give one of them another name${isReplaced ? '; at start the later one replaces the earlier' : ''}`;
    return diagnostic('libreswan/duplicate-conn', at, message, {
      ...(isReplaced ? {} : { severity: 'info' }),
      hint,
      related: [{ at: earlier.at, message: 'the first one' }],
    });
  });
}

/** From 5.0 a keyword of `config setup` that stands again is complained of, and the later one counts. */
export function repeatedSettings(sections: readonly LoadedSection[], release: Release): readonly Diagnostic[] {
  if (!atLeast(release, '5.0')) return [];
  const first = new Map<string, TextPlace>();
  return sections.flatMap(({ file, node, settings }) =>
    node.kind !== 'setup'
      ? []
      : settings.flatMap(({ line, found, fate }) => {
          if (found === undefined || fate.kind !== 'taken') return [];
          const at = placeOf(file, line.at);
          const earlier = first.get(found.row.name);
          if (earlier === undefined) {
            first.set(found.row.name, at);
            return [];
          }
          const message = `${line.keyword}= must stand once in config setup; ${release} takes the later one`;
          return diagnostic('libreswan/duplicate-keyword', at, message, {
            severity: 'warning',
            related: [{ at: earlier, message: 'the first one' }],
          });
        }),
  );
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

/** From 5.0 a private remark, `x-name=…`, is passed over with a warning. */
export function remarks(sections: readonly LoadedSection[], release: Release): readonly Diagnostic[] {
  if (!atLeast(release, '5.0')) return [];
  return sections.flatMap(({ file, node }) =>
    node.body.flatMap((line) => {
      if (line.kind !== 'remark') return [];
      const message = `a remark has no effect; ${release} warns of it`;
      return diagnostic('libreswan/no-effect', placeOf(file, line.at), message, {
        severity: 'info',
        hint: 'write a comment with #',
      });
    }),
  );
}
