import { reportFormats } from './formats/index.ts';
import type { Report } from './report.ts';

/**
 * Findings as another program reads them, or `undefined` where there is no format of that name.
 *
 * @param name `github`, `gitlab`, `sarif` or `junit`
 *
 * @example
 * const { findings } = readInventory({ version: 2 })
 * printReport('github', { findings, command: 'check', swanmesh: '0.2.0' })?.startsWith('::error title=inventory/') // true
 */
export function printReport(name: string, report: Report): string | undefined {
  const format = reportFormats.find((each) => each.name === name);
  if (format === undefined) return undefined;
  return format.kind === 'text' ? format.text(report) : `${JSON.stringify(format.document(report), null, 2)}\n`;
}
