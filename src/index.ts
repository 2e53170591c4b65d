/**
 * swanmesh: a description of a cluster and its host certificates becomes everything that libreswan and the packet filter
 * need, and what hosts really have is read back and proved consistent. Sections follow the line: inventory, identities,
 * mesh, documents, text.
 *
 * @packageDocumentation
 */

// Findings

export { type Secret, sameSecret, secretOf } from './bytes/secret.ts';
export { severities } from './diagnostics/codes.ts';
export * from './diagnostics/diagnostic.ts';
export { titles } from './diagnostics/titles.ts';

// Addresses

export * from './net/address.ts';

// The whole line in one call

export {
  type Cluster,
  type ClusterOptions,
  readCluster,
  readIdentities,
  type VerifiedClusterOptions,
  verifyCluster,
} from './cluster.ts';

// Inventory

export {
  type Encapsulation,
  type FirewallSettings,
  type InfrastructureKind,
  type Inventory,
  type InventoryNode,
  type IpsecSettings,
  inventoryJsonSchema,
  type NodeName,
  type OnHostPaths,
  type OverlayHeader,
  type PolicyGroupName,
  readInventory,
  type StartMode,
} from './inventory/index.ts';

// Identities

export type { Certificate } from './x509/certificate.ts';
export type { Name, NameAttribute, RelativeDistinguishedName } from './x509/name.ts';

// Mesh

export { type PairOutcome, pairOutcome } from './mesh/check-group-pairs.ts';
export {
  type GroupAction,
  type GroupHost,
  type GroupRule,
  groupActions,
  groupConnName,
  groupHostOf,
} from './mesh/groups.ts';
export type { End, Mesh, MeshNode, Pair, Peering } from './mesh/mesh.ts';
export { derivePairSecret } from './mesh/pair-secret.ts';
export { linkedNodes, pairsOf, peeringsBetween, peeringsOf } from './mesh/peerings.ts';
export { type Identities, planMesh } from './mesh/plan.ts';
export { type Policy, type PolicyReason, type PolicySince, policyChanges, policyFor } from './mesh/policy-for.ts';

// libreswan's documents

export { type ConnName, isConnName, readConnName } from './libreswan/conn-name.ts';
export { identityText } from './libreswan/identity/identity-text.ts';
export {
  type LeftcertForm,
  leftcertForm,
  type NssNickname,
  nicknameFor,
  readNickname,
} from './libreswan/identity/leftcert.ts';
export { type CertifiedNames, type IdentityMatch, matchesIdentity } from './libreswan/identity/match-identity.ts';
export { findTooWide, type TooWide } from './libreswan/identity/overlapping-subjects.ts';
export { type Identity, parseIdentity } from './libreswan/identity/parse-identity.ts';
export { type ExplainedSetting, explainSetting, type SettingFate } from './libreswan/ipsec-conf/load/explain.ts';
export {
  checkRelease,
  type ExplainedConf,
  type ExplainedConn,
  explainConf,
} from './libreswan/ipsec-conf/load/explain-conf.ts';
export {
  type IncludedFile,
  type Includer,
  type LoadedConf,
  type LoadedSection,
  loadConf,
} from './libreswan/ipsec-conf/load/load.ts';
export {
  resolveConn,
  resolveConns,
  settingOf,
} from './libreswan/ipsec-conf/load/resolve.ts';
export type { ResolvedConn, ResolvedSetting } from './libreswan/ipsec-conf/load/resolved.ts';
export {
  type BlankLine as ConfBlankLine,
  type CommentLine as ConfCommentLine,
  type ConnNode,
  type FaultLine,
  type IncludeLine,
  type IpsecConf,
  type Position,
  type RemarkLine,
  type SectionLine,
  type SettingLine,
  type SetupNode,
  sourceOf,
  type TopNode,
  type VersionLine,
} from './libreswan/ipsec-conf/syntax/ast.ts';
export type {
  Comment,
  ConfDocument,
  ConfItem,
  ConnSection,
  Include,
  Setting,
  SetupSection,
} from './libreswan/ipsec-conf/syntax/document.ts';
export { documentOf } from './libreswan/ipsec-conf/syntax/document-of.ts';
export { bytesOf, type ParsedConf, parseConf } from './libreswan/ipsec-conf/syntax/parse.ts';
export { printConf, printConn } from './libreswan/ipsec-conf/syntax/print.ts';
export { checkSecrets } from './libreswan/ipsec-secrets/check.ts';
export type * from './libreswan/ipsec-secrets/document.ts';
export { parseSecrets, secretsSource } from './libreswan/ipsec-secrets/parse.ts';
export type { PlannedSecret, PreSharedKey, RsaKey } from './libreswan/ipsec-secrets/planned-secret.ts';
export { printSecrets } from './libreswan/ipsec-secrets/print.ts';
export { checkOption } from './libreswan/keyword/check-option.ts';
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
} from './libreswan/keyword/keyword.ts';
export { checkSetting } from './libreswan/keyword/spell-setting.ts';
export type { Quotes, ValueFate, WrittenValue } from './libreswan/keyword/value/fate.ts';
export { judgeValue } from './libreswan/keyword/value/judge-value.ts';
export { nssDirectory } from './libreswan/nss-directory.ts';
export type { Platform } from './libreswan/platform.ts';
export { checkPolicyGroup } from './libreswan/policy-group/check.ts';
export type * from './libreswan/policy-group/document.ts';
export { groupInstanceName } from './libreswan/policy-group/instance.ts';
export {
  parsePolicyGroup,
  policyGroupSource,
  policyGroupTargets,
} from './libreswan/policy-group/parse.ts';
export { printPolicyGroup } from './libreswan/policy-group/print.ts';
export { defaultEspProposals, setByCryptoPolicies } from './libreswan/proposal/defaults.ts';
export { judgeProposals } from './libreswan/proposal/judge.ts';
export { printProposals } from './libreswan/proposal/print.ts';
export type { Proposal, Proposals } from './libreswan/proposal/proposals.ts';
export { readProposals, resolveProposals } from './libreswan/proposal/read.ts';
export { type EspEnd, type PairTransforms, pairTransforms } from './libreswan/proposal/select.ts';
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
export { firstChange, holdsAt, type Spans } from './libreswan/spans.ts';
export { usageProfile, usageProfiles } from './libreswan/usage-profile.ts';

// The packet filter

export { checkRules } from './firewall/check-rules.ts';
export { firewalldFiles } from './firewall/firewalld/files.ts';
export { type FirewalldEntry, type FirewalldPlan, firewalldPlan } from './firewall/firewalld/plan.ts';
export type { Door, FilterFile, HostFilter, MssClamp, RequireEsp, Service } from './firewall/host-filter.ts';
export { type FactFile, type FilterFacts, type HostRules, readHostRules } from './firewall/host-rules.ts';
export type {
  ChainLine,
  CommentLine,
  CommitLine,
  RestoreLine,
  RuleLine,
  RuleOption,
  TableLine,
} from './firewall/iptables/ast.ts';
export { iptablesFiles } from './firewall/iptables/files.ts';
export { type ParsedLine, type ParsedRestore, parseRestore, type UnreadableLine } from './firewall/iptables/parse.ts';
export { printRestore } from './firewall/iptables/print.ts';
export { iptablesRules } from './firewall/iptables/rules.ts';
export { understandRestore } from './firewall/iptables/understand.ts';
export type * from './firewall/nftables/ast.ts';
export { nftablesFiles } from './firewall/nftables/files.ts';
export { printNftTable } from './firewall/nftables/print.ts';
export { readNftJson } from './firewall/nftables/read-json.ts';
export { nftTable } from './firewall/nftables/rules.ts';
export { understandNft } from './firewall/nftables/understand.ts';
export { type Decider, judgeRules, type Need, type Verdict } from './firewall/verdict/judge.ts';
export { emptyRuleSet, joinRuleSets, type RuleSet } from './firewall/verdict/rule-set.ts';
export { checkInterfaces, readInterfaces } from './hosts/facts/links.ts';

// ESP and the MTU

export * from './esp/ah.ts';
export * from './esp/answer.ts';
export { type KnownOverhead, knownOverheads, overheadOf } from './esp/known-overheads.ts';
export * from './esp/mtu.ts';
export * from './esp/overlay.ts';
export { headerBytes, type MtuPart } from './esp/part.ts';
export * from './esp/transform.ts';
export * from './esp/wire.ts';

// Text

export { filterNeeds, hostFilter } from './mesh/host-filter.ts';
export { type MeshMtu, type MtuClass, meshMtu, type SafeMtu } from './mesh/mtu.ts';
export { renderHost } from './render/host.ts';
export { type ImportCertificate, importCertificateScript, type OnHost } from './render/import-certificate.ts';
export { type Manifest, type ManifestFile, type ManifestHost, manifestHost } from './render/manifest.ts';
export { prepareRendering, type Rendering } from './render/prepare.ts';
export type { RenderedFile } from './render/rendered-file.ts';

// Verification

export {
  type ConnChange,
  type Differ,
  type DiffOptions,
  type FileChange,
  type HostDiff,
  newDiffer,
} from './diff/diff.ts';
export type { KeywordChange } from './diff/effects.ts';
export { collectScript } from './hosts/collect-script.ts';
export type { FileContent, HostCertificate, HostEvidence, HostFiles } from './hosts/evidence.ts';
export { type EvidenceOptions, type HostFolder, type ReadEvidence, readEvidence } from './hosts/read-evidence.ts';
export {
  type CertificateValidity,
  mergeVerifications,
  type PairVerdict,
  type VerdictWord,
  type Verification,
} from './verify/verification.ts';
export { startVerification, type Verifier, type VerifyOptions } from './verify/verify.ts';
