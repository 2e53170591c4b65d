/** What one end expects of the other, in the order in which it is reported. A new check is a new file and a line here. */
import type { PeerCheck } from '../check.ts';
import { checkAuthentication } from './authentication.ts';
import { checkAuthority } from './authority.ts';
import { checkPeerEnd } from './ends.ts';
import { checkIds } from './ids.ts';

export const peerChecks: readonly PeerCheck[] = [checkAuthentication, checkIds, checkAuthority, checkPeerEnd];
