/**
 * Annotations of GitHub Actions, a line a finding.
 *
 * @see GitHub Actions, workflow commands: `error`, `warning`, `notice`, and their escapes
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { placeText } from '../../diagnostics/format.ts';
import { oneLine } from '../../diagnostics/one-line.ts';
import type { ReportFormat } from '../report.ts';

export const github: ReportFormat = {
  kind: 'text',
  name: 'github',
  description: 'annotations of GitHub Actions',
  text: ({ findings }) => findings.map(annotation).join(''),
};

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

function annotation({ at, severity, code, message, hint }: Diagnostic): string {
  const place = at.kind === 'value' ? '' : `file=${property(at.file)},line=${at.line},col=${at.column},`;
  const where = at.kind === 'value' ? `${data(placeText(at))}: ` : '';
  const more = hint === undefined ? '' : `%0Ahint: ${data(hint)}`;
  return `::${commands[severity]} ${place}title=${property(code)}::${where}${data(message)}${more}\n`;
}

function data(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => oneLine(line).replaceAll('%', '%25'))
    .join('%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
