import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Conn } from '../../conn.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/** The version of IKE with which a conn begins. */
export function initiates(conn: Conn): 1 | 2 {
  return meaning(conn).startsWith('IKEv1') ? 1 : 2;
}

function accepts(conn: Conn, version: 1 | 2): boolean {
  const words = meaning(conn);
  return words.includes(`IKEv${version}`);
}

/** In the words of the keyword table: `IKEv2`, `IKEv1`, `IKEv2, then IKEv1`, `IKEv1, accept IKEv2`. */
function meaning(conn: Conn): string {
  const exchange = conn.written('keyexchange')?.meaning;
  if (exchange === 'ikev1') return 'IKEv1';
  if (exchange === 'ikev2') return 'IKEv2';
  return conn.meaning('ikev2') ?? 'IKEv2';
}

/**
 * `verify/ike-version`: what either end begins with the other takes. Unset means IKEv1 first up to 3.27, IKEv2 alone from
 * 3.28.
 */
export const checkIkeVersion: PairCheck = (a, b, { blame }) => {
  const broken = [
    [a, b],
    [b, a],
  ].find(([from, to]) => from !== undefined && to !== undefined && !accepts(to, initiates(from)));
  if (broken === undefined) return [];
  const name =
    a.written('keyexchange') === undefined && b.written('keyexchange') === undefined ? 'ikev2' : 'keyexchange';
  const [bad, good] = blame(a, b, name) === a ? [a, b] : [b, a];
  const place = bad.written('keyexchange') === undefined ? 'ikev2' : 'keyexchange';
  return [
    diagnostic(
      'verify/ike-version',
      bad.placeOf(place),
      `both ends must use one version of IKE: ${bad.host.name} has ${meaning(bad)}, ${good.host.name} ${meaning(good)}`,
      {
        ...(atLeast(bad.host.release, '5.0')
          ? writeLine(bad, 'keyexchange', 'ikev2')
          : writeLine(bad, 'ikev2', 'insist')),
        hint: 'write ikev2=insist, or from 5.0 keyexchange=ikev2, on both ends',
        related: [otherEnd(good, place)],
      },
    ),
  ];
};
