import fc from 'fast-check';
import { editedText } from './edited-text.ts';

const octet = fc.nat(255);
const prefix = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(octet, octet).map(([b, c]) => `10.${b}.${c}.0/24`) },
  { weight: 2, arbitrary: fc.tuple(octet, octet).map(([b, c]) => `10.${b}.${c}.7`) },
  fc.constantFrom(
    ...[
      '10.0.0.0/8',
      '0.0.0.0/0',
      '::/0',
      '2001:db8::/32',
      'FD00:0::1',
      'fe80::',
      'fe80::/64',
      '198.51.100.7/24',
      'fd00::7/64',
    ],
    ...[
      '10.8.0.0/255.255.0.0',
      '10.8.0.0/255.0.255.0',
      '10.0.0.0/33',
      '"10.9.0.0/16"',
      'foo',
      '%any',
      '10.8.0.0/',
      '/16',
      '10.300.0.0/16',
    ],
  ),
);
const traffic = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('6', '17', '132', '255'), fc.nat(65535), fc.constantFrom(0, 80, 65535))
      .map((t) => t.join(' ')),
  },
  fc.constantFrom(
    '0 0 0',
    '50 0 0',
    '256 1 1',
    '6',
    '6 0',
    '6 0 65536',
    '6 0 http',
    '6 %any 0',
    '6 0 80 x',
    '10.7.0.0/16',
    'bogus 0 0',
  ),
);
const line = fc
  .record({
    indent: fc.constantFrom('', '', '', '', '', '', '', ' ', '\t'),
    prefix,
    traffic: fc.option(traffic, { nil: '', freq: 2 }),
    comment: fc.constantFrom('', '', ' # note', '  '),
    end: fc.constantFrom('\n', '\n', '\r\n', '\n\n'),
  })
  .map((l) => `${l.indent}${l.prefix}${l.traffic === '' ? '' : ` ${l.traffic}`}${l.comment}${l.end}`);

/** Policy-group files as people write them, sound and unsound. */
export const groupText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: line },
      fc.constantFrom('# heading\n', '\n', `#${'x'.repeat(2046)}10.99.0.0/16\n`),
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.join(''));

/** The same after some edits. */
export const editedGroupText: fc.Arbitrary<string> = editedText(groupText, ' \t\n\r#"./:0159', 2);
