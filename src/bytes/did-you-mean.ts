/** Words that were probably meant. */

/**
 * The word that one edit away is meant: a letter more, less or other, or two exchanged; hyphens, underscores and case do not count.
 * `undefined` where there is none, or more than one.
 *
 * @example nearest('rigth', ['left', 'right']) // 'right'
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = bareWord(word);
  const near = bareOf(known).flatMap((each, i) => (isOneEditApart(bare, each) ? [known[i]] : []));
  return near.length === 1 ? near[0] : undefined;
}

/** The same list is asked again and again in a file with many faults. */
const bareLists = new WeakMap<readonly string[], readonly string[]>();

function bareOf(known: readonly string[]): readonly string[] {
  const made = bareLists.get(known) ?? known.map(bareWord);
  bareLists.set(known, made);
  return made;
}

function bareWord(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return true;
  // A word of two letters is near to too many.
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
