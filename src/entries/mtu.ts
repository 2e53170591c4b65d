/**
 * ESP byte by byte: what is left of a link for the packets inside a tunnel.
 *
 * @packageDocumentation
 */

export type * from '../diagnostics/diagnostic.ts';
export { type AhWrapping, ahInnerMtu } from '../esp/ah.ts';
export {
  checkMtu,
  type Mss,
  type MtuAnswer,
  type MtuQuestion,
  minimumMtu,
  mssOf,
  mtuAnswer,
  type OverlayStack,
} from '../esp/answer.ts';
export { type KnownOverhead, knownOverheads, overheadOf } from '../esp/known-overheads.ts';
export { type EspWrapping, type IpsecMode, innerMtu, overheadParts, wireBytes } from '../esp/mtu.ts';
export * from '../esp/overlay.ts';
export type { MtuPart } from '../esp/part.ts';
export * from '../esp/transform.ts';
export * from '../esp/wire.ts';
export type { Platform } from '../libreswan/platform.ts';
export type {
  DhName,
  EncryptionName,
  KemName,
  KeyExchangeName,
  PrfName,
  ProposalKeyword,
} from '../libreswan/proposal/algorithm.ts';
export type { OfferedEncryption, Proposal, Proposals } from '../libreswan/proposal/proposals.ts';
export { readProposals } from '../libreswan/proposal/read.ts';
export { type EspEnd, type PairTransforms, pairTransforms } from '../libreswan/proposal/select.ts';
export type { releases } from '../libreswan/release.ts';
export { type Release, type ReleaseRange, readReleaseRange, releaseRange } from '../libreswan/release.ts';
export { type MtuParameters, mtuOf } from '../mesh/mtu-of.ts';
export type { Family } from '../net/address.ts';
