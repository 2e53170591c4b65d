/**
 * What can be computed of a mesh before it runs, each number with its formula and source.
 *
 * @packageDocumentation
 */

export type { Advice } from '../advise/advice.ts';
export { adviseMesh } from '../advise/advise.ts';
export type * from '../index.ts';
