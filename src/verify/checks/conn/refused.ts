import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { type Address, familyOf, readAddress } from '../../../net/address.ts';
import type { ConnCheck } from '../check.ts';

/**
 * `verify/conn-lost`: the families that a conn names are those of its addresses. `addconn --checkconfig` is silent about it;
 * pluto refuses the conn when it is loaded. What the release makes of the other settings is known from the reading.
 */
export const checkRefused: ConnCheck = (conn) =>
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
        { hint: 'remove the line' },
      ),
    ];
  });
