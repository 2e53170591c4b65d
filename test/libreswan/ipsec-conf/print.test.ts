import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostic.ts';
import type { ConnSection } from '../../../src/libreswan/ipsec-conf/document.ts';
import { printConf, printConn } from '../../../src/libreswan/ipsec-conf/print.ts';
import { releaseRange } from '../../../src/libreswan/release.ts';

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
