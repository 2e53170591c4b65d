import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { otherEnd, type PairCheck } from '../check.ts';

/** `verify/pfs-differs`: both ends make new key material for every SA, or neither; the difference shows at the first renewal. */
export const checkPfs: PairCheck = (a, b, { blame }) => {
  if (a.meaning('pfs') === b.meaning('pfs')) return [];
  const [bad, good] = blame(a, b, 'pfs') === a ? [a, b] : [b, a];
  return [
    diagnostic('verify/pfs-differs', bad.placeOf('pfs'), `pfs must be that of the other end, ${good.meaning('pfs')}`, {
      hint: `write pfs=${good.meaning('pfs')}`,
      related: [otherEnd(good, 'pfs')],
    }),
  ];
};
