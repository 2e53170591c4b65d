/**
 * What lines of logs come from: pluto's, addconn's, `ipsec status`, the counters of the kernel.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
export type { ResolvedConn, ResolvedSetting } from '../libreswan/ipsec-conf/load/resolved.ts';
export type * from '../libreswan/ipsec-conf/syntax/ast.ts';
export type { Quotes } from '../libreswan/keyword/value/fate.ts';
export { type Release, releases } from '../libreswan/release.ts';
export type { LogCause, Side } from '../troubleshoot/cause.ts';
export { logCauses } from '../troubleshoot/causes/index.ts';
export { type ExplainedLine, type ExplainedLog, explainLog } from '../troubleshoot/explain-log.ts';
export { placeCause } from '../troubleshoot/place-cause.ts';
