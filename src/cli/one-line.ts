import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { placeText } from '../diagnostics/format.ts';
import { located, type Source, severityText } from './findings.ts';
import { printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** A finding on one line: place, severity, sentence, what to do, code. */
export function oneLine(finding: Diagnostic, source: Source | undefined, paint: Paint): SafeText {
  const { at, message, hint, code } = located(finding, source);
  const todo = hint === undefined ? safe`` : safe` - ${printable(hint)}`;
  return safe`${paint.strong(safe`${printable(placeText(at))}:`)} ${severityText(finding, paint)}: ${printable(message)}${todo} [${printable(code)}]\n`;
}
