/**
 * Policy-group files: read without loss, checked for a release, printed.
 *
 * @packageDocumentation
 */

export type { Encoding } from '../bytes/source-text.ts';
export type * from '../diagnostics/diagnostic.ts';
export { type FindingSource, formatDiagnostic, type Locate } from '../diagnostics/format.ts';
export { checkPolicyGroup } from '../libreswan/policy-group/check.ts';
export type * from '../libreswan/policy-group/document.ts';
export { groupInstanceName } from '../libreswan/policy-group/instance.ts';
export { parsePolicyGroup, policyGroupSource, policyGroupTargets } from '../libreswan/policy-group/parse.ts';
export { printPolicyGroup } from '../libreswan/policy-group/print.ts';
export type { Release, ReleaseRange, releases } from '../libreswan/release.ts';
export type { Prefix } from '../net/address.ts';
