import type { DiagnosticCode, Result } from '../../src/diagnostics/diagnostic.ts';

/** The value of a result that must be there; the findings where it is not. */
export function valueIn<T>(result: Result<T>): T {
  if (result.kind === 'ok') return result.value;
  throw new Error(`expected a value, got ${JSON.stringify(result.findings)}`);
}

/** The codes of all findings, in their order. */
export function codesOf(result: Result<unknown>): readonly DiagnosticCode[] {
  return result.findings.map(({ code }) => code);
}
