/** What is asked of one conn, in the order in which it is reported. A new check is a new file and a line here. */
import type { ConnCheck } from '../check.ts';
import { checkPlan } from '../pair/differs.ts';
import { checkOwnEnd } from '../peer/ends.ts';
import { checkAlgorithms } from './algorithms.ts';
import { checkKeyKind } from './key-kind.ts';
import { checkLifetimes } from './lifetimes.ts';
import { checkLoaded } from './loaded.ts';
import { checkNickname } from './nickname.ts';
import { checkPlaintext } from './plaintext.ts';
import { checkRefused } from './refused.ts';

export const connChecks: readonly ConnCheck[] = [
  checkRefused,
  checkAlgorithms,
  checkLoaded,
  checkPlaintext,
  checkNickname,
  checkKeyKind,
  checkLifetimes,
  checkPlan,
  checkOwnEnd,
];
