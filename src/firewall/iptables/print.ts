import type { RestoreLine, RuleLine, RuleOption } from './ast.ts';

/**
 * The lines as text for iptables-restore, a newline after each.
 *
 * @example printRestore([{ kind: 'table', name: 'filter' }, { kind: 'commit' }]) // '*filter\nCOMMIT\n'
 */
export function printRestore(lines: readonly RestoreLine[]): string {
  return lines.map((line) => `${printLine(line)}\n`).join('');
}

function printLine(line: RestoreLine): string {
  switch (line.kind) {
    case 'comment':
      return line.text;
    case 'table':
      return `*${line.name}`;
    case 'chain':
      return `:${line.name} ${line.policy} [0:0]`;
    case 'rule':
      return printRule(line);
    case 'commit':
      return 'COMMIT';
  }
}

/** One rule, without newline. */
export function printRule(rule: RuleLine): string {
  return ['-A', printWord(rule.chain), ...rule.options.map(printOption)].join(' ');
}

function printOption({ name, negated, values }: RuleOption): string {
  return [...(negated ? ['!'] : []), name, ...values.map(printWord)].join(' ');
}

/** A word as iptables-restore splits it: in double quotes where it is not plain, with a backslash before quote and backslash. */
function printWord(word: string): string {
  return /^[A-Za-z0-9_.:,/+@%=-]+$/.test(word) && !/^[-!]./.test(word)
    ? word
    : `"${word.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}
