/** Documents of ipsec.conf that mean the same on every release, and texts that try to get out of their quotes. */
import fc from 'fast-check';
import type { ConfDocument, Setting } from '../../src/libreswan/ipsec-conf/syntax/document.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9._-]{0,20}$/);
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((value) => !/["\p{Cc}\ufeff]|[\ud800-\udfff]/u.test(value));
const setting: fc.Arbitrary<Setting> = fc.oneof(
  fc.record({ keyword: fc.constantFrom('leftid', 'rightid', 'leftcert', 'rightca'), value: text }),
  fc.record({ keyword: fc.constantFrom('mtu', 'reqid', 'metric'), value: fc.nat().map(String) }),
  fc.record({ keyword: fc.constantFrom('rekey', 'pfs', 'compress'), value: fc.constantFrom('yes', 'no') }),
  fc.record({ keyword: fc.constantFrom('ikelifetime', 'salifetime'), value: fc.nat({ max: 999 }).map((n) => `${n}h`) }),
  fc.record({ keyword: fc.constant('auto'), value: fc.constantFrom('add', 'start', 'ondemand') }),
);

/** A document. */
export const confDocument: fc.Arbitrary<ConfDocument> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('conn' as const),
      name: fc.oneof(name, fc.constant('%default')),
      settings: fc.array(setting, { maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant('setup' as const),
      settings: fc.array(fc.constant({ keyword: 'uniqueids', value: 'yes' }), { maxLength: 1 }),
    }),
    fc.record({ kind: fc.constant('include' as const), pattern: fc.constantFrom('/etc/ipsec.d/*.conf', 'a.conf') }),
    fc.record({
      kind: fc.constant('comment' as const),
      text: text.map((value) => value.trim()).filter((value) => !/[\u2028\u2029]/.test(value)),
    }),
  ),
  { maxLength: 5 },
);

/** Texts of what the lexer looks at. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '{',
        '}',
        ' ',
        '\t',
        '\n',
        '\r',
        '\0',
        '#',
        '=',
        '\\',
        '%forever',
        '12',
        'conn',
        ',',
        '%',
        'a',
        '\n\t',
        '\u2028',
        'é',
        '@',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
