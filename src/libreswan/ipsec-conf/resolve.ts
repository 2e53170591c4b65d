/**
 * What a conn comes to: its own settings, those of the conns that `also=` names, and those of `%default`, put together in
 * the way of the release.
 *
 * Up to 4.15 a conn's own settings come first, then the conns of `also=`, breadth first; from 5.0 an `also=` is put in where
 * it stands. A setting that is already there makes the conn faulty, but for some that say the same again.
 *
 * @see libreswan `lib/libipsecconf/confread.c` (`translate_conn`, `load_conn`), and runs of 4.3, 4.10 and 5.2
 */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../diagnostic.ts';
import { type FoundKeyword, findKeyword } from '../keyword.ts';
import { atLeast, type Release } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { judgeValue } from '../value.ts';
import type { ConnNode, IpsecConf, SettingLine } from './ast.ts';
import { type ExplainedSetting, meaningOf } from './explain.ts';
import { type Includer, type LoadedSection, loadConf, placeOf } from './load.ts';

/** A setting of a resolved conn. */
export interface ResolvedSetting {
  /** The keyword that the row is named after: `esp` where `phase2alg` is written, `leftid` with its side. */
  readonly keyword: string;
  /** What pluto gets; absent where that is garbage. Canonical for choices, milliseconds for times. */
  readonly value?: string;
  /** Where it stands. */
  readonly line: SettingLine;
  readonly file: string;
  /** The name of the section where it stands. */
  readonly section: string;
  readonly from: 'conn' | 'also' | 'default';
}

/** A conn with everything that counts for it. */
export interface ResolvedConn {
  readonly name: string;
  readonly node: ConnNode;
  readonly file: string;
  /** By keyword, in the order in which they were put in. */
  readonly settings: ReadonlyMap<string, ResolvedSetting>;
  /** The conns that `also=` brought in, in order. */
  readonly also: readonly string[];
  /** Whether the release calls the conn faulty and does not load it whole. */
  readonly lost: boolean;
  readonly findings: readonly Diagnostic[];
}

/**
 * Every conn of a configuration but `%default`, in the order of the files.
 *
 * @example
 * const { conf } = parseConf('conn %default\n\tmtu=1400\nconn a\n\tauto=add\n', '4.10')
 * resolveConns(conf)[0]?.settings.get('mtu')?.value // '1400'
 */
export function resolveConns(conf: IpsecConf, include?: Includer): readonly ResolvedConn[] {
  return resolveSections(loadConf(conf, include).sections, conf.release).conns;
}

/** The first conn of a name, or `undefined`. */
export function resolveConn(conf: IpsecConf, name: string, include?: Includer): ResolvedConn | undefined {
  const { sections } = loadConf(conf, include);
  const wanted = sections.find(({ node }) => node.kind === 'conn' && node.name === name);
  return wanted === undefined ? undefined : resolverOf(sections, conf.release).resolve(wanted);
}

/**
 * The value of a keyword for a conn: as resolved, else what the release takes where nothing is written, else `undefined`.
 *
 * @example settingOf(conn, 'ikelifetime', '4.10') // '28800000'
 */
export function settingOf(conn: ResolvedConn, keyword: string, release: Release): string | undefined {
  const written = conn.settings.get(keyword);
  if (written !== undefined) return written.value;
  const row = findKeyword('conn', keyword)?.row;
  if (row?.initial === undefined) return undefined;
  const value = holdsAt(row.initial, release);
  const fate = judgeValue(row, { value, quotes: 'none' }, release);
  return fate.kind === 'taken' ? fate.meaning : value;
}

/** The conns of some sections, and what is wrong with `%default`. */
export function resolveSections(
  sections: readonly LoadedSection[],
  release: Release,
): { readonly conns: readonly ResolvedConn[]; readonly findings: readonly Diagnostic[] } {
  const { resolve, findings } = resolverOf(sections, release);
  const conns = sections.filter(({ node }) => node.kind === 'conn' && node.name !== '%default').map(resolve);
  return { conns, findings };
}

/** A conn while it is put together. */
interface Draft {
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

interface Resolver {
  readonly resolve: (section: LoadedSection) => ResolvedConn;
  /** About `%default`. */
  readonly findings: readonly Diagnostic[];
}

/** Up to 4.15 a conn takes at most this many names from `also=`, its own and those of the conns that it names. */
const alsoLimit = 32;

/** From 5.0 there is no limit; this one keeps a file of conns that name each other from taking quadratic time. */
const ourLimit = 1000;

function resolverOf(sections: readonly LoadedSection[], release: Release): Resolver {
  const byName = new Map<string, LoadedSection>();
  for (const section of sections) {
    const name = section.node.kind === 'conn' ? section.node.name : undefined;
    if (name !== undefined && !byName.has(name)) byName.set(name, section);
  }
  const rules: Rules = {
    release,
    inline: atLeast(release, '5.0'),
    hasConns: [...byName.keys()].some((name) => name !== '%default'),
    brought: new Map(),
    find: (name) => byName.get(name),
  };
  const base = draftOf('%default');
  for (const section of sections) {
    if (section.node.kind !== 'conn' || section.node.name !== '%default') continue;
    applyDefault(base, section, rules);
    if (base.lost && !rules.inline) break;
  }
  return { findings: base.findings, resolve: (section) => resolveOne(section, base, rules) };
}

interface Rules {
  readonly release: Release;
  /** Whether `also=` is put in where it stands. */
  readonly inline: boolean;
  /** Whether there is a conn beside `%default`. */
  readonly hasConns: boolean;
  /** What `also=` brings in is the same for every conn that names it. */
  readonly brought: Map<ExplainedSetting, ResolvedSetting>;
  readonly find: (name: string) => LoadedSection | undefined;
}

function draftOf(name: string): Draft {
  return { name, settings: new Map(), pending: [], also: [], seen: new Set(), findings: [], lost: false };
}

function nameOf({ node }: LoadedSection): string {
  return node.kind === 'conn' ? node.name : 'config setup';
}

function applyDefault(base: Draft, section: LoadedSection, rules: Rules): void {
  const here = new Set<string>();
  const aliases: Diagnostic[] = [];
  const remark = section.node.body.find(({ kind }) => kind === 'remark');
  if (remark?.kind === 'remark' && !rules.inline)
    base.findings.push(remarkInDefault(rules.release, placeOf(section.file, remark.at)));
  for (const setting of section.settings) {
    const { found, line, fate } = setting;
    if (found === undefined) continue;
    if (fate.kind === 'conn-lost') base.lost = true;
    if (fate.kind !== 'taken' && fate.kind !== 'changed') continue;
    const at = placeOf(section.file, line.at);
    if (found.row.name === 'also') {
      base.findings.push(alsoInDefault(rules.release, at));
      if (!rules.inline) {
        base.lost = true;
        base.pending.push(...namesOf(setting, section.file, rules));
      }
      continue;
    }
    if (found.row.name === 'connalias' && between(rules.release, '4.3', '5.0') && rules.hasConns) {
      aliases.push(aliasInDefault(rules.release, at));
    }
    const key = found.key;
    if (here.has(key) && rules.inline) {
      base.findings.push(duplicate(line, section.file, base.settings.get(key), 'the first one counts', 'warning'));
      continue;
    }
    here.add(key);
    base.settings.set(key, resolvedFrom(setting, key, section, 'default', base.settings.get(key)));
  }
  // A section that is faulty by itself does not get as far as the crash.
  if (!base.lost) base.findings.push(...aliases);
}

function alsoInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const costs = atLeast(release, '5.3')
    ? 'loads nothing of the file'
    : atLeast(release, '5.0')
      ? 'ignores it'
      : 'complains, takes it all the same, and reads no further %default';
  return diagnostic('libreswan/misplaced-keyword', at, `also= must not stand in conn %default; ${release} ${costs}`, {
    severity: atLeast(release, '5.3') ? 'error' : 'warning',
    hint: 'write also= in each conn',
  });
}

function aliasInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const message = `connalias= must not stand in conn %default; ${release} aborts, and loads nothing of the file`;
  return diagnostic('libreswan/misplaced-keyword', at, message, {
    severity: 'error',
    hint: 'write connalias= in each conn',
  });
}

function remarkInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const message = `a remark must not stand in conn %default; ${release} crashes, and loads nothing of the file`;
  return diagnostic('libreswan/misplaced-keyword', at, message, { severity: 'error', hint: 'write a comment with #' });
}

function between(release: Release, from: Release, to: Release): boolean {
  return atLeast(release, from) && !atLeast(release, to);
}

function resolveOne(section: LoadedSection, base: Draft, rules: Rules): ResolvedConn {
  const draft = draftOf(nameOf(section));
  for (const [key, setting] of base.settings) draft.settings.set(key, setting);
  draft.pending.push(...base.pending);
  draft.seen.add(section);
  applySection(draft, section, 'conn', rules);
  if (!rules.inline && !draft.lost) takeAlso(draft, rules);
  const node = section.node as ConnNode;
  return {
    name: draft.name,
    node,
    file: section.file,
    settings: draft.settings,
    also: draft.also,
    lost: draft.lost,
    findings: draft.findings,
  };
}

/** Up to 4.15: one after the other, while the list grows. */
function takeAlso(draft: Draft, rules: Rules): void {
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
function applySection(draft: Draft, first: LoadedSection, from: 'conn' | 'also', rules: Rules): void {
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
function namesOf(setting: ExplainedSetting, file: string, { inline }: Rules): AlsoName[] {
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

function duplicate(
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

function resolvedFrom(
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
  if (holdsAt(row.kind, release) !== 'text') return earlier.value === next.value;
  const special = loose[row.name];
  if (special === undefined || inline) return false;
  return !special.test(line.value) && earlier.value === next.value;
}
