/**
 * Puts lists behind another. `push(...list)` is a call with as many arguments as the list has parts, and overflows the stack
 * from some 100,000 on.
 */
export function append<T>(list: T[], ...more: readonly Iterable<T>[]): void {
  for (const each of more) for (const one of each) list.push(one);
}
