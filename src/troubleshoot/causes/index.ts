import type { LogCause } from '../cause.ts';
import { authenticationCauses } from './authentication.ts';
import { certificateCauses } from './certificate.ts';
import { childCauses } from './child.ts';
import { daemonCauses } from './daemon.ts';
import { kernelCauses } from './kernel.ts';
import { loadingCauses } from './loading.ts';
import { negotiationCauses } from './negotiation.ts';
import { statusCauses } from './status.ts';

/** Every kind of line that is known, by the step in which it comes up. */
export const logCauses: readonly LogCause[] = [
  ...daemonCauses,
  ...loadingCauses,
  ...negotiationCauses,
  ...authenticationCauses,
  ...certificateCauses,
  ...childCauses,
  ...kernelCauses,
  ...statusCauses,
];
