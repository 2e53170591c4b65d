import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/** `verify/type-differs`: both ends use tunnel mode, or both transport mode. */
export const checkType: PairCheck = (a, b, { blame }) => {
  const [mine, theirs] = [a.meaning('type'), b.meaning('type')];
  if (mine === theirs) return [];
  const [bad, good] = blame(a, b, 'type') === a ? [a, b] : [b, a];
  return [
    diagnostic(
      'verify/type-differs',
      bad.placeOf('type'),
      `type must be that of the other end, ${good.meaning('type')}, not ${bad.meaning('type')}`,
      {
        ...writeLine(bad, 'type', good.meaning('type')),
        related: [otherEnd(good, 'type')],
      },
    ),
  ];
};
