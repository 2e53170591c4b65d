import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../../src/diagnostics/diagnostic.ts';
import { checkRelease } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import type { ConfDocument, ConnSection } from '../../../../src/libreswan/ipsec-conf/syntax/document.ts';
import { documentOf } from '../../../../src/libreswan/ipsec-conf/syntax/document-of.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { printConf, printConn } from '../../../../src/libreswan/ipsec-conf/syntax/print.ts';
import { type Release, releaseRange, releases } from '../../../../src/libreswan/release.ts';

import { confDocument, hostileText } from '../../../arbitraries/conf-document.ts';

const at = valueAt('conn');
const conn = (settings: Record<string, string>, name = 'a'): ConnSection => ({
  kind: 'conn',
  name,
  settings: Object.entries(settings).map(([keyword, value]) => ({ keyword, value })),
});

test('a conn is its header in column 0 and one indented setting a line', () => {
  const section = conn({ also: 'mesh-self', right: '192.0.2.1', rightid: 'O=x, CN=b', mtu: '1400', auto: 'ondemand' });
  expect(printConn(section, ['4.10'], at)).toEqual({
    kind: 'ok',
    value: 'conn a\n\talso=mesh-self\n\tright=192.0.2.1\n\trightid="O=x, CN=b"\n\tmtu=1400\n\tauto=ondemand\n',
    findings: [],
  });
});

describe('what cannot be printed is refused', () => {
  const rows = [
    [conn({}, 'a b'), 'libreswan/conn-name', 'a name that others read otherwise'],
    [conn({ rightidd: 'x' }), 'libreswan/unknown-keyword', 'the whole file would be lost'],
    [conn({ uniqueids: 'yes' }), 'libreswan/unknown-keyword', 'a keyword of config setup'],
    [conn({ rightid: 'x"y' }), 'libreswan/inexpressible-value', 'nothing escapes a double quote'],
    [conn({ keyingtries: '3' }), 'libreswan/no-common-spelling', 'obsolete from 5.3'],
    [conn({ forceencaps: 'yes' }), 'libreswan/no-common-spelling', 'obsolete from 3.19'],
    [conn({ mtu: '14 00' }), 'libreswan/inexpressible-value', 'a number is one word'],
  ] as const;
  test.each(rows)('%j: %s (%s)', (section, code) => {
    const result = printConn(section, releaseRange('3.18', '5.3'), at);
    expect(result.kind).toBe('failed');
    expect(result.findings.map((finding) => finding.code)).toEqual([code]);
  });
});

test('a document is its parts, separated by blank lines', () => {
  const document = printConf(
    [
      { kind: 'comment', text: 'written by a program' },
      { kind: 'setup', settings: [{ keyword: 'uniqueids', value: 'yes' }] },
      { kind: 'include', pattern: '/etc/ipsec.d/*.conf' },
      conn({ ikev2: 'insist' }, '%default'),
    ],
    ['4.10'],
    at,
  );
  expect(document).toEqual({
    kind: 'ok',
    value:
      '# written by a program\n\nconfig setup\n\tuniqueids=yes\n\ninclude /etc/ipsec.d/*.conf\n\nconn %default\n\tikev2=insist\n',
    findings: [],
  });
});

test.each(['a b', '"a"', '{a}', 'a\n', ''])('the pattern of an include is one plain word, not %j', (pattern) => {
  expect(printConf([{ kind: 'include', pattern }], ['4.10'], at).kind).toBe('failed');
});

test.each(['a\nconn b', 'a\rb', '\u001b[2J'])('a comment stays on its line: %j', (text) => {
  expect(printConf([{ kind: 'comment', text }], ['4.10'], at).kind).toBe('failed');
});

test('a comment of nothing, or of what a tab stands in', () => {
  const said = (text: string) => printConf([{ kind: 'comment', text }], ['4.10'], at);
  expect(said('')).toMatchObject({ kind: 'ok', value: '#\n' });
  expect(said('a\tb')).toMatchObject({ kind: 'ok', value: '# a\tb\n' });
  expect(said('a\u2028b').findings.map(({ message }) => message)).toEqual([
    'a comment must be one line without control characters',
  ]);
});

test.each<[why: string, text: string, items: ConfDocument]>([
  ['a comment without a blank', '#a\n', [{ kind: 'comment', text: 'a' }]],
  ['a comment of nothing', '#\n', [{ kind: 'comment', text: '' }]],
  ['a blank more', '#  a\n', [{ kind: 'comment', text: ' a' }]],
  ['no line break at the end', '# a', [{ kind: 'comment', text: 'a' }]],
  ['blank lines', '\n\n', []],
  ['comments among the settings', 'conn a\n# x\n\tauto=add\n', [conn({ auto: 'add' })]],
  ['comments behind them', 'conn a\n\tauto=add\n\n# x\n', [conn({ auto: 'add' }), { kind: 'comment', text: 'x' }]],
  ['indented ones', 'conn a\n\tauto=add\n\t# x\n', [conn({ auto: 'add' })]],
  ['comments of a section without settings', 'conn a\n# x\n', [conn({}), { kind: 'comment', text: 'x' }]],
  ['what is no setting', 'conn a\n\tauto=add\n\tx\n', [conn({ auto: 'add' })]],
  [
    'config setup and include',
    'config setup\n\tuniqueids=no\n# x\ninclude /y\n',
    [
      { kind: 'setup', settings: [{ keyword: 'uniqueids', value: 'no' }] },
      { kind: 'comment', text: 'x' },
      { kind: 'include', pattern: '/y' },
    ],
  ],
])('what a file says: %s', (_, text, items) => {
  expect(documentOf(parseConf(text, '4.10').value)).toEqual(items);
});

const everyRelease = releaseRange('3.15', '5.4');

test('parse(print(d)) is d on every release, and the release has nothing to say of its syntax', () => {
  fc.assert(
    fc.property(confDocument, fc.constantFrom(...releases), (document, release) => {
      const printed = printConf(document, everyRelease, at);
      if (printed.kind === 'failed') throw new Error(JSON.stringify(printed.findings));
      const { value: conf, findings } = parseConf(printed.value, release);
      expect(findings).toEqual([]);
      expect(documentOf(conf)).toEqual(document);
    }),
  );
});

test('print(parse(c)) is c for every c that was printed', () => {
  fc.assert(
    fc.property(confDocument, fc.constantFrom(...releases), (document, release) => {
      const printed = printConf(document, everyRelease, at);
      if (printed.kind === 'failed') throw new Error(JSON.stringify(printed.findings));
      expect(printConf(documentOf(parseConf(printed.value, release).value), everyRelease, at)).toEqual(printed);
    }),
  );
});

test('no text, however hostile, adds a line, a keyword or a section: it is refused, or it comes back as the one value', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom<Release>(...releases), (value, release) => {
      const printed = printConn(conn({ leftid: value, mtu: '1400' }), [release], at);
      if (printed.kind === 'failed') return;
      const { value: conf, findings } = parseConf(printed.value, release);
      expect(findings).toEqual([]);
      expect(documentOf(conf)).toEqual([conn({ leftid: value, mtu: '1400' })]);
      // The text may be no ID that the release can read; the file is.
      const errors = checkRelease(conf, release).filter(({ severity }) => severity === 'error');
      expect(errors.filter(({ code }) => code !== 'libreswan/bad-identity')).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
