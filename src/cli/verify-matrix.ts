/** The verdicts of all pairs as a table of letters, for a terminal. */
import { families } from '../net/address.ts';
import { type VerdictWord, type Verification, verdictsOf } from '../verify/verification.ts';
import { joinSafe, printable, type SafeText, safe } from './safe-text.ts';
import { notAskedText } from './verify-summary.ts';

/** As many hosts as a line of a terminal has room for, two columns for their numbers and a name behind them. */
const most = 40;

const letters: Readonly<Record<VerdictWord, readonly [letter: SafeText, meaning: SafeText]>> = {
  consistent: [safe`c`, safe`consistent`],
  broken: [safe`B`, safe`broken`],
  'one-sided': [safe`O`, safe`one end has no conn`],
  unknown: [safe`u`, safe`unknown`],
};
const [absent, itself, unasked] = [safe`.`, safe`\\`, safe`*`];

/**
 * A table for each family in which pairs were judged, and what its letters mean. Of more than 40 hosts it shows those with the
 * most pairs that are not consistent.
 */
export function verdictMatrix(report: Verification): SafeText {
  const shown = shownHosts(report);
  const positions = new Map(shown.map((name, i) => [name, i]));
  const cells = new Map(families.map((family) => [family, new Map<number, VerdictWord>()]));
  const keyOf = (a: number, b: number): number => Math.min(a, b) * most + Math.max(a, b);
  for (const { pair, family, verdict } of verdictsOf(report)) {
    const [a, b] = pair.map((name) => positions.get(name));
    if (a !== undefined && b !== undefined) cells.get(family)?.set(keyOf(a, b), verdict);
  }
  const marked = new Set(report.notAsked.map(({ host }) => host));
  const tables = [...cells].flatMap(([family, of]) => {
    if (of.size === 0) return [];
    const rows = shown.map((name, row) => {
      const line = shown.map((_, column) => {
        const verdict = of.get(keyOf(row, column));
        if (row === column) return itself;
        return verdict === undefined ? absent : letters[verdict][0];
      });
      return safe`${numbered(row)} ${joinSafe(line)}  ${printable(name)}${marked.has(name) ? safe` ${unasked}` : safe``}\n`;
    });
    return [safe`${family === 'ipv4' ? safe`IPv4` : safe`IPv6`}\n${heading(shown.length)}${joinSafe(rows)}`];
  });
  const words = new Set([...cells.values()].flatMap((of) => [...of.values()]));
  return safe`${joinSafe(tables, '\n')}${legend(report, words, shown.length)}`;
}

/** The hosts, and those outside the tree that a verdict names; of too many the worst. */
function shownHosts({ hosts, verdicts }: Verification): readonly string[] {
  const faults = new Map<string, number>(hosts.map((name) => [name, 0]));
  for (const { pair } of verdicts) for (const name of pair) faults.set(name, (faults.get(name) ?? 0) + 1);
  const all = [...faults.keys()];
  if (all.length <= most) return all;
  const worst = new Set(all.sort((a, b) => (faults.get(b) ?? 0) - (faults.get(a) ?? 0)).slice(0, most));
  return [...faults.keys()].filter((name) => worst.has(name));
}

function legend({ hosts, notAsked }: Verification, words: ReadonlySet<VerdictWord>, shown: number): SafeText {
  const known = (['consistent', 'broken', 'one-sided', 'unknown'] as const).filter((word) => words.has(word));
  const meanings = [
    ...known.map((word) => safe`${letters[word][0]} ${letters[word][1]}`),
    safe`${absent} no conn on either end`,
  ];
  const left = notAskedText(notAsked);
  const rest = left === undefined ? safe`` : safe`${unasked} not asked: ${left}\n`;
  const some =
    hosts.length <= shown
      ? safe``
      : safe`${shown} of ${hosts.length} hosts: those with the most pairs that are not consistent\n`;
  return safe`${joinSafe(meanings, ', ')}\n${rest}${some}\n`;
}

/** The numbers of the columns, their tens in a line of their own. */
function heading(columns: number): SafeText {
  const numbers = Array.from({ length: columns }, (_, i) => i + 1);
  const tens = numbers.map((number) => (number % 10 === 0 ? safe`${number / 10}` : safe` `));
  const units = numbers.map((number) => safe`${number % 10}`);
  return safe`${columns < 10 ? safe`` : safe`   ${joinSafe(tens)}\n`}   ${joinSafe(units)}\n`;
}

function numbered(row: number): SafeText {
  return row < 9 ? safe` ${row + 1}` : safe`${row + 1}`;
}
