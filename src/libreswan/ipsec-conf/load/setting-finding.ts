/** What a release does with one line by itself, as a finding. */
import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace } from '../../../diagnostics/diagnostic.ts';
import { type KeywordRow, lookupKeyword } from '../../keyword/keyword.ts';
import { replacementOf, replacementOfValue } from '../../keyword/replacements.ts';
import type { ValueFate } from '../../keyword/value/fate.ts';
import { insteadOfValue } from '../../keyword/value/suggest.ts';
import { atLeast, type Release, releases } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { SettingLine } from '../syntax/ast.ts';
import { type Advice, replaceSetting, writeValueOf } from './advice.ts';
import { type ExplainedSetting, fateIn } from './explain.ts';
import { type LoadedSection, placeOf } from './load.ts';
import type { ResolvedSetting } from './resolved.ts';

/** The finding about one line by itself, or `undefined`. */
export function settingFinding(
  setting: ExplainedSetting,
  { file, node }: Pick<LoadedSection, 'file' | 'node'>,
  release: Release,
): Diagnostic | undefined {
  const { line, found } = setting;
  const fate = fateIn(node, setting, release);
  const at = placeOf(file, line.at);
  switch (fate.kind) {
    case 'unknown': {
      const extras = adviceOn(line, file, node, release);
      const message = `${shown(line.keyword, 60)} must be a keyword that ${release} knows; it loads nothing of the file`;
      return diagnostic('libreswan/unknown-keyword', at, message, extras);
    }
    case 'obsolete': {
      const extras = adviceOn(line, file, node, release);
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
    case 'conn-lost':
      // From 5.0 pluto says so of each conn, by what else is in it.
      if (atLeast(release, '5.0')) return undefined;
      return valueFinding(setting, file, fate, release);
    default:
      return valueFinding(setting, file, fate, release);
  }
}

/** The finding about a value that costs this conn. */
export function refusedFinding(setting: ResolvedSetting, release: Release): Diagnostic {
  const { line, file, refused = '' } = setting;
  const found = lookupKeyword('conn', line.keyword, release);
  const fate = { kind: 'conn-lost', because: refused } as const;
  return valueFinding({ line, ...(found === undefined ? {} : { found }) }, file, fate, release);
}

function valueFinding(
  { line, found }: Pick<ExplainedSetting, 'line' | 'found'>,
  file: string,
  fate: Exclude<ValueFate, { readonly kind: 'taken' }>,
  release: Release,
): Diagnostic {
  const message = `${line.keyword}= must have a value that ${release} takes, not ${shown(line.value)}: ${fate.because}; ${release} ${costs[fate.kind]}${'meaning' in fate ? `, ${shown(fate.meaning ?? '')}` : ''}`;
  const severity = fate.kind === 'ignored' ? { severity: 'warning' as const } : {};
  const value = found === undefined ? undefined : insteadOfValue(found.row, line, release);
  const other = replacementOfValue(line.keyword, line.value, release);
  const extras: Advice =
    value !== undefined
      ? writeValueOf(file, line, value, fate.kind !== 'ignored')
      : other === undefined
        ? {}
        : replaceSetting(file, line, other, fate.kind !== 'ignored');
  return diagnostic('libreswan/bad-value', placeOf(file, line.valueAt), message, { ...extras, ...severity });
}

/** What to write instead of a keyword that the release does not use; never a second line of what the section has. */
function adviceOn(line: SettingLine, file: string, node: LoadedSection['node'], release: Release): Advice {
  const by = replacementOf(line.keyword, line.value, release);
  if (by === undefined) return {};
  const put = by.kind === 'setting' || by.kind === 'keyword' ? by.keyword.toLowerCase() : undefined;
  const isThere = node.body.some((each) => each.kind === 'setting' && each.keyword.toLowerCase() === put);
  // A control character in the value is a fault of its own, which goes first.
  return replaceSetting(file, line, by, !isThere && !/\p{Cc}/u.test(line.value));
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
