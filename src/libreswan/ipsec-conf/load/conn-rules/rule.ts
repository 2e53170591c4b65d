/** What the rules about conns have in common. */
import { type Diagnostic, type DiagnosticCode, diagnostic, type Severity } from '../../../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../../../release.ts';
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
  hint?: string,
  severity?: Severity,
): readonly Diagnostic[] {
  const extras = { ...(hint === undefined ? {} : { hint }), ...(severity === undefined ? {} : { severity }) };
  return [diagnostic(code, placeOf(setting.file, setting.line.valueAt), message, extras)];
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

/** Both ends. */
export const sides = ['left', 'right'] as const;
