/** The table of validity for people, programs and Prometheus. */
import type { ValidityRow } from '../../entries/x509.ts';
import { gauge } from '../../report/prometheus.ts';
import { isoSecond } from '../../x509/iso-second.ts';
import { joinSafe, padLeft, padRight, printable, printableLines, type SafeText, safe } from '../safe-text.ts';
import type { Paint } from '../terminal.ts';

const day = 24 * 60 * 60;
const width = 40;

/** One line a certificate: whose, until when, how long, and a line of time from now to the last end. */
export function expiryText(rows: readonly ValidityRow[], paint: Paint): SafeText {
  if (rows.length === 0) return safe``;
  const longest = rows.reduce((most, { secondsLeft }) => Math.max(most, secondsLeft), 1);
  const owners = rows.reduce((most, { owner }) => Math.min(60, Math.max(most, owner.length)), 5);
  const lines = rows.map((row) => {
    const left = row.secondsLeft < 0 ? safe`ended` : safe`${padLeft(Math.floor(row.secondsLeft / day), 5)} days`;
    const bar = printable('='.repeat(Math.max(0, Math.round((width * row.secondsLeft) / longest))));
    const line = safe`${padRight(printable(row.owner), owners)}  ${padRight(printable(row.role), 9)}  ${printable(isoSecond(row.until))}  ${padLeft(left, 10)}  ${bar}`;
    return row.state === 'valid' ? line : row.state === 'ends-soon' ? paint.warning(line) : paint.error(line);
  });
  const head = paint.faint(
    safe`${padRight(safe`whose`, owners)}  ${padRight(safe`role`, 9)}  ${padRight(safe`accepted until`, 20)}  ${padLeft(safe`left`, 10)}  now ... ${Math.floor(longest / day)} days`,
  );
  return safe`${joinSafe([head, ...lines], '\n')}\n`;
}

/** A row for programs, in the order of the contract. */
export function expiryRow(row: ValidityRow): object {
  const { owner, role, subject, serialHex, notBefore, notAfter, until, secondsLeft, state } = row;
  return {
    owner,
    role,
    subject,
    serialHex,
    notBefore: isoSecond(notBefore),
    notAfter: isoSecond(notAfter),
    until: isoSecond(until),
    secondsLeft,
    state,
  };
}

const metrics = [
  ['swanmesh_certificate_not_before_seconds', 'First second of validity, in Unix time.', 'notBefore'],
  ['swanmesh_certificate_not_after_seconds', 'Last second of validity, in Unix time.', 'notAfter'],
  [
    'swanmesh_certificate_accepted_until_seconds',
    'End of the certificate or of its authority, whichever is first, in Unix time.',
    'until',
  ],
] as const;

/** For the textfile collector of Prometheus' node exporter. */
export function expiryMetrics(rows: readonly ValidityRow[]): SafeText {
  return printableLines(
    metrics
      .map(([name, help, field]) =>
        gauge(
          name,
          help,
          rows.map((row) => [
            { owner: row.owner, role: row.role, serial: row.serialHex },
            Math.floor(row[field].getTime() / 1000),
          ]),
        ),
      )
      .join(''),
  );
}
