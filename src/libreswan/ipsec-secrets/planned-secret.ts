/** What a secrets file is to hold, as data. */
import type { Secret } from '../../bytes/secret.ts';
import type { Address } from '../../net/address.ts';

/** The private key of the certificate with this NSS nickname; only 3.15 has to be told of it. */
export interface RsaKey {
  readonly kind: 'rsa';
  readonly nickname: string;
}

/** A pre-shared key between the hosts that have these addresses. */
export interface PreSharedKey {
  readonly kind: 'psk';
  /** The addresses of both ends; an IKE SA uses the key when its two ends are both in the list. */
  readonly indices: readonly Address[];
  readonly secret: Secret;
}

/** What a secrets file is to hold. */
export type PlannedSecret = RsaKey | PreSharedKey;
