/** Puts sections into a conn: its own, and those that `also=` brings in, each where the release does it. */
import { append } from '../../../bytes/append.ts';
import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { replaceLine } from '../../../diagnostics/fix.ts';
import type { FoundKeyword } from '../../keyword/keyword.ts';
import { atLeast, type Release } from '../../release.ts';
import type { AlsoName, Draft, Rules } from './conn-builder.ts';
import { costsOf, type ExplainedSetting } from './explain.ts';
import { type LoadedSection, placeOf } from './load.ts';
import { putSetting } from './put-setting.ts';

/** Up to 4.15 a conn takes at most this many names from `also=`, its own and those of the conns that it names. */
const alsoLimit = 32;

/** From 5.0 there is no limit; this one keeps a file of conns that name each other from taking quadratic time. */
const ourLimit = 1000;

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
    if (rules.inline && !atLeast(rules.release, '5.3')) draft.lost = true;
    draft.findings.push(missingConn(also, rules.release));
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

/**
 * Up to 4.15 and from 5.3 the conn is loaded at start with what else it has, although readwriteconf calls it faulty and
 * addconn refuses it by name (runs of 4.3, 4.10, 5.2, 5.3 and 5.4).
 */
function missingConn(also: AlsoName, release: Release): Diagnostic {
  const at = placeOf(also.file, also.line.valueAt);
  const isRefused = atLeast(release, '5.0') && !atLeast(release, '5.3');
  const outcome = isRefused
    ? 'does not load the conn'
    : atLeast(release, '3.25')
      ? 'complains, and goes on without it'
      : 'says nothing, and goes on without it';
  const message = `also= must name a conn that exists, not ${shown(also.name)}; ${release} ${outcome}`;
  const severity = atLeast(release, '3.25') ? 'error' : 'warning';
  return diagnostic('libreswan/missing-conn', at, message, {
    severity,
    hint: 'write that conn, or take the line out',
    fix: replaceLine(at, undefined, false),
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
  const isRefused = rules.inline && fate.kind === 'conn-lost';
  if (costsOf(fate) === 'conn-lost' && !isRefused) draft.lost = true;
  if (fate.kind !== 'taken' && fate.kind !== 'changed') {
    draft.unread.add(found.key);
    if (!isRefused) return undefined;
  }
  if (found.row.name === 'also') {
    const names = namesOf(setting, section.file, rules);
    const [name] = names;
    if (rules.inline) return name === undefined ? undefined : findAlso(draft, name, rules);
    append(draft.pending, names);
    return undefined;
  }
  const again = rules.inline && here.has(found);
  if (rules.inline) here.add(found);
  putSetting(draft, setting, section, from, again, rules);
  return undefined;
}

/** Up to 4.15 `also="b c"` names two conns. */
export function namesOf(setting: ExplainedSetting, file: string, { inline }: Rules): AlsoName[] {
  const { line } = setting;
  const names = inline ? [line.value] : line.value.split(/[ \t]+/).filter((name) => name !== '');
  return names.map((name) => ({ name, line, file }));
}
