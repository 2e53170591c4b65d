/** Puts a setting into a conn: keywords that stand twice, and those of which every occurrence counts. */
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { FoundKeyword } from '../../keyword/keyword.ts';
import { atLeast } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { SettingLine } from '../syntax/ast.ts';
import { type Draft, nameOf, type Rules } from './conn-builder.ts';
import { type ExplainedSetting, meaningOf } from './explain.ts';
import { type LoadedSection, placeOf } from './load.ts';
import type { ResolvedSetting } from './resolved.ts';

/** Puts one setting in; `again`: its keyword stood in this section before. */
export function putSetting(
  draft: Draft,
  setting: ExplainedSetting,
  section: LoadedSection,
  from: 'conn' | 'also',
  again: boolean,
  rules: Rules,
): void {
  const { found, line } = setting;
  if (found === undefined) return;
  const key = found.key;
  const isApart = key === 'esp' && atLeast(rules.release, '5.3');
  const earlier = isApart ? draft.transforms.get(found.row.name) : draft.settings.get(key);
  if (again) {
    draft.findings.push(duplicate(line, section.file, earlier, 'the first one counts', 'warning'));
    return;
  }
  const known = earlier === undefined && from === 'also' ? rules.brought.get(setting) : undefined;
  const next = known ?? resolvedFrom(setting, key, section, from, earlier);
  if (earlier === undefined && from === 'also' && known === undefined) rules.brought.set(setting, next);
  const isAgain = earlier !== undefined && earlier.from !== 'default';
  if (isAgain && !isCollected(found)) {
    const harmless = saysTheSame(found, setting, earlier, next, rules);
    // Up to 4.15 one that also= brings in, and from 5.3 any, is complained of, and the first one counts.
    const isKept = harmless || (rules.inline ? atLeast(rules.release, '5.3') : from === 'also');
    if (!isKept) draft.lost = true;
    const costs = harmless
      ? 'it says the same, and is only complained of'
      : isKept
        ? `${rules.release} complains, and the first one counts`
        : `${rules.release} does not load the conn`;
    draft.findings.push(duplicate(line, section.file, earlier, costs, isKept ? 'warning' : 'error'));
    return;
  }
  if (isApart) draft.transforms.set(found.row.name, next);
  if (isApart && draft.settings.get(key)?.from === from) return;
  draft.settings.set(key, next);
}

/** The finding about a keyword that stands twice. */
export function duplicate(
  line: SettingLine,
  file: string,
  earlier: ResolvedSetting | undefined,
  costs: string,
  severity: 'error' | 'warning',
): Diagnostic {
  return diagnostic(
    'libreswan/duplicate-keyword',
    placeOf(file, line.at),
    `${line.keyword}= must stand once for a conn; ${costs}`,
    {
      severity,
      ...(earlier === undefined
        ? {}
        : { related: [{ at: placeOf(earlier.file, earlier.line.at), message: 'the first one' }] }),
    },
  );
}

/** The setting as it counts for the conn. */
export function resolvedFrom(
  setting: ExplainedSetting,
  key: string,
  section: LoadedSection,
  from: ResolvedSetting['from'],
  earlier: ResolvedSetting | undefined,
): ResolvedSetting {
  const { line, found } = setting;
  const meaning = meaningOf(setting);
  const joined =
    found !== undefined && isCollected(found) && earlier?.value !== undefined && meaning !== undefined
      ? `${earlier.value} ${meaning}`
      : meaning;
  const { file } = section;
  const name = nameOf(section);
  // Written out, for this is made for every setting of every conn.
  if (joined === undefined) {
    const { fate } = setting;
    const refused = fate.kind === 'conn-lost' ? { refused: fate.because } : {};
    return { keyword: key, line, file, section: name, from, ...refused };
  }
  return { keyword: key, value: joined, line, file, section: name, from };
}

/** Keywords of which every occurrence counts. */
function isCollected({ row }: FoundKeyword): boolean {
  return row.name === 'connalias' || row.name === 'subnets';
}

/** Words that up to 4.15 stand for a number where otherwise a text is expected; twice the same is then a fault. */
const loose: Readonly<Record<string, RegExp>> = {
  '': /^%(?:defaultroute|any|opportunistic|oppo|opportunisticgroup|oppogroup|group|hostname)?$/i,
  rsasigkey: /^%(?:cert|dns|dnsondemand)$/i,
  ecdsakey: /^%(?:cert|dns|dnsondemand)$/i,
  pubkey: /^%(?:cert|dns|dnsondemand)$/i,
  'ipsec-interface': /^(?:yes|no)$/i,
};

/** Whether a second setting of the same keyword only makes the release complain. */
function saysTheSame(
  { row }: FoundKeyword,
  { line }: ExplainedSetting,
  earlier: ResolvedSetting,
  next: ResolvedSetting,
  { release, inline }: Rules,
): boolean {
  if (next.value === undefined) return false; // garbage, and each time another
  if (holdsAt(row.kind, release) !== 'text') return earlier.value === next.value;
  const special = loose[row.name];
  if (special === undefined || inline) return false;
  return !special.test(line.value) && earlier.value === next.value;
}
