import { type FoundKeyword, fateOf, lookupKeyword } from '../../keyword/keyword.ts';
import type { ValueFate } from '../../keyword/value/fate.ts';
import { judgeValue } from '../../keyword/value/judge-value.ts';
import { atLeast, type Release } from '../../release.ts';
import type { SettingLine } from '../syntax/ast.ts';

/** What a release makes of one line, whatever stands around it. */
export type SettingFate =
  | ValueFate
  /** No keyword of this name: the whole file is lost. */
  | { readonly kind: 'unknown' }
  /** Accepted and ignored: with a warning, or (`silent`) without. */
  | { readonly kind: 'obsolete'; readonly silent: boolean }
  /** A keyword of the other kind of section. */
  | { readonly kind: 'misplaced'; readonly costs: 'ignored' | 'conn-lost' | 'file-lost' };

/** A line and what becomes of it. */
export interface ExplainedSetting {
  readonly line: SettingLine;
  /** The row of the keyword, where the release has one. */
  readonly found?: FoundKeyword;
  readonly fate: SettingFate;
}

/** What the release makes of a line of a section. */
export function explainSetting(section: 'setup' | 'conn', line: SettingLine, release: Release): ExplainedSetting {
  const found = lookupKeyword(section, line.keyword, release);
  if (found === undefined) return { line, fate: { kind: 'unknown' } };
  const bare = fateOf(found.row, release);
  if (bare !== 'effective') return { line, found, fate: { kind: 'obsolete', silent: bare === 'silent' } };
  const fate = judgeValue(found.row, line, release);
  // Up to 4.15 a line that is passed over is gone before anybody asks whether it belongs here.
  const isGone = fate.kind === 'file-lost' || (fate.kind === 'ignored' && !atLeast(release, '5.0'));
  if (!isGone && (found.row.section === 'setup') !== (section === 'setup'))
    return { line, found, fate: { kind: 'misplaced', costs: misplacedCosts(section, release) } };
  return { line, found, fate };
}

/** What a line comes to in its section: up to 4.15 what would cost a conn costs `conn %default` that line alone. */
export function fateIn(
  { kind, name }: { readonly kind: 'setup' | 'conn'; readonly name?: string },
  { fate }: ExplainedSetting,
  release: Release,
): SettingFate {
  if (kind === 'setup' || name !== '%default' || atLeast(release, '5.0')) return fate;
  if (fate.kind === 'conn-lost') return { kind: 'ignored', because: fate.because };
  return fate.kind === 'misplaced' && fate.costs === 'conn-lost' ? { kind: 'misplaced', costs: 'ignored' } : fate;
}

/** What a fate costs: the line, the conn, the file, or nothing that this tells. */
export function costsOf(fate: SettingFate): 'ignored' | 'conn-lost' | 'file-lost' | undefined {
  if (fate.kind === 'misplaced') return fate.costs;
  if (fate.kind === 'unknown') return 'file-lost';
  return fate.kind === 'conn-lost' || fate.kind === 'file-lost' || fate.kind === 'ignored' ? fate.kind : undefined;
}

/** The value that pluto gets from a line, or `undefined` where it gets none. */
export function meaningOf({ fate }: ExplainedSetting): string | undefined {
  return fate.kind === 'taken' || fate.kind === 'changed' ? fate.meaning : undefined;
}

function misplacedCosts(section: 'setup' | 'conn', release: Release): 'ignored' | 'conn-lost' | 'file-lost' {
  if (atLeast(release, '5.3')) return 'file-lost';
  if (atLeast(release, '5.0')) return 'ignored';
  if (section === 'setup') return 'file-lost';
  return atLeast(release, '3.28') ? 'ignored' : 'conn-lost';
}
