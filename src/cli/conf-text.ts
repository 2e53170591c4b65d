/** The report of `swanmesh conf` as people read it. */
import type { ExplainedConf } from '../libreswan/ipsec-conf/load/explain-conf.ts';
import { type FromDefault, fromDefault } from '../libreswan/ipsec-conf/load/inherited.ts';
import { type SettingReport, sectionReport } from './conf-report.ts';
import { joinSafe, padLeft, printable, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** Every section with its lines, each with its fate; then each conn in a line. In parts, which need not be in memory at once. */
export function* confText(explained: ExplainedConf, paint: Paint): Generator<SafeText> {
  const { release, loaded, sections, conns } = explained;
  const verdict = loaded ? paint.strong(safe`loaded`) : paint.error(safe`nothing of the file is loaded`);
  yield safe`read by libreswan ${printable(release)}: ${verdict}\n`;
  for (const section of sections) {
    const { kind, name, file, line, settings } = sectionReport(section, release);
    const head = kind === 'setup' ? safe`config setup` : safe`conn ${printable(name ?? '')}`;
    const rows = settings.map((setting) => safe`${settingRow(setting, paint)}\n`);
    yield safe`\n${paint.strong(head)}${paint.faint(safe`  ${printable(file)}:${line}`)}\n${joinSafe(rows)}`;
  }
  if (conns.length > 0) yield safe`\n`;
  for (const conn of conns) {
    const brought = conn.also.length === 0 ? safe`` : safe`, also ${joinSafe(conn.also.map(printable), ', ')}`;
    const state = conn.loaded ? safe`loaded` : paint.error(safe`not loaded`);
    yield safe`conn ${printable(conn.name)}: ${state}, ${conn.settings.size} settings${brought}\n`;
    const ofDefault = defaultText(fromDefault(explained, conn));
    if (ofDefault !== undefined) yield paint.faint(safe`    ${ofDefault}\n`);
  }
}

/** Which lines of `%default` count for a conn, and which do not; nothing where there are none. */
function defaultText({ taken, beaten }: FromDefault): SafeText | undefined {
  const counts = taken.map(({ keyword, file, line }) => safe`${printable(keyword)} ${printable(file)}:${line.at.line}`);
  const loses = beaten.map(
    ({ keyword, file, line, by }) =>
      safe`${printable(keyword)} ${printable(by.file)}:${by.line.at.line} wins over ${printable(file)}:${line}`,
  );
  if (counts.length + loses.length === 0) return undefined;
  const parts = [...(counts.length > 0 ? [safe`from %default: ${joinSafe(counts, ', ')}`] : []), ...loses];
  return joinSafe(parts, safe`; `);
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

function settingRow(setting: SettingReport, paint: Paint): SafeText {
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
  return safe`${padLeft(line, 5)}  ${written}${gets}${says}${prose}`;
}
