import type { RealCase } from '../case.ts';
import { explainCases } from './explain.ts';
import { explicitCases } from './explicit.ts';
import { failureCases } from './failures.ts';
import { familyCases } from './families.ts';
import { firewallCases } from './firewall.ts';
import { guideCases } from './guide.ts';
import { keyCases, pskCases, subjectCases } from './identities.ts';
import { lateCases } from './late.ts';
import { opportunisticCases } from './opportunistic.ts';
import { rolloutCases } from './rollout.ts';
import { scaleCases } from './scale.ts';
import { strangerCases } from './strangers.ts';
import { transformCases } from './transforms.ts';

/** All cases, in the order of the table. */
export const cases: readonly RealCase[] = [
  ...explicitCases,
  ...lateCases,
  ...pskCases,
  ...opportunisticCases,
  ...familyCases,
  ...subjectCases,
  ...keyCases,
  ...transformCases,
  ...strangerCases,
  ...failureCases,
  ...firewallCases,
  ...scaleCases,
  ...rolloutCases,
  ...explainCases,
  ...guideCases,
];
