/** An ipsec.conf with the changes that its findings carry. */
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { applyFixes, type TextFix } from '../../src/diagnostics/fix.ts';
import { explainConf } from '../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../src/libreswan/release.ts';

/** What a release finds in a text. */
export function findingsIn(text: string, release: Release): readonly Diagnostic[] {
  return explainConf(parseConf(text, release).value, release).findings;
}

/** The change of a finding, where it has one in the text. */
export function textFixOf({ fix }: Diagnostic): TextFix | undefined {
  return fix?.at.kind === 'text' ? { ...fix, at: fix.at } : undefined;
}

/** The text after one change. */
export function afterFix(text: string, fix: TextFix): string {
  return applyFixes(text, [fix]).text;
}
