/** The report of `swanmesh conf` as people read it. */
import type { ConfReport, SettingReport } from './conf-report.ts';
import { joinSafe, padLeft, printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** Every section with its lines, each with its fate; then each conn in a line. */
export function confText(report: ConfReport, paint: Paint): SafeText {
  const rows = [
    safe`read by libreswan ${printable(report.release)}: ${report.loaded ? paint.strong(safe`loaded`) : paint.error(safe`nothing of the file is loaded`)}`,
  ];
  for (const { kind, name, file, line, settings } of report.sections) {
    rows.push(
      safe``,
      joinSafe([
        paint.strong(kind === 'setup' ? safe`config setup` : safe`conn ${printable(name ?? '')}`),
        paint.faint(safe`  ${printable(file)}:${line}`),
      ]),
    );
    for (const setting of settings) rows.push(...settingRows(setting, paint));
  }
  if (report.conns.length > 0) rows.push(safe``);
  for (const { name, loaded, also, settings } of report.conns) {
    const brought = also.length === 0 ? safe`` : safe`, also ${joinSafe(also.map(printable), ', ')}`;
    const state = loaded ? safe`loaded` : paint.error(safe`not loaded`);
    rows.push(safe`conn ${printable(name)}: ${state}, ${settings.length} settings${brought}`);
  }
  return safe`${joinSafe(rows, '\n')}\n`;
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

function settingRows(setting: SettingReport, paint: Paint): SafeText[] {
  const { line, keyword, value, quotes, fate, meaning, unit, because, about } = setting;
  const shown = quotes === 'double' ? `"${value}"` : quotes === 'braces' ? `{${value}}` : value;
  const written = safe`${printable(keyword)}=${printable(shown)}`;
  const gets =
    meaning !== undefined && meaning !== value
      ? safe`  = ${printable(meaning)}${unit === undefined ? safe`` : safe` ${printable(unit)}`}`
      : safe``;
  const reason = because === undefined ? safe`` : safe`: ${printable(because)}`;
  const says = fate === 'taken' ? safe`` : safe`  ${paint.warning(printable(fates[fate] ?? fate))}${reason}`;
  const prose = about === undefined ? safe`` : paint.faint(safe`  # ${printable(about)}`);
  return [safe`${padLeft(line, 5)}  ${written}${gets}${says}${prose}`];
}
