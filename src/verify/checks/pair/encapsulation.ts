import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';

/** `verify/encapsulation-differs`: where one end insists on UDP encapsulation the other does not forbid it. */
export const checkEncapsulation: PairCheck = (a, b, { blame }) => {
  const values = [a.meaning('encapsulation'), b.meaning('encapsulation')];
  if (!values.includes('yes') || !values.includes('no')) return [];
  const [bad, good] = blame(a, b, 'encapsulation') === a ? [a, b] : [b, a];
  return [
    diagnostic(
      'verify/encapsulation-differs',
      bad.placeOf('encapsulation'),
      'the two ends must agree on UDP encapsulation, and one has yes, the other no',
      {
        ...writeLine(bad, 'encapsulation', good.meaning('encapsulation')),
        hint: 'write the same on both ends, or leave it to NAT detection',
        related: [otherEnd(good, 'encapsulation')],
      },
    ),
  ];
};
