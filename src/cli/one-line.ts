import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from './findings.ts';
import { type Paint, printable } from './terminal.ts';

/** A finding on one line: place, severity, sentence, what to do, code. */
export function oneLine(
  { at, severity, message, hint, code }: Diagnostic,
  source: Source | undefined,
  paint: Paint,
): string {
  const place = at.kind === 'text' ? at : source?.locate(at.path);
  const where =
    place === undefined
      ? at.kind === 'value'
        ? at.path.join('.')
        : ''
      : `${place.file}:${place.line}:${place.column}`;
  const todo = hint === undefined ? '' : ` - ${printable(hint)}`;
  return `${paint.strong(`${printable(where)}:`)} ${paint[severity](severity)}: ${printable(message)}${todo} [${code}]\n`;
}
