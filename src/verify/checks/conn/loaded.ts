import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { ConnCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/** `verify/not-loaded`: a conn of the mesh has an `auto=` that loads it. The default, `ignore`, does not. */
export const checkLoaded: ConnCheck = (conn) => {
  if (conn.meaning('auto') !== 'ignore') return [];
  return [
    diagnostic(
      'verify/not-loaded',
      conn.placeOf('auto'),
      `conn ${conn.name} must have an auto= that loads it${conn.written('auto') === undefined ? ', and it has none that counts' : ''}`,
      writeLine(conn, 'auto', 'ondemand'),
    ),
  ];
};
