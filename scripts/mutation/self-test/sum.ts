/** Has three kinds of mutant for the test of the runner: see test/package/mutation.test.ts. */
export function sum(last: number): number {
  let total = 0;
  for (let i = 1; i <= last; i += 1) total += i;
  return total;
}

/** Nobody asks about 0. */
export const isSome = (count: number): boolean => count > 0;
