/** What a release passes over or takes for something else, most of it with a word in its log; the conn is loaded. */
import type { Rule } from '../rule.ts';
import { besideOthers } from './beside.ts';
import { ofTheOtherVersion } from './ike-version.ts';
import { kernelFeatures } from './kernel.ts';
import { boundedLifetimes } from './lifetimes.ts';
import { namesForAddresses } from './names.ts';
import { replaced } from './replaced.ts';
import { groundhogs } from './security.ts';
import { ofShunts } from './shunts.ts';
import { reducedSubnets } from './subnets.ts';

/** All of them. */
export const passedOverRules: readonly Rule[] = [
  ofTheOtherVersion,
  ofShunts,
  besideOthers,
  ...boundedLifetimes,
  ...namesForAddresses,
  ...replaced,
  ...reducedSubnets,
  groundhogs,
  kernelFeatures,
];
