/** Files of ipsec.conf: well-formed ones, broken ones, and what the parser should fear. */
import fc from 'fast-check';
import { keywordRows } from '../../src/libreswan/keyword/keyword.ts';

const blanks = fc.constantFrom('', '', ' ', '\t', '  ');
const someBlanks = fc.constantFrom('\t', '    ', ' ', '\t ');
/** Keywords as written, left and right included; a few that nobody knows. */
export const keywordNames: readonly string[] = keywordRows.flatMap(({ name, section }) =>
  section === 'end' ? [`left${name}`, `right${name}`] : [name],
);
/** The values of these are tried elsewhere: addresses, keys, names of conns and folders. */
const isTriedElsewhere = (name: string): boolean => /^(?:also|nssdir|(?:left|right)(?:subnets?|\w*key2?))$/.test(name);
const keyword = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      'left',
      'right',
      'leftid',
      'rightid',
      'leftcert',
      'rekey',
      'pfs',
      'auto',
      'mtu',
      'ikelifetime',
      'rekeyfuzz',
      'connalias',
      'type',
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom(...keywordNames.filter((name) => !isTriedElsewhere(name))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x-remark', 'X_y', 'LeftID', 'id', 'left-id', 'nonsense', 'conn', 'include', '12'),
  },
);
/** Values, mostly such that a keyword takes them, in all ways to write them. */
const value = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'add',
    'start',
    'tunnel',
    '1400',
    '8h',
    '100%',
    '%any',
    '%forever',
    '10.0.0.1',
    '10.0.0.0/8',
    'a',
    'b',
  ),
  fc.constantFrom(
    '"O=x, CN=y"',
    '{a b}',
    '"',
    '""',
    '{}',
    '"a"b',
    '"a b"c',
    '{a}b',
    '{a b}c',
    "'a b'",
    'a"b',
    '{"a"}',
    '}',
    '#x',
    '=x',
    '\\',
    'maybe',
    'xyes',
    '"no"',
    'zz',
    '-1',
    '0x10',
    '@a\0b',
  ),
);
const trailer = fc.constantFrom(
  '',
  '',
  '',
  '',
  '',
  ' ',
  '\t',
  ' # a comment',
  ' #x',
  ' #',
  ' "',
  '\r',
  ' #=x',
  ' junk',
);
const setting = fc
  .tuple(someBlanks, keyword, blanks, blanks, value, trailer)
  .map(([indent, name, before, after, text, end]) => `${indent}${name}${before}=${after}${text}${end}`);
const goodSetting = fc
  .tuple(
    fc.constantFrom('\t', '    '),
    fc.constantFrom(
      'left=10.0.0.1',
      'right=%any',
      'leftid=@a',
      'rightid="O=x, CN=y"',
      'rekey=no',
      'pfs=yes',
      'mtu=1400',
      'ikelifetime=8h',
      'rekeyfuzz=50%',
      'connalias={a b}',
      'auto=add',
      'also=b',
      'x-remark=a b',
    ),
  )
  .map(([indent, text]) => indent + text);
const oddLine = fc.constantFrom(
  '',
  '  ',
  '# a comment',
  '\t# a comment',
  '#x',
  '\t#',
  '"',
  '\t"',
  'x',
  '\tmtu',
  '\tmtu=',
  '\tleftid=',
  '\trekey=',
  '\tx-remark',
  '\tx-remark=',
  '=',
  '\t=x',
  '\ufeff',
);
const header = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('conn a', 'conn b', 'config setup', 'conn "a b"', 'conn\ta  '),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'conn',
      'conn 12',
      'conn a b',
      'conn=x',
      'config',
      'config setup x',
      'Conn a',
      'include /nonexistent/*.conf',
      'include "/nonexistent/*.conf"',
      'include',
      'version 2.0',
      'version 2',
      'conn a # b c',
      'conn a #b',
    ),
  },
);
const section = fc
  .tuple(
    header,
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: goodSetting },
        { weight: 1, arbitrary: setting },
        { weight: 1, arbitrary: oddLine },
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, lines]) => [first, ...lines]);

const defaults = fc
  .array(fc.oneof({ weight: 6, arbitrary: goodSetting }, { weight: 1, arbitrary: setting }), { maxLength: 4 })
  .map((lines) => ['conn %default', ...lines.filter((line) => !isOfOneConn(line))]);

/** Settings that a conn has for itself. */
const isOfOneConn = (line: string): boolean => /^\s*(?:x[-_]|connalias)/i.test(line);

const confOf = (of: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> =>
  fc.tuple(fc.array(of, { maxLength: 4 }), fc.constantFrom('\n', '\n', '\n', '')).map(([sections, last]) => {
    const lines = sections.flat();
    return lines.length === 0 ? last : lines.join('\n') + last;
  });
const withoutDefaults = confOf(section);

/** Files of sections, mostly well-formed. */
export const likelyConf: fc.Arbitrary<string> = fc.oneof(
  withoutDefaults,
  confOf(fc.oneof({ weight: 3, arbitrary: section }, defaults)),
);

const shards = fc.constantFrom(
  '\n',
  '\n\t',
  ' ',
  '\t',
  '=',
  '"',
  '{',
  '}',
  '#',
  '# ',
  '\r',
  '\0',
  'conn ',
  'conn a\n',
  'config setup\n',
  'include x',
  'x-',
  '%forever',
  'yes',
  'no',
  'mtu',
  '12',
  '\\',
  '\ufeff',
  'é',
  '\udcff',
);

/** Files with a few edits of bytes, tokens and lines. */
export const brokenConf: fc.Arbitrary<string> = fc
  .tuple(
    withoutDefaults,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('insert', 'delete', 'cut', 'double'), shards), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((broken, [where, edit, shard]) => applyEdit(broken, where % (broken.length + 1), edit, shard), text),
  );

function applyEdit(text: string, at: number, edit: string, shard: string): string {
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (edit) {
    case 'insert':
      return before + shard + after;
    case 'delete':
      return before + after.slice(1);
    case 'cut':
      return before + after.replace(/^[^\n]*\n?/, '');
    default: {
      const line = /^[^\n]*\n/.exec(after)?.[0] ?? '';
      return before + line + after;
    }
  }
}

/** Strings made of what the lexer looks at. */
export const shardConf: fc.Arbitrary<string> = fc.array(shards, { maxLength: 30 }).map((parts) => parts.join(''));

/** All of them. */
export const anyConf: fc.Arbitrary<string> = fc.oneof(
  likelyConf,
  brokenConf,
  shardConf,
  fc.string({ unit: 'binary', maxLength: 60 }),
);
