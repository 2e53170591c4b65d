/**
 * What each release of libreswan knows: releases, keywords, identities, proposals, names in NSS.
 *
 * @packageDocumentation
 */

export type * from '../diagnostics/diagnostic.ts';
export type { AeadName, CipherName, EspTransform, IntegrityName } from '../esp/transform.ts';
export type { DnAttribute } from '../libreswan/identity/dn-der.ts';
export { identityText } from '../libreswan/identity/identity-text.ts';
export {
  type LeftcertForm,
  leftcertForm,
  type NssNickname,
  nicknameFor,
  readNickname,
} from '../libreswan/identity/leftcert.ts';
export { type CertifiedNames, type IdentityMatch, matchesIdentity } from '../libreswan/identity/match-identity.ts';
export { findTooWide, type TooWide } from '../libreswan/identity/overlapping-subjects.ts';
export { type Identity, parseIdentity } from '../libreswan/identity/parse-identity.ts';
export { checkOption } from '../libreswan/keyword/check-option.ts';
export {
  type Choices,
  type FoundKeyword,
  fateOf,
  findKeyword,
  type KeywordFate,
  type KeywordRow,
  type KeywordSection,
  keywordRows,
  type Side,
  type ValueKind,
} from '../libreswan/keyword/keyword.ts';
export type { Quotes, ValueFate, WrittenValue } from '../libreswan/keyword/value/fate.ts';
export { nssDirectory } from '../libreswan/nss-directory.ts';
export type { Platform } from '../libreswan/platform.ts';
export type {
  DhName,
  EncryptionName,
  KemName,
  KeyExchangeName,
  PrfName,
  ProposalKeyword,
} from '../libreswan/proposal/algorithm.ts';
export { defaultEspProposals, setByCryptoPolicies } from '../libreswan/proposal/defaults.ts';
export { judgeProposals } from '../libreswan/proposal/judge.ts';
export { printProposals } from '../libreswan/proposal/print.ts';
export type { OfferedEncryption, Proposal, Proposals } from '../libreswan/proposal/proposals.ts';
export { readProposals, resolveProposals } from '../libreswan/proposal/read.ts';
export { type EspEnd, type PairTransforms, pairTransforms } from '../libreswan/proposal/select.ts';
export {
  atLeast,
  compareReleases,
  newest,
  oldest,
  type Release,
  type ReleaseRange,
  readReleaseRange,
  releaseRange,
  releases,
} from '../libreswan/release.ts';
export type { Spans } from '../libreswan/spans.ts';
export { usageProfile, usageProfiles } from '../libreswan/usage-profile.ts';
export type { Address } from '../net/address.ts';
export type { Certificate, Extension, PublicKey, SubjectAltName } from '../x509/certificate.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from '../x509/name.ts';
export type { NssUsage, UsageProfile } from '../x509/usage-profile.ts';
