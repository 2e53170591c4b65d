import fc from 'fast-check';
import type { RestoreLine, RuleOption } from '../../src/firewall/iptables/ast.ts';

/** A word of a rule: plain, or with blanks, quotes, backslashes and dashes, which need quotes. */
const word = fc.oneof(
  fc.constantFrom(
    'eth0',
    '10.0.0.0/8',
    'fd00::1',
    '500,4500',
    'esp',
    'ACCEPT',
    'SYN,RST',
    '-x',
    '!',
    '--',
    'a b',
    '"',
    '\\',
    'a"b\\c',
  ),
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\n\r]/.test(text)),
);

const ruleOption: fc.Arbitrary<RuleOption> = fc.record({
  name: fc.constantFrom('-s', '-d', '-i', '-p', '-m', '-j', '--dport', '--comment', '--ctstate', '--set-mss'),
  negated: fc.boolean(),
  values: fc.array(word, { minLength: 1, maxLength: 2 }),
});

const chain = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/);

/** A line that iptables-save could write. */
export const restoreLine: fc.Arbitrary<RestoreLine> = fc.oneof(
  fc.record({
    kind: fc.constant('comment' as const),
    text: fc
      .string({ maxLength: 20 })
      .filter((text) => !/[\n\r]/.test(text))
      .map((text) => `# ${text}`),
  }),
  fc.record({ kind: fc.constant('table' as const), name: fc.constantFrom('filter', 'nat', 'mangle') }),
  fc.record({ kind: fc.constant('chain' as const), name: chain, policy: fc.constantFrom('ACCEPT', 'DROP', '-') }),
  fc.record({ kind: fc.constant('rule' as const), chain, options: fc.array(ruleOption, { maxLength: 5 }) }),
  fc.record({ kind: fc.constant('commit' as const) }),
);

/** Text that is nearly iptables-save's: real lines, cut, doubled and mixed with anything. */
export const nearlyRestore: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '*filter\n',
        ':INPUT DROP [1:2]\n',
        '-A INPUT -s ! 10.0.0.1 -j DROP\n',
        '[3:4] -A X -m comment --comment "a b"\n',
        'COMMIT\n',
        '-A\n',
        '\r\n',
        '-A INPUT !\n',
        '-A X "\n',
        ':\n',
        '*\n',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'-A!"\\ :*[]\n\tx'), maxLength: 30 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
