/** What one end expects of the other, in the order in which it is reported. A new check is a new file and a line here. */
import type { PeerCheck } from '../check.ts';
import { checkAuthentication } from './authentication.ts';
import { checkAuthority } from './authority.ts';
import { checkChain } from './chain.ts';
import { checkPeerEnd } from './ends.ts';
import { checkIds } from './ids.ts';
import { checkRevoked } from './revocation.ts';
import { checkSent } from './sent.ts';

/** What depends on certificates alone, as between the conns of policy groups. */
export const certificateChecks: readonly PeerCheck[] = [checkSent, checkChain, checkRevoked, checkAuthority];

export const peerChecks: readonly PeerCheck[] = [checkAuthentication, checkIds, ...certificateChecks, checkPeerEnd];
