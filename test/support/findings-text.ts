import type { Diagnostic, Place } from '../../src/diagnostics/diagnostic.ts';

/** Findings as golden files have them: place, severity and code, and what else they point at. Sentences are in `messages.txt`. */
export function findingsText(findings: readonly Diagnostic[]): string {
  return findings
    .map(({ code, severity, at, related }) =>
      [`${placeOf(at)}: ${severity} ${code}`, ...(related ?? []).map((other) => `    see ${placeOf(other.at)}`)].join(
        '\n',
      ),
    )
    .join('\n');
}

function placeOf(at: Place): string {
  return at.kind === 'value' ? at.path.join('.') : `${at.file}:${at.line}:${at.column}`;
}
