/**
 * swanmesh: a description of a cluster and its host certificates becomes everything that libreswan and the packet filter
 * need, and what hosts really have is read back and proved consistent. Sections follow the line: inventory, identities,
 * mesh, documents, text.
 *
 * @packageDocumentation
 */

// Findings
export { type Secret, sameSecret, secretOf } from './bytes/secret.ts';
export * from './diagnostic.ts';
export { type CodeMeaning, diagnosticCodes } from './diagnostic-codes.ts';
// ESP and the MTU
export * from './esp/ah.ts';
export * from './esp/answer.ts';
export * from './esp/mtu.ts';
export * from './esp/overlay.ts';
export { headerBytes, type MtuPart } from './esp/part.ts';
export * from './esp/transform.ts';
// The packet filter
export { firewalldFiles } from './firewall/firewalld/files.ts';
export { type FirewalldEntry, type FirewalldPlan, firewalldPlan } from './firewall/firewalld/plan.ts';
export { iptablesFiles } from './firewall/iptables/files.ts';
export { nftablesFiles } from './firewall/nftables/files.ts';
export type { Door, FilterFile, HostFilter, MssClamp, RequireEsp, Service } from './firewall/statement.ts';
// libreswan
export { checkOption, checkSetting } from './libreswan/check-option.ts';
export { type ConnName, isConnName, readConnName } from './libreswan/conn-name.ts';
export { identityText } from './libreswan/id.ts';
export type {
  Comment,
  ConfDocument,
  ConfItem,
  ConnSection,
  Include,
  Setting,
  SetupSection,
} from './libreswan/ipsec-conf/document.ts';
export { printConf, printConn } from './libreswan/ipsec-conf/print.ts';
export { checkSecrets } from './libreswan/ipsec-secrets/check.ts';
export type * from './libreswan/ipsec-secrets/document.ts';
export { parseSecrets, secretsSource } from './libreswan/ipsec-secrets/parse.ts';
export {
  type PreSharedKey,
  type PrintableSecret,
  printSecrets,
  type RsaKey,
} from './libreswan/ipsec-secrets/print.ts';
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
} from './libreswan/keyword.ts';
export { type NssNickname, nicknameFor, readNickname } from './libreswan/leftcert.ts';
export { nssDirectory } from './libreswan/nss-directory.ts';
export {
  type Proposal,
  type Proposals,
  printProposals,
  readProposals,
  resolveProposals,
} from './libreswan/proposal.ts';
export { defaultEspProposals, type Platform, setByCryptoPolicies } from './libreswan/proposal-default.ts';
export { type QuotingRule, quoteValue, quotingRules } from './libreswan/quote.ts';
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
} from './libreswan/release.ts';
export { type EspEnd, type PairTransforms, pairTransforms } from './libreswan/select-proposal.ts';
export { firstChange, holdsAt, type Spans } from './libreswan/spans.ts';
export { judgeValue, type Quotes, type ValueFate, type WrittenValue } from './libreswan/value.ts';
// Mesh
export { derivePairSecret, type PskMaster, readPskMaster, shortestMaster } from './mesh/pair-secret.ts';
// Addresses
export * from './net/address.ts';
// Rendering
export { type ImportCertificate, importCertificateScript, type OnHost } from './render/import-certificate.ts';
export { type MeshMtu, type MtuClass, meshMtu, type SafeMtu } from './render/mtu.ts';
