/**
 * The packet filter: rules for IKE and ESP, and whether the rules that a host has let them pass.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
export { type FindingSource, formatDiagnostic, type Locate } from '../diagnostics/format.ts';
export { checkInterfaces } from '../firewall/check-interfaces.ts';
export { checkRules } from '../firewall/check-rules.ts';
export { firewalldFiles } from '../firewall/firewalld/files.ts';
export { type FirewalldEntry, type FirewalldPlan, firewalldPlan } from '../firewall/firewalld/plan.ts';
export type { Door, FilterFile, HostFilter, MssClamp, RequireEsp, Service } from '../firewall/host-filter.ts';
export { type FactFile, type FilterFacts, type HostRules, readHostRules } from '../firewall/host-rules.ts';
export type {
  ChainLine,
  CommentLine,
  CommitLine,
  RestoreLine,
  RuleLine,
  RuleOption,
  TableLine,
} from '../firewall/iptables/ast.ts';
export type { Dialect } from '../firewall/iptables/conditions.ts';
export { iptablesFiles } from '../firewall/iptables/files.ts';
export type { IpSet, IpSets } from '../firewall/iptables/ipset.ts';
export { type ParsedLine, type ParsedRestore, parseRestore, type UnreadableLine } from '../firewall/iptables/parse.ts';
export { printRestore } from '../firewall/iptables/print.ts';
export { iptablesRules } from '../firewall/iptables/rules.ts';
export { understandRestore } from '../firewall/iptables/understand.ts';
export type * from '../firewall/nftables/ast.ts';
export { nftablesFiles } from '../firewall/nftables/files.ts';
export { printNftTable } from '../firewall/nftables/print.ts';
export { readNftJson } from '../firewall/nftables/read-json.ts';
export { nftTable } from '../firewall/nftables/rules.ts';
export { understandNft } from '../firewall/nftables/understand.ts';
export type { AddressRange, AddressSet } from '../firewall/verdict/address-range.ts';
export { type Decider, judgeRules, type Need, type Verdict } from '../firewall/verdict/judge.ts';
export type { MarkTerm } from '../firewall/verdict/mark.ts';
export type {
  Action,
  BaseChain,
  Condition,
  End,
  Hook,
  NumberRange,
  PortRange,
  Rule,
  RuleSet,
  StatusFlag,
  Step,
  Translation,
} from '../firewall/verdict/rule-set.ts';
export { readInterfaces } from '../hosts/facts/addresses.ts';
export type { Address, Family, Prefix } from '../net/address.ts';
