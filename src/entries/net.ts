/**
 * Addresses and prefixes as canonical text.
 *
 * @packageDocumentation
 */

export type * from '../diagnostics/diagnostic.ts';
export * from '../net/address.ts';
