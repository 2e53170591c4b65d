/** What is asked of the two conns of a pair, in the order in which it is reported. A new check is a new file and a line here. */
import type { PairCheck } from '../check.ts';
import { checkCrossing } from './crossing.ts';
import { checkAlike } from './differs.ts';
import { checkEncapsulation } from './encapsulation.ts';
import { checkEsn } from './esn.ts';
import { checkIkeVersion } from './ike-version.ts';
import { checkPfs } from './pfs.ts';
import { checkProposals } from './proposals.ts';
import { checkType } from './type.ts';

export const pairChecks: readonly PairCheck[] = [
  checkIkeVersion,
  checkType,
  checkProposals,
  checkEncapsulation,
  checkPfs,
  checkEsn,
  checkCrossing,
  checkAlike,
];
