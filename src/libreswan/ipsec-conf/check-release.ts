/** What a release makes of a configuration: one finding for every line that it does not take as it stands. */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace } from '../../diagnostic.ts';
import type { KeywordRow } from '../keyword.ts';
import { instead } from '../keyword-instead.ts';
import { atLeast, type Release, releases } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { type IpsecConf, sourceOf } from './ast.ts';
import { checkConn } from './conn-rules.ts';
import type { ExplainedSetting } from './explain.ts';
import { type Includer, type LoadedSection, loadConf, placeOf } from './load.ts';
import { parseConf } from './parse.ts';
import { resolveSections } from './resolve.ts';

/**
 * Everything that a release does with a configuration other than what it says: lines that it can not read (**the whole file
 * is lost**), unknown and obsolete keywords, values that are not taken or taken for something else, keywords that stand
 * twice, conns that are not loaded. In the order of the files. Empty when the release takes all of it as it stands.
 *
 * Codes: those of {@link parseConf} and {@link loadConf}, `libreswan/unknown-keyword`, `libreswan/obsolete-keyword`,
 * `libreswan/misplaced-keyword`, `libreswan/bad-value`, `libreswan/other-meaning`, `libreswan/duplicate-keyword`,
 * `libreswan/duplicate-conn`, `libreswan/missing-conn`, `libreswan/also-limit`, `libreswan/conn-lost`,
 * `libreswan/no-effect`, and those of {@link judgeProposals}.
 *
 * @example
 * const { conf } = parseConf('conn a\n\tforceencaps=yes\n', '5.2')
 * checkRelease(conf, '5.2') // libreswan/unknown-keyword at 2:2; hint: write encapsulation=yes
 */
export function checkRelease(conf: IpsecConf, release: Release, include?: Includer): readonly Diagnostic[] {
  const parsed = parseConf(sourceOf(conf), release, conf.file);
  const loaded = loadConf(parsed.conf, include);
  const findings: Diagnostic[] = [...parsed.findings, ...loaded.findings];
  for (const section of loaded.sections) {
    for (const setting of section.settings) {
      const finding = settingFinding(setting, section, release);
      if (finding !== undefined) findings.push(finding);
    }
  }
  findings.push(...duplicateConns(loaded.sections), ...secondSetups(loaded.sections, release));
  const { conns, findings: defaults } = resolveSections(loaded.sections, release);
  findings.push(...defaults);
  for (const conn of conns) findings.push(...conn.findings, ...checkConn(conn, release));
  return inOrder(
    findings,
    loaded.files.map(({ file }) => file),
  );
}

/** The finding about one line by itself, or `undefined`. */
export function settingFinding(
  { line, found, fate }: ExplainedSetting,
  { file, node }: Pick<LoadedSection, 'file' | 'node'>,
  release: Release,
): Diagnostic | undefined {
  const at = placeOf(file, line.at);
  const hint = instead(line.keyword, line.value, release);
  const extras = hint === undefined ? {} : { hint };
  switch (fate.kind) {
    case 'unknown': {
      const message = `${shown(line.keyword, 60)} must be a keyword that ${release} knows; it loads nothing of the file`;
      return diagnostic('libreswan/unknown-keyword', at, message, extras);
    }
    case 'obsolete': {
      const how = fate.silent ? 'without a word' : 'with a warning';
      return diagnostic(
        'libreswan/obsolete-keyword',
        at,
        `${line.keyword}= has no effect: ${release} ignores it ${how}`,
        extras,
      );
    }
    case 'misplaced': {
      const belongs = node.kind === 'setup' ? 'a conn' : 'config setup';
      return diagnostic(
        'libreswan/misplaced-keyword',
        at,
        `${line.keyword}= belongs in ${belongs}; ${release} ${costs[fate.costs]}`,
        {
          severity: fate.costs === 'ignored' ? 'warning' : 'error',
        },
      );
    }
    case 'taken':
      return found === undefined
        ? undefined
        : otherMeaning(found.row, line.value, release, placeOf(file, line.valueAt));
    default: {
      const message = `${line.keyword}= must have a value that ${release} takes, not ${shown(line.value)}: ${fate.because}; ${release} ${costs[fate.kind]}${'meaning' in fate ? `, ${shown(fate.meaning ?? '')}` : ''}`;
      const severity = fate.kind === 'ignored' ? { severity: 'warning' as const } : {};
      return diagnostic('libreswan/bad-value', placeOf(file, line.valueAt), message, { ...extras, ...severity });
    }
  }
}

const costs = {
  changed: 'takes something else without a word',
  ignored: 'ignores the line',
  'conn-lost': 'does not load the conn',
  'file-lost': 'loads nothing of the file',
} as const;

/** A word of a choice that means something else in another release. */
function otherMeaning(row: KeywordRow, value: string, release: Release, at: TextPlace): Diagnostic | undefined {
  const word = value.toLowerCase();
  const choice = row.choices !== undefined && Object.hasOwn(row.choices, word) ? row.choices[word] : undefined;
  if (choice === undefined || typeof choice === 'string') return undefined;
  const meaning = holdsAt(choice, release);
  const other = releases.find((each) => holdsAt(choice, each) !== undefined && holdsAt(choice, each) !== meaning);
  if (other === undefined) return undefined;
  return diagnostic(
    'libreswan/other-meaning',
    at,
    `${row.name}=${word} means ${shown(meaning ?? '')} in ${release}, but ${shown(holdsAt(choice, other) ?? '')} in ${other}`,
  );
}

function duplicateConns(sections: readonly LoadedSection[]): readonly Diagnostic[] {
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
function secondSetups(sections: readonly LoadedSection[], release: Release): readonly Diagnostic[] {
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

/** By file in the order in which they are read, then by line and column; one of each. */
function inOrder(findings: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const rank = new Map<string, number>();
  for (const file of files) if (!rank.has(file)) rank.set(file, rank.size);
  const keyed = findings.map((finding) => ({ finding, at: finding.at.kind === 'text' ? finding.at : undefined }));
  keyed.sort(
    (a, b) =>
      (rank.get(a.at?.file ?? '') ?? 0) - (rank.get(b.at?.file ?? '') ?? 0) ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
  const seen = new Set<string>();
  return keyed.flatMap(({ finding, at }) => {
    const key = `${finding.code}\n${at?.file}\n${at?.line}\n${at?.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [finding];
  });
}
