/** What changes between two texts, as `patch` and `git apply --unidiff-zero` read it. */

/**
 * Lines that are the same in both are not shown: they may hold what is not to be shown. The changes of `--fix` are small and
 * may be many: the general way of the `diff` package takes 40 seconds for 10,000 of them, this one as long as it takes to read them.
 */
export function patchText(name: string, before: string, after: string): string {
  if (before === after) return '';
  const [a, b] = [linesOf(before), linesOf(after)];
  const hunks = changes(a, b).map(({ at, gone, to, come }) => {
    const from = `${gone === 0 ? at : at + 1},${gone}`;
    const into = `${come === 0 ? to : to + 1},${come}`;
    const rows = [
      ...a.slice(at, at + gone).map((row) => marked('-', row)),
      ...b.slice(to, to + come).map((row) => marked('+', row)),
    ];
    return `@@ -${from} +${into} @@\n${rows.join('')}`;
  });
  return `--- ${name}\n+++ ${name}\n${hunks.join('')}`;
}

function marked(sign: string, row: string): string {
  return row.endsWith('\n') ? `${sign}${row}` : `${sign}${row}\n\\ No newline at end of file\n`;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Lines that go and lines that come in their place; `at` and `to` count from 0. */
interface Change {
  readonly at: number;
  readonly gone: number;
  readonly to: number;
  readonly come: number;
}

/** How many lines ahead a common line is looked for; beyond that, a change is one large one. */
const reach = 200;

function changes(a: readonly string[], b: readonly string[]): readonly Change[] {
  const found: Change[] = [];
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    if (i < a.length && a[i] === b[k]) {
      i += 1;
      k += 1;
      continue;
    }
    const [gone, come] = nextCommon(a, b, i, k);
    found.push({ at: i, gone, to: k, come });
    i += gone;
    k += come;
  }
  return found;
}

/** How far it is on both sides to the nearest line that both have. */
function nextCommon(a: readonly string[], b: readonly string[], i: number, k: number): readonly [number, number] {
  for (let sum = 1; sum <= 2 * reach; sum += 1)
    for (let gone = Math.max(0, sum - reach); gone <= Math.min(sum, reach); gone += 1) {
      const come = sum - gone;
      if (i + gone < a.length && k + come < b.length && a[i + gone] === b[k + come]) return [gone, come];
    }
  return [a.length - i, b.length - k];
}
