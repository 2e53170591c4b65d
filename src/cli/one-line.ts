import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { placeText, type Source, severityText } from './findings.ts';
import { printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** A finding on one line: place, severity, sentence, what to do, code. */
export function oneLine(finding: Diagnostic, source: Source | undefined, paint: Paint): SafeText {
  const { at, message, hint, code } = finding;
  const place = at.kind === 'text' ? at : source?.locate(at.path);
  const where = place !== undefined ? placeText(place) : printable(at.kind === 'value' ? at.path.join('.') : '');
  const todo = hint === undefined ? safe`` : safe` - ${printable(hint)}`;
  return safe`${paint.strong(safe`${where}:`)} ${severityText(finding, paint)}: ${printable(message)}${todo} [${printable(code)}]\n`;
}
