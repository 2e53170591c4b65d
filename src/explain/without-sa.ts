/**
 * What a policy that waits for an SA does with packets while there is none, by release. Measured on 4.10 and 5.2 over real ESP; a
 * release up to 4.15 is taken to do what 4.10 does, one from 5.0 what 5.2 does.
 *
 * @see libreswan `programs/pluto/kernel.c` and `initiate.c` of v4.10, `programs/pluto/routing.c` of v5.2
 */
import { atLeast, type Release } from '../libreswan/release.ts';
import type { Candidate } from './policies.ts';

/** Why a negotiation came to nothing. */
export type Failure = 'no-answer' | 'no-conn' | 'authentication' | 'child';

/** What becomes of packets once a negotiation has come to nothing, and while the next one does. */
export function afterFailure(
  { conn, group }: Candidate,
  failure: Failure,
  release: Release,
): 'held' | 'refused' | 'clear' {
  const isOld = !atLeast(release, '5.0');
  if (group !== undefined) {
    if (group.action === 'encrypt-else-clear') return 'clear';
    return isOld && (failure === 'no-answer' || failure === 'no-conn') ? 'held' : 'refused';
  }
  const wasRefused = failure === 'authentication' || failure === 'child';
  if (isOld) return failure === 'authentication' && conn.meaning('failureshunt') === 'drop' ? 'refused' : 'held';
  if (wasRefused) return 'held';
  return conn.meaning('negotiationshunt') === 'passthrough' ? 'clear' : 'refused';
}

/**
 * What becomes of the packet that asks for the SA. From 5.0 a conn whose SA has just gone, or that has just asked in vain, is
 * negotiating already, and its packets are refused at once.
 */
export function whileAsking(
  { conn, group }: Candidate,
  isAskingAlready: boolean,
  release: Release,
): 'held' | 'refused' | 'clear' {
  if (!atLeast(release, '5.0')) return 'held';
  if (group === undefined && conn.meaning('negotiationshunt') === 'passthrough') return 'clear';
  return isAskingAlready ? 'refused' : 'held';
}
