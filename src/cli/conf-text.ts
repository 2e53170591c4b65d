/** The report of `swanmesh conf` as people read it. */
import type { ConfReport, SettingReport } from './conf-report.ts';
import { type Paint, printable } from './terminal.ts';

/** Every section with its lines, each with its fate; then each conn in a line. */
export function confText(report: ConfReport, paint: Paint): string {
  const rows = [
    `read by libreswan ${report.release}: ${report.loaded ? paint.strong('loaded') : paint.error('nothing of the file is loaded')}`,
  ];
  for (const { kind, name, file, line, settings } of report.sections) {
    rows.push(
      '',
      paint.strong(`${kind === 'setup' ? 'config setup' : `conn ${printable(name ?? '')}`}`) +
        paint.faint(`  ${printable(file)}:${line}`),
    );
    for (const setting of settings) rows.push(...settingRows(setting, paint));
  }
  if (report.conns.length > 0) rows.push('');
  for (const { name, loaded, also, settings } of report.conns) {
    const brought = also.length === 0 ? '' : `, also ${also.map(printable).join(', ')}`;
    const state = loaded ? 'loaded' : paint.error('not loaded');
    rows.push(`conn ${printable(name)}: ${state}, ${settings.length} settings${brought}`);
  }
  return `${rows.join('\n')}\n`;
}

const fates: Readonly<Record<string, string>> = {
  taken: '',
  changed: 'taken for something else',
  ignored: 'ignored',
  obsolete: 'ignored: no effect any more',
  misplaced: 'in the wrong section',
  unknown: 'unknown: loses the file',
  'conn-lost': 'loses the conn',
  'file-lost': 'loses the file',
};

function settingRows(setting: SettingReport, paint: Paint): string[] {
  const { line, keyword, value, quotes, fate, meaning, unit, because, about } = setting;
  const shown = quotes === 'double' ? `"${value}"` : quotes === 'braces' ? `{${value}}` : value;
  const written = `${printable(keyword)}=${printable(shown)}`;
  const gets =
    meaning !== undefined && meaning !== value
      ? `  = ${printable(meaning)}${unit === undefined ? '' : ` ${unit}`}`
      : '';
  const reason = because === undefined ? '' : `: ${printable(because)}`;
  const says = fate === 'taken' ? '' : `  ${paint.warning(fates[fate] ?? fate)}${reason}`;
  const prose = about === undefined ? '' : paint.faint(`  # ${about}`);
  return [`${String(line).padStart(5)}  ${written}${gets}${says}${prose}`];
}
