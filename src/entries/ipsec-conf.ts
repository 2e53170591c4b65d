/**
 * Any `ipsec.conf`: read without loss, explained for a release, printed.
 *
 * @packageDocumentation
 */

export type * from '../diagnostics/diagnostic.ts';
export { applyFixes, type FixedText, type TextFix } from '../diagnostics/fix.ts';
export { type FindingSource, formatDiagnostic, type Locate } from '../diagnostics/format.ts';
export { type ConnName, isConnName, readConnName } from '../libreswan/conn-name.ts';
export type { ExplainedSetting, SettingFate } from '../libreswan/ipsec-conf/load/explain.ts';
export {
  checkRelease,
  type ExplainedConf,
  type ExplainedConn,
  explainConf,
} from '../libreswan/ipsec-conf/load/explain-conf.ts';
export type { IncludedFile, Includer, LoadedConf, LoadedSection } from '../libreswan/ipsec-conf/load/load.ts';
export { resolveConn, resolveConns, settingOf } from '../libreswan/ipsec-conf/load/resolve.ts';
export type { ResolvedConn, ResolvedSetting } from '../libreswan/ipsec-conf/load/resolved.ts';
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
} from '../libreswan/ipsec-conf/syntax/ast.ts';
export type {
  Comment,
  ConfDocument,
  ConfItem,
  ConnSection,
  Include,
  Setting,
  SetupSection,
} from '../libreswan/ipsec-conf/syntax/document.ts';
export { documentOf } from '../libreswan/ipsec-conf/syntax/document-of.ts';
export { bytesOf, parseConf } from '../libreswan/ipsec-conf/syntax/parse.ts';
export { printConf, printConn } from '../libreswan/ipsec-conf/syntax/print.ts';
export { checkOption } from '../libreswan/keyword/check-option.ts';
export type {
  Choices,
  FoundKeyword,
  KeywordFate,
  KeywordRow,
  KeywordSection,
  Side,
  ValueKind,
} from '../libreswan/keyword/keyword.ts';
export type { Quotes, ValueFate } from '../libreswan/keyword/value/fate.ts';
export { type QuotingRule, quoteValue, quotingRules } from '../libreswan/quote.ts';
export { type Release, type ReleaseRange, readReleaseRange, releaseRange, releases } from '../libreswan/release.ts';
export type { Spans } from '../libreswan/spans.ts';
