/** What decides how pluto reads a value of `ike=`, `esp=`, `ah=` or `phase2alg=`. */
import type { Release } from '../release.ts';

/** What the transforms are for: the IKE SA, or a Child SA of ESP or AH. */
export type ProposalProtocol = 'ike' | 'esp' | 'ah';

/** What pluto knows of the conn when it reads a value. */
export interface ProposalReading {
  readonly protocol: ProposalProtocol;
  readonly ikeVersion: 1 | 2;
  /** Whether `pfs=` is on, which decides over the groups of a Child SA. */
  readonly pfs: boolean;
  readonly release: Release;
}

/** What pluto chooses an algorithm for. `addke1` to `addke7` are the additional key exchanges of RFC 9370, `sn` sequence numbers. */
export type TransformType = 'encrypt' | 'prf' | 'integ' | 'ke' | 'sn' | `addke${1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** One algorithm of a proposal. */
export interface Transform {
  readonly type: TransformType;
  /** As `ipsec algparse` prints it, such as `HMAC_SHA2_256`. */
  readonly name: string;
  readonly aead?: boolean;
  /** Bits, where they are written. */
  readonly keyLength?: number;
}

/** Why pluto refuses a value. */
export interface ProposalFault {
  readonly kind: 'fault';
  /** Whether the grammar is broken, or an algorithm is not taken. */
  readonly code: 'libreswan/bad-proposal' | 'libreswan/unsupported-algorithm';
  readonly because: string;
  readonly hint?: string;
}

/** The transforms of one proposal as they were read, before anything is filled in. */
export interface ReadTransforms {
  readonly kind: 'transforms';
  readonly transforms: readonly Transform[];
  /** Whether the integrity algorithm stands before the pseudo-random function, of which 5.4 warns. */
  readonly isOutOfOrder?: boolean;
}

/** A broken grammar. */
export function broken(because: string, hint?: string): ProposalFault {
  return { kind: 'fault', code: 'libreswan/bad-proposal', because, ...(hint === undefined ? {} : { hint }) };
}

/** An algorithm that is not taken. */
export function unsupported(because: string): ProposalFault {
  return { kind: 'fault', code: 'libreswan/unsupported-algorithm', because, hint: 'choose another algorithm' };
}
