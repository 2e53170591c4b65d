/** Proposals with an additional key exchange that a quantum computer does not break. */
import { atLeast, oldest, type ReleaseRange } from '../release.ts';
import type { KemName } from './algorithm.ts';
import type { Proposals } from './proposals.ts';

/** Whether every release of a range has the additional key exchanges of RFC 9370, and ML-KEM among them. */
export function hasMlKem(releases: ReleaseRange): boolean {
  return atLeast(oldest(releases), '5.4');
}

/**
 * Every proposal twice: first all of them with the method as an additional key exchange, then all as they are, for peers that do
 * not have it.
 *
 * Two proposals and not one with `addke1=X+none`: that fails where 5.4 initiates to 4.10, whose parser refuses a proposal with a
 * type of transform that it does not know. `docs/post-quantum.md` has what was measured.
 *
 * Printed: `aes_gcm256-sha2_512;dh20;addke1=ml_kem_768,aes_gcm256-sha2_512;dh20`.
 *
 * @see RFC 9370 §2.2.1; RFC 7296 §3.3.6
 */
export function withAdditional(value: Proposals, kem: KemName): Proposals {
  return {
    ...value,
    proposals: [...value.proposals.map((proposal) => ({ ...proposal, additional: [[kem]] })), ...value.proposals],
  };
}
