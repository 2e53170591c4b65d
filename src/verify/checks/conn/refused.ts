import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../libreswan/release.ts';
import { type Address, familyOf, readAddress } from '../../../net/address.ts';
import type { Conn } from '../../conn.ts';
import type { ConnCheck } from '../check.ts';
import { removeLine, writeLine } from '../write-line.ts';

/**
 * `verify/conn-lost`: the families that a conn names are those of its addresses. `addconn --checkconfig` is silent about it;
 * pluto refuses the conn when it is loaded. What the release makes of the other settings is known from the reading.
 */
export const checkRefused: ConnCheck = (conn) => [...refusedFamilies(conn), ...refusedSecrets(conn)];

const refusedFamilies: (conn: Conn) => readonly Diagnostic[] = (conn) =>
  ['hostaddrfamily', 'clientaddrfamily', 'connaddrfamily'].flatMap((keyword) => {
    const word = conn.written(keyword);
    const strange = [conn.localAddress, conn.remoteAddress].find(
      (address) => readAddress(address) !== undefined && familyOf(address as Address) !== word?.meaning,
    );
    if (word === undefined || strange === undefined) return [];
    return [
      diagnostic(
        'verify/conn-lost',
        conn.placeOf(keyword),
        `${keyword}= must be the family of ${strange}; ${conn.host.release} does not load the conn`,
        removeLine(conn.placeOf(keyword)),
      ),
    ];
  });

/** Up to 4.3 `leftauth=secret` and `rightauth=secret` go with an `authby=` that allows it, which the default does not. */
function refusedSecrets(conn: Conn): readonly Diagnostic[] {
  const { release } = conn.host;
  const isSecret = (end: 'local' | 'remote'): boolean => conn.writtenFor(end, 'auth')?.meaning === 'secret';
  if (!isSecret('local') || !isSecret('remote') || atLeast(release, '4.4')) return [];
  if (/\bsecret\b/.test(conn.meaning('authby') ?? '')) return [];
  return [
    diagnostic(
      'verify/conn-lost',
      conn.placeFor('local', 'auth'),
      `leftauth=secret and rightauth=secret must stand with authby=secret; ${release} does not load the conn`,
      writeLine(conn, 'authby', 'secret'),
    ),
  ];
}
