import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../../src/bytes/utf8.ts';
import { checkRelease, explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import type { Includer } from '../../../../src/libreswan/ipsec-conf/load/load.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { atLeast, type Release, releases } from '../../../../src/libreswan/release.ts';
import { anyConf } from '../../../arbitraries/ipsec-conf.ts';

/** IKEv2 in the spelling of the release. */
const spelt = (text: string, release: Release): string =>
  atLeast(release, '5.0') ? text.replaceAll('ikev2=insist', 'keyexchange=ikev2') : text;

/** What a release says of a text: `code line:column severity`. */
function says(text: string, release: Release, include?: Includer): readonly string[] {
  const { value: conf } = parseConf(spelt(text, release), release, 'f');
  return checkRelease(conf, release, include).map(({ code, severity, at }) =>
    at.kind === 'text' ? `${code.replace('libreswan/', '')} ${at.line}:${at.column} ${severity}` : code,
  );
}

/** A conn whose second line begins the text. */
const conn = (text: string): string => `conn a\n\t${text}\n\tikev2=insist\n`;

describe('what a release does with a line', () => {
  const rows: readonly (readonly [text: string, release: Release, findings: readonly string[], why: string])[] = [
    [conn('auto=ignore'), '4.10', [], 'all well'],
    [conn('auto=ignore # two words'), '4.10', [], 'a comment with a blank'],
    [conn('auto=ignore #x'), '4.10', ['syntax-error 2:14 error'], 'libreswan.md §0.3: libreswan/syntax-error'],
    [conn('auto=ignore #'), '5.2', ['syntax-error 2:14 error'], 'a lone # too'],
    [conn('leftid=O=x, CN=y'), '4.10', ['syntax-error 2:14 error'], 'a blank without quotes'],
    [conn('leftid="O=x, CN="y""'), '4.10', ['syntax-error 2:19 error'], 'no escapes'],
    ['\ufeffconn a\n\tauto=add\n', '4.10', ['syntax-error 1:1 error', 'syntax-error 2:2 error'], 'a byte order mark'],
    ['auto=add\n', '4.10', ['syntax-error 1:1 error'], 'a setting in column 1'],
    ['conn 12\n\tikev2=insist\n', '4.15', ['syntax-error 1:6 error'], 'a number for a name'],
    ['conn 12\n\tikev2=insist\n', '5.0', [], 'a number for a name from 5.0'],
    ['conn 12\0\n\tikev2=insist\n', '4.10', ['lost-text 1:8 warning'], 'no number (seen on 4.3 and 4.10)'],
    ['conn\n\tauto=add\n', '4.0', ['syntax-error 1:1 error'], 'no name'],
    [conn('mtu 1400'), '4.10', ['syntax-error 2:2 error'], 'no ='],
    [conn('leftid="@a b""'), '4.10', ['lost-text 2:15 warning'], 'libreswan/lost-text: a stray quote'],
    [conn('leftid="@a b""'), '3.27', ['syntax-error 2:15 error'], 'an error up to 3.27'],
    [conn('leftid=@x\r'), '4.10', ['lost-text 2:11 warning'], 'CRLF'],
    [
      'conn a\n\tikev2=insist\n\tleftid=\n\tright=1.2.3.4\n',
      '3.32',
      ['lost-text 3:2 warning'],
      'swallows the next line',
    ],
    ['conn a\n\tikev2=insist\n\tleftid=\n\tright=1.2.3.4\n', '4.10', ['bad-value 3:9 warning'], 'ignored from 4.0'],
    [conn('mtu x =1'), '4.10', ['lost-text 2:6 warning'], 'dropped before ='],
    [conn('nonsense=1'), '4.10', ['unknown-keyword 2:2 error'], 'the whole file'],
    [conn('encap-dscp=yes'), '4.15', ['unknown-keyword 2:2 error'], 'not yet known'],
    [conn('forceencaps=yes'), '4.10', ['obsolete-keyword 2:2 warning'], 'libreswan/obsolete-keyword'],
    [conn('forceencaps=yes'), '5.0', ['unknown-keyword 2:2 error'], 'gone'],
    ['config setup\n\toe=no\n', '3.18', ['obsolete-keyword 2:2 warning'], 'silently ignored'],
    ['config setup\n\toe=no\n', '4.0', ['unknown-keyword 2:2 error'], 'libreswan.md §2.4'],
    [conn('uniqueids=no'), '4.10', ['misplaced-keyword 2:2 warning'], 'libreswan/misplaced-keyword'],
    [conn('uniqueids=no'), '5.3', ['misplaced-keyword 2:2 error'], 'the whole file from 5.3'],
    ['config setup\n\tmtu=\n', '4.10', ['bad-value 2:6 warning'], 'gone before anybody asks'],
    ['config setup\n\tmtu=1400\n', '4.10', ['misplaced-keyword 2:2 error'], 'the whole file up to 4.15'],
    ['conn %default\n\talso=b\nconn b\n\tikev2=insist\n', '5.2', ['misplaced-keyword 2:2 warning'], 'ignored'],
    [conn('mtu=big'), '4.10', ['bad-value 2:6 error'], 'libreswan/bad-value: silently 0'],
    [conn('mtu=big'), '5.2', ['bad-value 2:6 warning'], 'ignored with a warning'],
    [conn('leftcert=1234'), '4.10', ['bad-value 2:11 error'], 'the conn is lost'],
    ['conn a\n\tikev2=permit\n', '4.10', ['other-meaning 2:8 info', 'conn-lost 2:8 info'], 'libreswan/other-meaning'],
    ['conn a\n\tauto=add\n', '3.27', ['other-meaning 1:1 info'], 'IKEv1 without ikev2='],
    ['conn a\n\tkeyexchange=ikev1\n', '5.0', ['conn-lost 2:14 info'], 'libreswan/conn-lost: IKEv1'],
    ['config setup\n\tikev1-policy=accept\nconn a\n\tkeyexchange=ikev1\n', '5.0', [], 'IKEv1 is allowed'],
    ['conn a\n\tikev2=always\n', '5.0', ['obsolete-keyword 2:8 info'], 'ikev2= is keyexchange= from 5.0'],
    ['config setup\n\tikev1-policy=drop\nconn a\n\tikev2=no\n', '4.4', ['conn-lost 4:8 info'], 'IKEv1 is forbidden'],
    ['conn a\n\tikev2=no\n', '4.4', [], 'IKEv1 is allowed unless forbidden'],
    ['conn a\n\tikev2=no\n', '4.5', ['conn-lost 2:8 info'], 'but for Debian and RHEL 9'],
    [conn('authby=never'), '4.10', ['conn-lost 2:9 info'], 'libreswan.md §2.2'],
    ['conn a\n\ttype=passthrough\n', '4.10', ['conn-lost 2:7 info'], 'libreswan.md §2.2: nothing loads it at start'],
    [
      'conn a\n\ttype=passthrough\n\tleft=192.0.2.1\n\tright=192.0.2.2\nconn b\n\talso=a\n\tauto=add\n',
      '4.10',
      ['conn-lost 2:7 error'],
      'b is loaded at start',
    ],
    [
      'conn a\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=add\nconn a\n\tleft=192.0.2.1\n\tright=192.0.2.3\n\tauto=add\n',
      '4.10',
      ['duplicate-conn 5:6 warning'],
      'the later one replaces the earlier',
    ],
    [
      'config setup\n\tikev1-policy=drop\n\tikev1-policy=accept\n',
      '5.3',
      ['duplicate-keyword 3:2 warning'],
      'the later counts',
    ],
    [
      'config setup\n\tikev1-policy=drop\n\tikev1-policy=accept\n',
      '5.2',
      ['duplicate-keyword 3:2 warning'],
      'and the later one counts from 5.0',
    ],
    ['conn a\n\ttype=passthrough\n', '5.2', [], 'loads on 5.x'],
    [conn('authby=RSASIG'), '4.10', ['conn-lost 2:9 info'], 'libreswan.md §9.7'],
    [conn('rightsubnet=vhost:%priv'), '4.10', ['no-effect 2:14 info'], 'virtual subnets: complained of, and loaded'],
    [conn('rightsubnet=vhost:%priv'), '5.2', ['conn-lost 2:14 info'], 'are IKEv1 (5.2)'],
    [conn('auto=add'), '4.10', ['conn-lost 1:1 error'], 'no ends: lost without a word (4.10, 5.2)'],
    [
      conn('auto=add'),
      '4.3',
      ['conn-lost 1:1 error'],
      'what is missing is %any, and neither end is of this host (4.3)',
    ],
    [conn('auto=add\n\tleft=192.0.2.1'), '4.3', [], 'what is missing is %any (4.3)'],
    [conn('left=%any\n\tright=%any'), '3.15', ['conn-lost 3:8 info'], 'nobody knows where'],
    [conn('left=10.0.0.1\n\tright=10.0.0.2\n\tleftsubnet=fd00::/8'), '4.10', ['conn-lost 4:13 info'], 'two families'],
    [
      conn('left=10.0.0.1\n\tright=10.0.0.2\n\tleftsubnets={fd00::/16}\n\trightsubnet=fd01::/16'),
      '5.2',
      [],
      'several subnets are no address',
    ],
    [conn('leftrsasigkey=banana'), '4.10', ['conn-lost 2:16 info'], 'no key (4.3, 4.10, 5.2)'],
    [conn('leftckaid=zz'), '4.10', ['conn-lost 2:12 info'], 'not hexadecimal (4.3, 4.10, 5.2)'],
    [conn('leftid="O=x, CN"'), '5.2', ['bad-identity 2:9 info'], 'refused from 5.0'],
    [conn('leftid="O=x, CN"'), '4.10', [], 'the address takes its place'],
    [conn('rightca="O=x, CN"'), '4.10', ['no-effect 2:10 info'], 'any authority will do (4.3, 4.10, 5.2)'],
    [conn('phase2=ah\n\tah=rot13'), '4.10', ['bad-proposal 3:5 info'], 'no integrity algorithm'],
    [conn('mark=5'), '4.10', ['bad-value 2:7 error'], 'libreswan.md §2.2: the conn is lost'],
    [conn('dpddelay=15'), '4.3', ['no-effect 2:11 info'], 'libreswan/no-effect'],
    [conn('dpddelay=15'), '4.10', [], 'alone from 4.10'],
    [conn('dpddelay=30s\n\tdpdtimeout=60'), '3.15', ['bad-value 2:11 error'], 'the other one is there, and unreadable'],
    [
      'config setup\n\tuniqueids=no\nconfig setup\n\tlogfile=/x\n',
      '4.10',
      ['no-effect 3:1 warning'],
      'a second config setup',
    ],
    [conn('mtu=1\n\tmtu=1'), '4.10', ['duplicate-keyword 3:2 info'], 'says the same: libreswan/duplicate-keyword'],
    [conn('mtu=1\n\tmtu=2'), '4.10', ['duplicate-keyword 3:2 info'], 'the conn is lost'],
    [conn('mtu=1\n\tmtu=2'), '5.2', ['duplicate-keyword 3:2 info'], 'the first counts'],
    [conn('leftid=@a\n\tleftid=@a'), '4.10', ['duplicate-keyword 3:2 info'], 'libreswan.md §9.3'],
    [conn('right=1.2.3.4\n\tright=1.2.3.4'), '4.10', ['duplicate-keyword 3:2 info'], 'an address may say the same'],
    [conn('right=%any\n\tright=%any'), '4.10', ['duplicate-keyword 3:2 info'], 'a word may not'],
    [conn('esp=aes\n\tphase2alg=aes'), '5.2', ['duplicate-keyword 3:2 info'], 'two names of one keyword'],
    [
      'conn a\n\talso=b\n\tmtu=1\n\tikev2=insist\nconn b\n\tmtu=2\n\tikev2=insist\n',
      '4.10',
      ['duplicate-keyword 6:2 info', 'duplicate-keyword 7:2 info'],
      'through also=: the first counts',
    ],
    [conn('esp=rot13'), '4.10', ['bad-proposal 2:6 info'], 'no release reads it'],
    [conn('ike=aes256+aes128-sha1;modp2048'), '3.27', ['bad-proposal 2:6 info'], '+ is known from 3.28'],
    [conn('ike=aes256+aes128-sha1;modp2048'), '3.28', [], 'and read then'],
    [
      conn('ike=aes256-sha2;modp1024'),
      '4.10',
      ['unsupported-algorithm 2:6 info'],
      'libreswan.md §2: refused from 3.32',
    ],
    [conn('phase2alg=aes256-sha2_256;dh19'), '3.19', ['unsupported-algorithm 2:12 info'], 'libreswan.md §2: from 3.25'],
    [conn('phase2=ah\n\tah=sha1'), '4.10', [], 'ah= names an integrity algorithm alone'],
    [conn('ah=sha1'), '4.10', ['bad-proposal 2:5 info'], 'and is read as esp= without phase2=ah'],
    [conn('type=passthrough\n\tauthby=never\n\tesp=rot13'), '4.10', ['no-effect 4:6 info'], 'nothing is negotiated'],
    [conn('also=zz'), '4.10', ['missing-conn 2:7 info'], 'libreswan/missing-conn'],
    [conn('also=zz'), '3.23', ['missing-conn 2:7 info'], 'silent up to 3.23'],
    [
      'conn a\n\tikev2=insist\nconn a\n\tikev2=insist\n',
      '4.10',
      ['duplicate-conn 3:6 info'],
      'libreswan/duplicate-conn',
    ],
  ];
  test.each(rows)('%j in %s: %j (%s)', (text, release, findings) => {
    expect(says(text, release)).toEqual(findings);
  });
});

describe('the fate of a line in the whole, and of its conn', () => {
  const rows: readonly (readonly [text: string, release: Release, fates: string, loaded: string, why: string])[] = [
    [conn('pfs=yes'), '4.10', 'taken taken', 'file a', 'all well'],
    ['conn a\n\ttype=passthrough\n', '4.10', 'conn-lost', 'file', 'taken by itself, and authby=never is missing'],
    [conn('esp=rot13'), '4.10', 'conn-lost taken', 'file', 'no proposal: pluto refuses the conn'],
    [conn('dpddelay=15'), '4.3', 'ignored taken', 'file a', 'counts for nothing alone'],
    [conn('mtu=1\n\tmtu=2'), '4.10', 'taken conn-lost taken', 'file', 'the second one makes the conn faulty'],
    [conn('mtu=1\n\tmtu=2'), '5.2', 'taken ignored taken', 'file a', 'the second one is passed over'],
    [conn('also=zz'), '4.10', 'ignored taken', 'file a', 'complained of, and loaded with what else it has (4.3, 4.10)'],
    [conn('also=zz'), '5.2', 'conn-lost taken', 'file', 'lost from 5.0 on'],
    [
      'conn a\n\talso=b\nconn c\n\ttype=tunnel\n\tikev2=insist\nconn b\n\tauthby=never\n\tikev2=insist\n',
      '4.10',
      'taken; taken taken; conn-lost taken',
      'file c',
      'what also= brings in costs the conn that brings it in too',
    ],
    [conn('auto=add #x'), '4.10', 'file-lost taken', '', 'a syntax error'],
    [conn('nonsense=1'), '4.10', 'unknown taken', '', 'an unknown keyword'],
    [
      'conn %default\n\tleftcert=1234\n\tmtu=1400\nconn a\n\tikev2=insist\n',
      '4.10',
      'ignored taken; taken',
      'file a',
      'in %default it costs no conn up to 4.15 (seen on 4.3 and 4.10)',
    ],
    [
      'conn %default\n\tdpddelay=x\nconn a\n\tikev2=insist\n',
      '5.2',
      'conn-lost; taken',
      'file',
      'every conn gets it (5.2)',
    ],
    [
      'conn %default\n\tdpddelay=x\nconn a\n\tdpddelay=30\nconn b\n\tpfs=yes\n',
      '5.2',
      'conn-lost; taken; taken',
      'file a',
      'but one that says it itself (seen on 5.2)',
    ],
    [
      'conn %default\n\tdpddelay=x\nconn %default\n\tdpddelay=30\nconn a\n\tpfs=yes\n',
      '5.2',
      'conn-lost; taken; taken',
      'file a',
      'or a later %default',
    ],
  ];
  test.each(rows)('%j in %s: %j, loaded: %j (%s)', (text, release, fates, expected) => {
    const { sections, loaded, conns } = explainConf(parseConf(text, release).value, release);
    expect(sections.map(({ settings }) => settings.map(({ fate }) => fate.kind).join(' ')).join('; ')).toBe(fates);
    const names = conns.flatMap(({ loaded: isLoaded, name }) => (isLoaded ? [name] : []));
    expect([...(loaded ? ['file'] : []), ...names].join(' ')).toBe(expected);
  });
  test('a loop of includes that the release cannot follow loads nothing', () => {
    const include: Includer = (pattern) => [{ file: pattern, input: 'include loop.conf\n' }];
    const { value: conf } = parseConf('include loop.conf\nconn a\n\tikev2=insist\n', '3.25');
    expect(explainConf(conf, '3.25', include)).toMatchObject({ loaded: false, conns: [{ loaded: false }] });
  });
});

test.each<[text: string, release: Release, hint: string | undefined]>([
  [conn('rekeyfuzz=0'), '4.10', 'write rekeyfuzz=0%'],
  [conn('authby=secret|rsasig'), '4.10', 'write authby=secret,rsasig'],
  [conn('authby=RSASIG'), '4.10', 'write authby=rsasig'],
  [conn('authby=pubkey'), '4.10', undefined],
  ['config setup\n\tplutodebug="control parsing"\n', '4.10', 'write plutodebug=base'],
  ['config setup\n\tcrlcheckinterval=0\n', '3.15', 'write crlcheckinterval=0s'],
  [conn('dpddelay=30s\n\tdpdtimeout=60'), '3.15', 'write dpddelay=30'],
  [conn('disablearrivalcheck=no'), '4.0', 'take the line out: pluto checks what arrives, always'],
  [conn('encapsulation=maybe'), '5.2', undefined],
  [conn('leftcert=1234'), '4.10', 'write leftcert="1234"'],
])('%j in %s: hint %j', (text, release, hint) => {
  const findings = checkRelease(parseConf(spelt(text, release), release).value, release);
  expect(findings.map((finding) => finding.hint)).toEqual([hint]);
});

test('a conn may name fewer than 32 others up to 4.15 (libreswan/also-limit)', () => {
  const names = Array.from({ length: 32 }, (_, i) => `c${i}`);
  const text = (count: number): string =>
    `conn a\n\tikev2=insist\n${names
      .slice(0, count)
      .map((name) => `\talso=${name}\n`)
      .join('')}${names.map((name) => `conn ${name}\n\tauto=ignore\n`).join('')}`;
  expect(says(text(31).replaceAll('\tauto=ignore\n', ''), '4.10')).toEqual([]);
  expect(says(text(32).replaceAll('\tauto=ignore\n', ''), '4.10')).toEqual(['also-limit 3:2 info']);
  expect(says(text(32).replaceAll('\tauto=ignore\n', ''), '5.2')).toEqual([]);
});

describe('includes', () => {
  const files: Readonly<Record<string, string>> = {
    'b.conf': 'conn b\n\tikev2=insist\n\tnonsense=1\n',
    'loop.conf': 'include loop.conf\n',
  };
  const include: Includer = (pattern) => {
    const input = files[pattern];
    return input === undefined ? [] : [{ file: pattern, input }];
  };
  test('the findings of included files follow, with their names', () => {
    const { value: conf } = parseConf('include b.conf\nconn a\n\talso=b\n', '4.10', 'a.conf');
    expect(checkRelease(conf, '4.10', include).map(({ at, code }) => [at, code])).toEqual([
      [{ kind: 'text', file: 'b.conf', line: 3, column: 2 }, 'libreswan/unknown-keyword'],
    ]);
  });
  test('a name that no file has is a warning, a pattern that matches none is not', () => {
    expect(says('include c.conf\n', '4.10', include)).toEqual(['missing-include 1:9 warning']);
    expect(says('include c*.conf\n', '4.10', include)).toEqual([]);
    expect(says('include c.conf\n', '4.10')).toEqual([]);
  });
  test('up to 4.15 braces are alternatives', () => {
    expect(says('include {c,d}.conf\n', '4.10', include)).toEqual(['missing-include 1:9 warning']);
    expect(says('include {b,c}.conf\n', '4.10', include)).toEqual(['unknown-keyword 3:2 error']);
    expect(says('include {b,c}.conf\n', '5.2', include)).toEqual(['missing-include 1:9 warning']);
  });
  test('a folder is no file', () => {
    const folder: Includer = (file) => [{ file, input: '', isFolder: true }];
    const { value: conf } = parseConf('include conns\n', '4.10', 'f');
    expect(checkRelease(conf, '4.10', folder).map(({ code }) => code)).toEqual(['libreswan/include-folder']);
  });
  test('from 5.3 a file must end its last line where another line follows', () => {
    const open: Includer = (file) => [{ file, input: 'conn a\n\tmtu=1' }];
    const { value: conf } = parseConf('include a.conf\nconn b\n\tmtu=2\n', '5.3', 'f');
    expect(checkRelease(conf, '5.3', open).map(({ code }) => code)).toEqual(['libreswan/include-unfinished']);
    expect(checkRelease(conf, '5.2', open)).toEqual([]);
  });
  test.each([
    ['a setting', `\tmtu=1${' '.repeat(300)}`, ['libreswan/include-unfinished']],
    ['a comment', `\t# ${'x'.repeat(300)}`, []],
    ['blanks', ' '.repeat(300), []],
  ])('and %s is the last line however long it is', (_, last, codes) => {
    const { value: conf } = parseConf('include a.conf\nconn b\n\tmtu=2\n', '5.3', 'f');
    for (const input of [`conn a\n${last}`, toUtf8(`conn a\n${last}`)])
      expect(checkRelease(conf, '5.3', (file) => [{ file, input }]).map(({ code }) => code)).toEqual(codes);
  });
  test('a loop ends: dropped from 3.28, nothing is loaded before', () => {
    expect(says('include loop.conf\n', '4.10', include)).toEqual(['include-depth 1:9 warning']);
    expect(says('include loop.conf\n', '3.25', include)).toEqual(['include-depth 1:9 error']);
    const { value: conf } = parseConf('include loop.conf\n', '5.2');
    expect(checkRelease(conf, '5.2', include).map(({ code }) => code)).toEqual(['libreswan/include-depth']);
  });
});

test('any input is judged for any release, in order and without doubles', () => {
  fc.assert(
    fc.property(anyConf, fc.constantFrom(...releases), (text, release) => {
      const { value: conf } = parseConf(text, release, 'f');
      const places = checkRelease(conf, release).map(({ at }) => (at.kind === 'text' ? at.line * 1e6 + at.column : -1));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places).not.toContain(-1);
    }),
  );
});

test('what is parsed for one release is judged for another', () => {
  const { value: conf } = parseConf('conn a\n\tikev2=insist\n\tleftid=\n\tright=1.2.3.4\n', '3.32', 'f');
  expect(checkRelease(conf, '4.10').map(({ code }) => code)).toEqual(['libreswan/bad-value']);
});

test('the hints say what to write', () => {
  const hint = (text: string, release: Release): string | undefined => {
    const { value: conf } = parseConf(text, release, 'f');
    return checkRelease(conf, release)[0]?.hint;
  };
  expect(hint(conn('forceencaps=yes'), '5.2')).toBe('write encapsulation=yes');
  expect(hint('conn a\n\tkeyexchange=ikev2\n', '4.10')).toBe('write ikev2=insist');
  expect(hint('config setup\n\tcrl_strict=yes\n', '4.10')).toBe('write crl-strict=yes');
  expect(hint('config setup\n\toe=no\n', '4.0')).toContain('take the line out');
  expect(hint(conn('encap-dscp=yes'), '4.15')).toBe('encap-dscp= is known from 5.0 on');
  expect(hint(conn('nat_keepalive=yes'), '4.10')).toBe('write nat-keepalive=yes');
});
