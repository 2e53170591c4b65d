import type { Result } from '../../src/diagnostics/diagnostic.ts';
import { findingsText } from './findings-text.ts';

/** What is written, and what is said of it. */
export function resultText<T>(written: Result<T>, print: (value: T) => string): string {
  const text = written.kind === 'ok' ? print(written.value) : 'refused';
  return written.findings.length === 0 ? text : `${text}\n${findingsText(written.findings)}`;
}
