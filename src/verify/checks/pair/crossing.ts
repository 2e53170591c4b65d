import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/** `verify/both-start`: one end of a pair initiates. Two that do at once can lose SAs to one another. */
export const checkCrossing: PairCheck = (a, b, { planned }) => {
  if (a.meaning('auto') !== 'start' || b.meaning('auto') !== 'start') return [];
  if (planned(a, 'auto') === 'start' && planned(b, 'auto') === 'start') return [];
  return [
    diagnostic('verify/both-start', b.placeOf('auto'), 'one end of a pair must initiate, and both have auto=start', {
      ...writeLine(b, 'auto', 'ondemand'),
      hint: 'write auto=ondemand on one of them',
      related: [otherEnd(a, 'auto')],
    }),
  ];
};
