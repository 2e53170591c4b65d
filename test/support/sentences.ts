import type { Diagnostic, Place } from '../../src/diagnostics/diagnostic.ts';

/** Findings as golden files have them: what is said, where, what to do, and what it has to do with. */
export function sentences(findings: readonly Diagnostic[]): string {
  return findings
    .map(({ code, severity, at, message, hint, related }) =>
      [
        `${placeOf(at)}: ${severity}: ${message} [${code}]`,
        ...(hint === undefined ? [] : [`    hint: ${hint}`]),
        ...(related ?? []).map((other) => `    ${placeOf(other.at)}: ${other.message}`),
      ].join('\n'),
    )
    .join('\n');
}

function placeOf(at: Place): string {
  return at.kind === 'value' ? at.path.join('.') : `${at.file}:${at.line}:${at.column}`;
}
