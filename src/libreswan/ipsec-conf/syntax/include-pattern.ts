/**
 * Whether the name of a file or folder fits one part of the pattern of an `include`: `*` is any number of characters, `?` is
 * one, and a dot at the beginning is met by a dot alone. Time grows with the product of both lengths at most, whatever they are.
 *
 * @example matchesName('mesh.conf', '*.conf') // true
 * @example matchesName('.mesh.conf', '*.conf') // false
 * @see glob(7)
 */
export function matchesName(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let [at, next] = [0, 0];
  // Where the last "*" is, and where the name goes on behind what it stands for: one character more wherever the rest does not fit.
  let [star, resume] = [-1, 0];
  while (at < name.length) {
    if (pattern[next] === '*') [star, resume, next] = [next, at, next + 1];
    else if (pattern[next] === '?' || pattern[next] === name[at]) [at, next] = [at + 1, next + 1];
    else if (star < 0) return false;
    else [resume, at, next] = [resume + 1, resume + 1, star + 1];
  }
  return /^\**$/.test(pattern.slice(next));
}
