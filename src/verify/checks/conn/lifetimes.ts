import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { ConnCheck } from '../check.ts';

/**
 * `verify/lifetimes`: an SA lives longer than the time before its end at which it is renewed, at the most
 * `rekeymargin` × (1 + `rekeyfuzz`); else it is renewed without end, or expires first.
 *
 * @see ipsec.conf(5), `rekeyfuzz`
 */
export const checkLifetimes: ConnCheck = (conn) => {
  if (conn.meaning('rekey') === 'no') return [];
  const [margin, fuzz] = [Number(conn.meaning('rekeymargin')), Number.parseFloat(conn.meaning('rekeyfuzz') ?? '')];
  const longest = margin * (1 + fuzz / 100);
  return (['ikelifetime', 'salifetime'] as const).flatMap((name) => {
    const life = Number(conn.meaning(name));
    if (!(life > 0) || !(life <= longest)) return [];
    return [
      diagnostic(
        'verify/lifetimes',
        conn.placeOf(conn.written(name) === undefined ? 'rekeymargin' : name),
        `${name} (${life / 1000} s) must be longer than the ${longest / 1000} s before its end at which the SA may be renewed`,
        { hint: `raise ${name}, or lower rekeymargin and rekeyfuzz` },
      ),
    ];
  });
};
