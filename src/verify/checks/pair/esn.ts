import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Conn } from '../../conn.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/**
 * `verify/no-common-proposal`: both ends take extended sequence numbers, or both take the short ones. Up to 4.5 a conn that
 * says nothing takes the short ones alone, from 4.6 either.
 */
export const checkEsn: PairCheck = (a, b, { blame }) => {
  if (sizesOf(a).some((size) => sizesOf(b).includes(size))) return [];
  const [bad, good] = blame(a, b, 'esn') === a ? [a, b] : [b, a];
  return [
    diagnostic(
      'verify/no-common-proposal',
      bad.placeOf('esn'),
      `esn must allow what the other end does: ${bad.meaning('esn')} here, ${good.meaning('esn')} there`,
      {
        ...writeLine(bad, 'esn', 'no'),
        hint: 'write esn=no on both ends, or remove the line',
        related: [otherEnd(good, 'esn')],
      },
    ),
  ];
};

function sizesOf(conn: Conn): readonly string[] {
  const meaning = conn.meaning('esn');
  return meaning === undefined || meaning === 'either' ? ['yes', 'no'] : [meaning];
}
