/** What the rules about conns have in common. */
import { type Diagnostic, type DiagnosticCode, diagnostic, type Severity } from '../../../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { Advice } from '../advice.ts';
import { placeOf } from '../load.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import type { Setup } from '../setup.ts';

/** What is wrong with the settings of a conn taken together. */
export type Rule = (conn: ResolvedConn, release: Release, setup: Setup) => readonly Diagnostic[];

/** A finding at the value of a setting. */
export function at(
  setting: ResolvedSetting,
  code: DiagnosticCode,
  message: string,
  advice?: string | Advice,
  severity?: Severity,
): readonly Diagnostic[] {
  const extras = {
    ...(typeof advice === 'string' ? { hint: advice } : advice),
    ...(severity === undefined ? {} : { severity }),
  };
  return [diagnostic(code, placeOf(setting.file, setting.line.valueAt), message, extras)];
}

/** A setting costs its conn. */
export function lost(
  setting: ResolvedSetting,
  release: Release,
  because: string,
  advice?: string | Advice,
): readonly Diagnostic[] {
  return at(setting, 'libreswan/conn-lost', `${because}; ${release} does not load the conn`, advice);
}

/** A setting has no effect, and the conn is loaded. */
export function idle(setting: ResolvedSetting, message: string, advice?: string | Advice): readonly Diagnostic[] {
  return at(setting, 'libreswan/no-effect', message, advice);
}

/** Nothing is wrong. */
export const none: readonly Diagnostic[] = [];

/** From one release to before another. */
export function between(release: Release, from: Release, to: Release): boolean {
  return atLeast(release, from) && !atLeast(release, to);
}

/** Whether a conn of this `type=` never negotiates. */
export function isShunt(type: string | undefined): boolean {
  return type === 'passthrough' || type === 'drop' || type === 'reject';
}

/** Whether a conn never negotiates. */
export function neverNegotiates({ settings }: Pick<ResolvedConn, 'settings'>): boolean {
  return isShunt(settings.get('type')?.value);
}

/** Whether a boolean is on, by what is written. */
export function isOn({ settings }: Pick<ResolvedConn, 'settings'>, keyword: string): boolean {
  return settings.get(keyword)?.value === 'yes';
}

/** The version of IKE that a conn asks for; from 5.3 one that never negotiates asks for the newer. */
export function ikeVersionOf(conn: Pick<ResolvedConn, 'settings'>, release: Release): 1 | 2 {
  const { settings } = conn;
  if (atLeast(release, '5.3') && neverNegotiates(conn)) return 2;
  const exchange = atLeast(release, '5.0') ? settings.get('keyexchange')?.value : undefined;
  if (exchange === 'ikev1') return 1;
  if (exchange === 'ikev2') return 2;
  const written = settings.get('ikev2');
  const word = written?.value;
  // Up to 4.15 nothing, or a number, is the internal number of a word: never, permit, propose, insist.
  if (written !== undefined && word === undefined && /^[01]?$/.test(written.line.value) && !atLeast(release, '5.0'))
    return 1;
  if (word === undefined) return atLeast(release, '3.28') ? 2 : 1;
  return word === 'IKEv2' ? 2 : 1;
}

/** Whether a conn is loaded at start, by its `auto=`. */
export function isStarted({ settings }: Pick<ResolvedConn, 'settings'>): boolean {
  return (settings.get('auto')?.value ?? 'ignore') !== 'ignore';
}

/** Both ends. */
export const sides = ['left', 'right'] as const;

/** The other end. */
export function otherSide(side: 'left' | 'right'): 'left' | 'right' {
  return side === 'left' ? 'right' : 'left';
}
