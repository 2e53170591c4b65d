/**
 * The two halves of a conn: what is the host's own, the same for all its peers, and what belongs to the one peer. Which end
 * becomes left is decided here and nowhere else: the local one.
 */

import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { atLeast, oldest, type ReleaseRange } from '../libreswan/release.ts';
import { encapsulationSettings } from '../mesh/encapsulation.ts';
import type { Encapsulation, StartMode } from '../mesh/mesh.ts';
import type { Address, Family } from '../net/address.ts';
import { familyOf } from '../net/address.ts';
import { authSettings, type KeyKind, rsaKeySettings } from './authentication.ts';
import { livenessSettings } from './liveness.ts';

/** What the whole cluster has in common stands in the own half; the rest, per pair, in the peers'. */
export interface Uniform {
  /** The kind of every key; `secret` where all pairs have pre-shared keys. */
  readonly keyKind: KeyKind | 'secret' | undefined;
  /** Whether one CA issued every certificate. */
  readonly issuer: boolean;
  readonly encapsulation: Encapsulation | undefined;
}

/** How the host proves who it is: by a key that it shares with the peer, under its address, or by its certificate. */
export type OwnProof =
  | { readonly kind: 'secret' }
  | {
      readonly kind: 'certificate';
      /** Text of the ID, or `%fromcert`. */
      readonly id: string;
      readonly nickname: string;
      readonly keyKind: KeyKind;
    };

/** The host's own half, for one of its families. */
export interface OwnHalf {
  readonly address: Address;
  readonly proof: OwnProof;
  readonly releases: ReleaseRange;
  readonly type: 'tunnel' | 'transport';
  /** Proposals as the releases spell them. */
  readonly esp: string | undefined;
  readonly ike: string | undefined;
  readonly liveness: number | undefined;
  readonly options: readonly Setting[];
}

export function ownSettings(own: OwnHalf, uniform: Uniform): readonly Setting[] {
  const { releases } = own;
  return [
    ...familySettings(familyOf(own.address), releases),
    { keyword: 'left', value: own.address },
    ...ownProofSettings(own, uniform),
    ...commonAuthSettings(uniform),
    versionSetting(releases),
    ...(own.type === 'transport' ? [{ keyword: 'type', value: 'transport' }] : []),
    ...(own.ike === undefined ? [] : [{ keyword: 'ike', value: own.ike }]),
    ...(own.esp === undefined ? [] : [{ keyword: 'esp', value: own.esp }]),
    ...(uniform.encapsulation === undefined ? [] : encapsulationSettings(uniform.encapsulation, releases)),
    ...livenessSettings(own.liveness, releases),
    ...own.options,
  ];
}

/** How both ends of every conn prove who they are, where that is the same in the whole cluster. */
function commonAuthSettings({ keyKind }: Uniform): readonly Setting[] {
  if (keyKind === 'secret') return [{ keyword: 'authby', value: keyKind }];
  return keyKind === undefined ? [] : authSettings(keyKind, keyKind);
}

function ownProofSettings({ proof, address, releases }: OwnHalf, uniform: Uniform): readonly Setting[] {
  if (proof.kind === 'secret') return [{ keyword: 'leftid', value: address }];
  return [
    { keyword: 'leftid', value: proof.id },
    { keyword: 'leftcert', value: proof.nickname },
    ...rsaKeySettings('left', proof.keyKind, releases),
    ...(uniform.issuer ? [{ keyword: 'rightca', value: '%same' }] : []),
  ];
}

/** How a peer proves who it is. */
export type PeerProof =
  | { readonly kind: 'secret' }
  | {
      readonly kind: 'certificate';
      readonly id: string;
      readonly keyKind: KeyKind;
      /** `%same`, or the text of the issuer's name. */
      readonly ca: string;
      /** The kind of the local host's key. */
      readonly localKey: KeyKind;
    };

/** What a conn says of its peer, as the local host needs it. */
export interface PeerHalf {
  readonly address: Address;
  readonly proof: PeerProof;
  readonly encapsulation: Encapsulation;
  readonly auto: 'ondemand' | 'start';
}

export function peerSettings(peer: PeerHalf, releases: ReleaseRange, uniform: Uniform): readonly Setting[] {
  return [
    { keyword: 'right', value: peer.address },
    ...peerProofSettings(peer, releases, uniform),
    ...(uniform.encapsulation === undefined ? encapsulationSettings(peer.encapsulation, releases) : []),
    { keyword: 'auto', value: peer.auto },
  ];
}

function peerProofSettings({ proof, address }: PeerHalf, releases: ReleaseRange, uniform: Uniform): readonly Setting[] {
  if (proof.kind === 'secret') return [{ keyword: 'rightid', value: address }];
  return [
    { keyword: 'rightid', value: proof.id },
    ...rsaKeySettings('right', proof.keyKind, releases),
    ...(uniform.issuer ? [] : [{ keyword: 'rightca', value: proof.ca }]),
    ...(uniform.keyKind === undefined ? authSettings(proof.localKey, proof.keyKind) : []),
  ];
}

/** IKEv2 alone: `ikev2=insist` is read by every release, `keyexchange=ikev2` loses the whole file up to 4.15 but is what 5.x asks for. */
export function versionSetting(releases: ReleaseRange): Setting {
  return atLeast(oldest(releases), '5.0')
    ? { keyword: 'keyexchange', value: 'ikev2' }
    : { keyword: 'ikev2', value: 'insist' };
}

/** Up to 3.23 an IPv6 address is refused unless the conn says its family; from 3.25 the address itself says it. */
function familySettings(family: Family, releases: ReleaseRange): readonly Setting[] {
  if (family === 'ipv4' || atLeast(oldest(releases), '3.25')) return [];
  return [{ keyword: 'connaddrfamily', value: 'ipv6' }];
}

/** When a conn comes up. `ondemand` is routed, so packets wait for the SA; `start` is not, so they pass in clear until it is up. */
export function autoOf(start: StartMode, localIsFirst: boolean): 'ondemand' | 'start' {
  return start === 'both' || (start === 'one-side' && localIsFirst) ? 'start' : 'ondemand';
}
