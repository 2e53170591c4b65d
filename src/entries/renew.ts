/**
 * The renewal of a host's certificate: what changes on the host and on its peers, and the steps, by release.
 *
 * @packageDocumentation
 */

export type * from '../index.ts';
export {
  type Renewal,
  type RenewedKeyword,
  type RenewedPeer,
  renewal,
  type ShownCertificate,
} from '../renew/renewal.ts';
export type { RenewalKind, RenewalStep } from '../renew/steps.ts';
export type { CrlScope, RevocationList, Revoked } from '../x509/revocation/revocation-list.ts';
