/**
 * swanmesh: a description of a cluster and its host certificates becomes everything that libreswan and the packet filter
 * need, and what hosts really have is read back and proved consistent. Sections follow the line: inventory, identities,
 * mesh, documents, text.
 *
 * @packageDocumentation
 */
export { type Secret, sameSecret, secretOf } from './bytes/secret.ts';
export {
  type Cluster,
  type ClusterOptions,
  type IdentityOptions,
  readCluster,
  readClusterSync,
  readIdentities,
} from './cluster.ts';
export { severities } from './diagnostics/codes.ts';
export type * from './diagnostics/diagnostic.ts';
export { hasError } from './diagnostics/diagnostic.ts';
export { correlate, type FindingSource, formatDiagnostic, type Locate, placeText } from './diagnostics/format.ts';
export { titles } from './diagnostics/titles.ts';
export {
  type ConnChange,
  type DiffOptions,
  type FileChange,
  type HostDiff,
  type MeshDiff,
  startDiff,
} from './diff/diff.ts';
export type { KeywordChange } from './diff/effects.ts';
export type { Mss, MtuAnswer, MtuQuestion, OverlayStack } from './esp/answer.ts';
export type { IpsecMode } from './esp/mtu.ts';
export type { Overlay } from './esp/overlay.ts';
export type { MtuPart } from './esp/part.ts';
export type { AeadName, CipherName, EspTransform, IntegrityName } from './esp/transform.ts';
export type { BackendName, backendNames } from './firewall/backend-names.ts';
export type { Door, HostFilter, MssClamp, RequireEsp, Service } from './firewall/host-filter.ts';
export type { Need } from './firewall/verdict/judge.ts';
export { collectScript } from './hosts/collect-script.ts';
export type { FileContent, FileMode, FileModes, HostCertificate, HostEvidence, HostFiles } from './hosts/evidence.ts';
export type { FactName, factNames } from './hosts/facts/index.ts';
export type { PlannedHost, PlannedHosts } from './hosts/read-evidence.ts';
export { type EvidenceOptions, type HostFolder, readEvidence } from './hosts/read-evidence.ts';
export {
  type Encapsulation,
  type Expectation,
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
export type { Json } from './inventory/json-schema.ts';
export type { ProfileName } from './inventory/profiles.ts';
export type { PskMaster } from './inventory/psk-master.ts';
export { readPskMaster } from './inventory/psk-master.ts';
export type * from './inventory/written.ts';
export type { ConnName } from './libreswan/conn-name.ts';
export type { NssNickname } from './libreswan/identity/leftcert.ts';
export type { PlannedSecret, PreSharedKey, RsaKey } from './libreswan/ipsec-secrets/planned-secret.ts';
export type { SpelledSetting } from './libreswan/keyword/spell-setting.ts';
export type { NssVersion } from './libreswan/nss-version.ts';
export type { Platform } from './libreswan/platform.ts';
export type { GroupTarget, GroupTraffic } from './libreswan/policy-group/document.ts';
export type {
  DhName,
  EncryptionName,
  KemName,
  KeyExchangeName,
  PrfName,
  ProposalKeyword,
} from './libreswan/proposal/algorithm.ts';
export type { OfferedEncryption, Proposal, Proposals } from './libreswan/proposal/proposals.ts';
export type { Release, ReleaseRange, releases } from './libreswan/release.ts';
export { type PairOutcome, pairOutcome } from './mesh/check-group-pairs.ts';
export {
  type GroupAction,
  type GroupHost,
  type GroupRule,
  groupActions,
  groupConnName,
  groupHostOf,
} from './mesh/groups.ts';
export { filterNeeds, hostFilter } from './mesh/host-filter.ts';
export type { End, Mesh, MeshIpsec, MeshNode, Pair, Peering } from './mesh/mesh.ts';
export { type MeshMtu, type MtuClass, meshMtu, type SafeMtu } from './mesh/mtu.ts';
export { derivePairSecret } from './mesh/pair-secret.ts';
export { linkedNodes, pairsOf, peeringsBetween, peeringsOf } from './mesh/peerings.ts';
export { type Identities, planMesh } from './mesh/plan.ts';
export { type Policy, type PolicyReason, type PolicySince, policyChanges, policyFor } from './mesh/policy-for.ts';
export type { Address, Family, Prefix } from './net/address.ts';
export type { PlannedGroup } from './render/group-conns.ts';
export { renderHost } from './render/host.ts';
export { type ImportCertificate, importCertificateScript, type OnHost } from './render/import-certificate.ts';
export { type Manifest, type ManifestFile, type ManifestHost, manifestHost } from './render/manifest.ts';
export { prepareRendering, type Rendering } from './render/prepare.ts';
export type { FilePlace, RenderedFile } from './render/rendered-file.ts';
export type { AlwaysAsked, alwaysAsked, NotAsked, OptionalFact, optionalFacts } from './verify/asked.ts';
export type { SharedFolder } from './verify/checks/shared-files.ts';
export {
  type CertificateValidity,
  mergeVerifications,
  type PairKey,
  type PairVerdict,
  type VerdictWord,
  type Verification,
  verdictsOf,
} from './verify/verification.ts';
export { type MeshVerification, startVerification, type VerifyOptions } from './verify/verify.ts';
export { type TreeOptions, verifyTree } from './verify/verify-tree.ts';
export type { Certificate, Extension, PublicKey, SubjectAltName } from './x509/certificate.ts';
export type { PlacedCertificate } from './x509/check-serials.ts';
export type { SignatureAnswers } from './x509/check-signatures.ts';
export type { Judging } from './x509/judge-certificates.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from './x509/name.ts';
export type { CrlScope, RevocationList, Revoked } from './x509/revocation/revocation-list.ts';
export type { SignatureAnswer, SignatureQuestion, SignatureVerifier } from './x509/signature.ts';
export type { NssUsage, UsageProfile } from './x509/usage-profile.ts';
export { type Subtle, type SubtleAlgorithm, webCryptoVerifier } from './x509/verifier.ts';
