/**
 * Whether the name of a file or folder fits one part of the pattern of an `include`: `*` is any number of characters, `?` is
 * one, `[a-c]` one of those, `[!a-c]` another, and a dot at the beginning is met by a dot alone. Time grows with the product
 * of both lengths at most, whatever they are.
 *
 * @example matchesName('mesh.conf', '*.conf') // true
 * @example matchesName('.mesh.conf', '*.conf') // false
 * @example matchesName('a.conf', '[ab].conf') // true
 * @see glob(7)
 */
export function matchesName(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  if (pattern.length > longest) return false;
  const parts = partsOf(pattern);
  let [at, next] = [0, 0];
  // Where the last "*" is, and where the name goes on behind what it stands for: one character more wherever the rest does not fit.
  let [star, resume] = [-1, 0];
  while (at < name.length) {
    const part = parts[next];
    if (part === '*') [star, resume, next] = [next, at, next + 1];
    else if (part !== undefined && meets(part, name[at] as string)) [at, next] = [at + 1, next + 1];
    else if (star < 0) return false;
    else [resume, at, next] = [resume + 1, resume + 1, star + 1];
  }
  return parts.slice(next).every((part) => part === '*');
}

/** No file has a longer path (PATH_MAX), and brackets that never close take time with the square of the length. */
const longest = 4096;

/** Whether a part of a pattern stands for more than itself. */
export function isPattern(part: string): boolean {
  return /[*?[]/.test(part);
}

/** A pattern in parts: `*`, and what stands for one character each. */
function partsOf(pattern: string): readonly string[] {
  return pattern.match(/\[[!^]?\]?[^\]]*\]|\\.|./gs) ?? [];
}

function meets(part: string, character: string): boolean {
  if (part === '?') return true;
  if (part.length === 1) return part === character;
  if (part.startsWith('\\')) return part[1] === character;
  const isNegated = /^\[[!^]/.test(part);
  const set = part.slice(isNegated ? 2 : 1, -1);
  const ranges = set.matchAll(/(.)-(.)|(.)/gs);
  const isIn = [...ranges].some(([, from, to, one]) =>
    one === undefined
      ? from !== undefined && to !== undefined && from <= character && character <= to
      : one === character,
  );
  return isIn !== isNegated;
}

/** At most so many patterns are made of one, whatever braces it has. */
const most = 1000;

/**
 * The patterns that braces stand for, in their order: up to 4.15 `include` has them. A pattern longer than any path stays as it
 * is, for the work grows with the square of the length.
 *
 * @example withoutBraces('conf.d/{a,b}.conf') // ['conf.d/a.conf', 'conf.d/b.conf']
 */
export function withoutBraces(pattern: string): readonly string[] {
  if (pattern.length > longest) return [pattern];
  let open: readonly string[] = [pattern];
  for (let i = 0; i < pattern.length && open.length < most; i += 1) {
    const next = open.flatMap(firstBraces);
    if (next.length === open.length && next.every((one, at) => one === open[at])) break;
    open = next.slice(0, most);
  }
  return open;
}

function firstBraces(pattern: string): readonly string[] {
  const start = pattern.indexOf('{');
  if (start < 0 || pattern.slice(start, start + 2) === '{}') return [pattern];
  let depth = 0;
  const cuts = [start];
  for (let at = start; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '{') depth += 1;
    if (character === ',' && depth === 1) cuts.push(at);
    if (character !== '}') continue;
    depth -= 1;
    if (depth > 0) continue;
    cuts.push(at);
    return cuts
      .slice(1)
      .map(
        (cut, i) => `${pattern.slice(0, start)}${pattern.slice((cuts[i] as number) + 1, cut)}${pattern.slice(at + 1)}`,
      );
  }
  return [pattern];
}
