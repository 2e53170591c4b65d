/** A conn while it is put together, and how settings are put in. */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../diagnostic.ts';
import type { FoundKeyword } from '../keyword.ts';
import { atLeast, type Release } from '../release.ts';
import { holdsAt } from '../spans.ts';
import type { SettingLine } from './ast.ts';
import { type ExplainedSetting, meaningOf } from './explain.ts';
import { type LoadedSection, placeOf } from './load.ts';
import type { ResolvedSetting } from './resolve.ts';

/** A conn while it is put together. */
export interface Draft {
  readonly name: string;
  readonly settings: Map<string, ResolvedSetting>;
  /** What `also=` still brings in; what is already in. */
  readonly pending: AlsoName[];
  readonly also: string[];
  readonly seen: Set<LoadedSection>;
  readonly findings: Diagnostic[];
  lost: boolean;
}

interface AlsoName {
  readonly name: string;
  readonly line: SettingLine;
  readonly file: string;
}

/** Up to 4.15 a conn takes at most this many names from `also=`, its own and those of the conns that it names. */
const alsoLimit = 32;

/** From 5.0 there is no limit; this one keeps a file of conns that name each other from taking quadratic time. */
const ourLimit = 1000;

/** How the release puts conns together. */
export interface Rules {
  readonly release: Release;
  /** Whether `also=` is put in where it stands. */
  readonly inline: boolean;
  /** Whether there is a conn beside `%default`. */
  readonly hasConns: boolean;
  /** What `also=` brings in is the same for every conn that names it. */
  readonly brought: Map<ExplainedSetting, ResolvedSetting>;
  readonly find: (name: string) => LoadedSection | undefined;
}

/** A conn with nothing in it yet. */
export function draftOf(name: string): Draft {
  return { name, settings: new Map(), pending: [], also: [], seen: new Set(), findings: [], lost: false };
}

/** The name of a section. */
export function nameOf({ node }: LoadedSection): string {
  return node.kind === 'conn' ? node.name : 'config setup';
}

/** Up to 4.15: one after the other, while the list grows. */
export function takeAlso(draft: Draft, rules: Rules): void {
  for (let i = 0; i < draft.pending.length; i += 1) {
    const also = draft.pending[i] as AlsoName;
    if (draft.pending.length >= alsoLimit) {
      draft.lost = true;
      draft.findings.push(
        diagnostic(
          'libreswan/also-limit',
          placeOf(also.file, also.line.at),
          `a conn must name fewer than ${alsoLimit} others by also=`,
        ),
      );
      return;
    }
    takeOne(draft, also, rules);
  }
}

function takeOne(draft: Draft, also: AlsoName, rules: Rules): void {
  const section = findAlso(draft, also, rules);
  if (section !== undefined) applySection(draft, section, 'also', rules);
}

/** The section that `also=` brings in now; `undefined` where there is none, or it is already in. */
function findAlso(draft: Draft, also: AlsoName, rules: Rules): LoadedSection | undefined {
  const section = rules.find(also.name);
  if (section === undefined) {
    const silent = !atLeast(rules.release, '3.25');
    if (!silent) draft.lost = true;
    draft.findings.push(missingConn(also, silent));
    return undefined;
  }
  if (draft.seen.has(section)) return undefined;
  if (draft.also.length >= ourLimit) {
    const message = `a conn must bring in at most ${ourLimit} others by also=; swanmesh follows no further`;
    draft.findings.push(diagnostic('libreswan/also-limit', placeOf(also.file, also.line.at), message));
    return undefined;
  }
  draft.seen.add(section);
  draft.also.push(also.name);
  return section;
}

function missingConn(also: AlsoName, silent: boolean): Diagnostic {
  const at = placeOf(also.file, also.line.valueAt);
  return diagnostic('libreswan/missing-conn', at, `also= must name a conn that exists, not ${shown(also.name)}`, {
    severity: silent ? 'warning' : 'error',
    hint: silent ? 'this release says nothing and goes on without it' : 'this release does not load the conn',
  });
}

/** A section that is put in, and how far. */
interface Frame {
  readonly section: LoadedSection;
  readonly from: 'conn' | 'also';
  readonly here: Set<FoundKeyword>;
  next: number;
}

/** Puts a section in; from 5.0 also what its `also=` name, where they stand, with a stack of its own for long chains. */
export function applySection(draft: Draft, first: LoadedSection, from: 'conn' | 'also', rules: Rules): void {
  const stack: Frame[] = [{ section: first, from, here: new Set(), next: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const setting = frame.section.settings[frame.next];
    frame.next += 1;
    if (setting === undefined) stack.pop();
    else {
      const brought = applySetting(draft, setting, frame, rules);
      if (brought !== undefined) stack.push({ section: brought, from: 'also', here: new Set(), next: 0 });
    }
  }
}

/** Puts one setting in, or gives the section that it brings in at this place. */
function applySetting(draft: Draft, setting: ExplainedSetting, frame: Frame, rules: Rules): LoadedSection | undefined {
  const { section, from, here } = frame;
  const { found, fate } = setting;
  if (found === undefined) return undefined;
  if (fate.kind === 'conn-lost' || (fate.kind === 'misplaced' && fate.costs === 'conn-lost')) draft.lost = true;
  if (fate.kind !== 'taken' && fate.kind !== 'changed') return undefined;
  if (found.row.name === 'also') {
    const names = namesOf(setting, section.file, rules);
    const [name] = names;
    if (rules.inline) return name === undefined ? undefined : findAlso(draft, name, rules);
    draft.pending.push(...names);
    return undefined;
  }
  const again = rules.inline && here.has(found);
  if (rules.inline) here.add(found);
  put(draft, setting, section, from, again, rules);
  return undefined;
}

/** Up to 4.15 `also="b c"` names two conns. */
export function namesOf(setting: ExplainedSetting, file: string, { inline }: Rules): AlsoName[] {
  const { line } = setting;
  const names = inline ? [line.value] : line.value.split(/[ \t]+/).filter((name) => name !== '');
  return names.map((name) => ({ name, line, file }));
}

function put(
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
  const earlier = draft.settings.get(key);
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
    if (!harmless) draft.lost = true;
    const costs = harmless
      ? 'it says the same, and is only complained of'
      : `${rules.release} does not load the conn whole`;
    draft.findings.push(duplicate(line, section.file, earlier, costs, harmless ? 'warning' : 'error'));
    return;
  }
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
  if (joined === undefined) return { keyword: key, line, file, section: name, from };
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
