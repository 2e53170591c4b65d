import fc from 'fast-check';
import { editedText } from './edited-text.ts';

const blank = fc.constantFrom(' ', '\t', '  ', '\n ', '\n\t# note\n  ');
const address = fc.tuple(fc.nat(255), fc.nat(255)).map(([c, d]) => `192.0.${c}.${d}`);
const selector = fc.oneof(
  { weight: 4, arbitrary: address },
  fc.constantFrom(
    '@a.example',
    'root@b.example',
    '%any',
    '%any6',
    'fd00::1',
    '2001:db8::',
    'O=x,CN=y',
    '1.2.3.400',
    '@#0a0b',
    '"@q r"',
  ),
);
const hex = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => `0s${Buffer.from(bytes).toString('base64')}`);
const words = fc.string({ unit: fc.constantFrom(...'aZ09 #:\\é'), minLength: 1, maxLength: 20 });
const value = fc.oneof(
  { weight: 3, arbitrary: hex },
  base64,
  words.map((text) => `"${text}"`),
  words.map((text) => `'${text}'`),
  words.map((text) => `0t${text}`),
  fc.constantFrom(
    '0x',
    '0xabc',
    '0x61_62',
    '0sYQ',
    '0sYR==',
    '0sYQ=a',
    'secret',
    '"open',
    "'open",
    '`tick`',
    '""',
    '0',
  ),
);
const keyword = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('PSK', 'psk', 'Psk') },
  fc.constantFrom('XAUTH', 'ECDSA', 'RSA', 'PIN', 'FOO', ':'),
);
const record = fc
  .record({
    selectors: fc.array(selector, { maxLength: 3 }),
    gap: blank,
    colon: fc.constantFrom(' : ', ': ', ' :\n '),
    keyword,
    value: fc.option(value, { nil: '', freq: 12 }),
    more: fc.option(fc.constantFrom('x', '# note', '"more"', '#'), { nil: '', freq: 3 }),
    end: fc.constantFrom('\n', '\r\n', ' \t\n', '\n\n'),
  })
  .map(
    (r) =>
      `${r.selectors.join(r.gap)}${r.selectors.length > 0 ? r.colon : ': '}${r.keyword}${r.gap}${r.value} ${r.more}${r.end}`,
  );
const line = fc.oneof(
  { weight: 8, arbitrary: record },
  fc.constantFrom(
    '\n',
    '# 10.0.0.1 : PSK "old"\n',
    'include\n',
    'include /dev/null\n',
    'include /none x\n',
    ' stray : PSK 0x61\n',
    '10.0.0.1\n',
  ),
  fc.integer({ min: 2000, max: 2100 }).map((length) => `#${'x'.repeat(length)} 10.0.0.9 : PSK 0x61\n`),
);

/** Secrets files as people write them, sound and unsound; not one of them begins a host name look-up. */
export const secretsText: fc.Arbitrary<string> = fc.array(line, { maxLength: 8 }).map((lines) => lines.join(''));

/** The same after some edits; selectors may then be host names. */
export const editedSecretsText: fc.Arbitrary<string> = editedText(secretsText, ' \t\n\r:#"\'`x0@%=\0é');
