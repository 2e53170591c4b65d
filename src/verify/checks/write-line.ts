/** What to write in a conn, as a hint and as a change of its file. None is safe: the other end has to fit, or the host is rendered. */
import type { DiagnosticExtras, TextPlace } from '../../diagnostics/diagnostic.ts';
import { lineAfter, replaceLine } from '../../diagnostics/fix.ts';
import type { Conn } from '../conn.ts';

type Advice = Pick<DiagnosticExtras, 'hint' | 'fix'>;

/** A line of what both ends have, in the place of the one that there is. */
export function writeLine(conn: Conn, name: string, value: string | undefined): Advice {
  const hint = `write ${name}=${value}`;
  if (value === undefined) return { hint };
  const line = `\t${name}=${value}`;
  const isWritten = conn.written(name) !== undefined;
  return { hint, fix: isWritten ? replaceLine(conn.placeOf(name), line, false) : lineAfter(conn.at, line, false) };
}

/** The address of an end. */
export function writeAddress(conn: Conn, end: 'local' | 'remote', address: string): Advice {
  const side = (end === 'local') === (conn.side === 'left') ? 'left' : 'right';
  const hint = `write ${side}=${address}`;
  if (conn.writtenFor(end, '') === undefined) return { hint };
  return { hint, fix: replaceLine(conn.placeFor(end, ''), `\t${side}=${address}`, false) };
}

/** The line of a place goes. */
export function removeLine(at: TextPlace): Advice {
  return { hint: 'remove the line', fix: replaceLine(at, undefined, false) };
}
