/** Two hosts that ask each other at once. */
import { atLeast } from '../libreswan/release.ts';
import { familyOf } from '../net/address.ts';
import { otherEnd, type Pair, type PairEnd, policiesIn, unborn } from './pair.ts';
import { outboundPolicy } from './policies.ts';

/**
 * Whether both hosts of a pair without an SA would ask for one by a policy group, and are of a release in which one of the two may
 * then block the other for good: seen on 4.10 with traffic in both directions, and not on 5.2.
 */
export function mayBlockEachOther(pair: Pair): boolean {
  return pair.ends.every((end) => !atLeast(end.host.release, '5.0') && asksByGroup(end, otherEnd(pair, end)));
}

function asksByGroup(end: PairEnd, peer: PairEnd): boolean {
  const packet = {
    source: end.address,
    destination: peer.address,
    protocol: familyOf(end.address) === 'ipv4' ? 1 : 58,
    sourcePort: -1,
    destinationPort: -1,
  };
  const policy = outboundPolicy(policiesIn(end, peer.address, unborn), packet, end.host.release);
  return policy?.does === 'trap' && policy.candidate?.group !== undefined;
}
