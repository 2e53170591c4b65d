/** What `ike=` and `esp=` offer, as data. */
import type { IntegrityName } from '../../esp/transform.ts';
import type { Spans } from '../spans.ts';
import {
  type EncryptionName,
  encryptions,
  type KeyExchangeName,
  type PrfName,
  type ProposalKeyword,
} from './algorithm.ts';

/** An algorithm that encrypts, with its key length where one was said. */
export interface OfferedEncryption {
  readonly name: EncryptionName;
  /** Absent: any length that the release offers. */
  readonly keyBits?: 128 | 192 | 256;
}

/** One proposal. An empty list means that nothing was said, and the release fills in its defaults. */
export interface Proposal {
  readonly encryption: readonly OfferedEncryption[];
  /** Empty with a combined mode. In `ike=` empty means: the one of the pseudo-random function. */
  readonly integrity: readonly IntegrityName[];
  /** Only in `ike=`. */
  readonly prf: readonly PrfName[];
  readonly dh: readonly KeyExchangeName[];
  /** The additional key exchanges of RFC 9370, `addke1` first, each with its alternatives; absent: none. From 5.4 on. */
  readonly additional?: readonly (readonly KeyExchangeName[])[];
}

/** A whole value of `ike=` or `esp=`, in order of preference; at least one proposal. */
export interface Proposals {
  readonly kind: 'proposals';
  readonly keyword: ProposalKeyword;
  readonly proposals: readonly Proposal[];
}

/** Whether a proposal encrypts with a combined mode, which needs no integrity algorithm. */
export function isAead(proposal: Proposal): boolean {
  return proposal.encryption.some(({ name }) => encryptions.find((row) => row.name === name)?.aead === true);
}

/** One proposal for each combination, for the releases without `+`. */
export function expand(proposal: Proposal): readonly Proposal[] {
  const each = <T>(list: readonly T[]): readonly (readonly T[])[] => (list.length === 0 ? [[]] : list.map((x) => [x]));
  return each(proposal.encryption).flatMap((encryption) =>
    each(proposal.integrity).flatMap((integrity) =>
      each(proposal.prf).flatMap((prf) =>
        each(proposal.dh).map((dh) => ({ ...proposal, encryption, integrity, prf, dh })),
      ),
    ),
  );
}

/** What an `esp=` without integrity algorithm means. CHANGES 3.28 "Updated defaults for filling in"; algparse of 4.3 to 5.2. */
export const defaultIntegrity: Spans<readonly IntegrityName[]> = [
  ['HMAC_MD5_96', 'HMAC_SHA1_96'],
  ['3.21', ['HMAC_SHA1_96']],
  ['3.28', ['HMAC_SHA2_512_256', 'HMAC_SHA2_256_128']],
];
