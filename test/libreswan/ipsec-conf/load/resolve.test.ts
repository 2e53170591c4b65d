import { describe, expect, test } from 'vitest';
import { resolveConn, resolveConns, settingOf } from '../../../../src/libreswan/ipsec-conf/load/resolve.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../../src/libreswan/release.ts';

/** `keyword=value` of a conn, in the order of the keywords. */
function resolved(text: string, release: Release, name = 'a'): string {
  const conn = resolveConn(parseConf(text, release).value, name);
  if (conn === undefined) return 'none';
  const settings = [...conn.settings].map(([keyword, { value }]) => `${keyword}=${value}`).sort();
  return `${conn.lost ? 'lost: ' : ''}${settings.join(' ')}`;
}

describe('what pluto sees of a conn (libreswan.md §1.5, §9, and runs)', () => {
  const rows: readonly (readonly [text: string, release: Release, expected: string, why: string])[] = [
    ['conn a\n\tmtu=1\nconn %default\n\tmtu=2\n\treqid=3\n', '4.10', 'mtu=1 reqid=3', '%default may come after'],
    ['conn %default\n\tmtu=1\nconn %default\n\tmtu=2\nconn a\n', '4.10', 'mtu=2', 'the last %default counts'],
    ['conn %default\n\tmtu=1\n\tmtu=2\nconn a\n', '4.10', 'mtu=2', 'and the last line in it up to 4.15'],
    ['conn %default\n\tmtu=1\n\tmtu=2\nconn a\n', '5.2', 'mtu=1', 'the first line from 5.0'],
    [
      'conn a\n\talso=b\nconn b\n\tmtu=1\n\talso=c\nconn c\n\treqid=3\n\talso=a\n',
      '4.10',
      'mtu=1 reqid=3',
      'forward, nested, in a circle',
    ],
    [
      'conn a\n\talso=b\nconn b\n\tmtu=1\n\talso=c\nconn c\n\treqid=3\n\talso=a\n',
      '5.2',
      'mtu=1 reqid=3',
      'the same inline',
    ],
    ['conn a\n\talso="b c"\nconn b\n\tmtu=1\nconn c\n\treqid=3\n', '4.15', 'mtu=1 reqid=3', 'two names up to 4.15'],
    ['conn a\n\talso="b c"\nconn b\n\tmtu=1\nconn c\n\treqid=3\n', '5.2', 'lost: ', 'one name from 5.0'],
    ['conn a\n\tauto=add\n\talso=b\nconn b\n\tauto=start\n', '4.10', 'auto=add', 'another value through also='],
    ['conn a\n\tmtu=1\n\talso=b\nconn b\n\tmtu=01\n', '4.10', 'mtu=1', 'the same number'],
    ['conn a\n\tikelifetime=1h\n\tikelifetime=60m\n', '4.10', 'ikelifetime=3600000', 'the same time'],
    ['conn a\n\tconnalias=x\n\tconnalias=y\n', '4.10', 'connalias=x y', 'collected up to 4.15'],
    ['conn a\n\tconnalias=x\n\tconnalias=y\n', '5.2', 'connalias=x', 'not in one section from 5.0'],
    [
      'conn a\n\tmtu=1\n\tmtu=2\n\talso=b\nconn b\n\treqid=3\n',
      '4.10',
      'lost: mtu=1',
      'faulty by itself: also= is not looked at',
    ],
    [
      'conn a\n\tphase2alg=aes\n\tkeylife=1h\n\tauto=route\n',
      '4.10',
      'auto=ondemand esp=aes salifetime=3600000',
      'other names and words',
    ],
    ['conn a\n\tid=@x\n', '4.10', 'rightid=@x', 'an end without side is the right one'],
    ['conn a\n\tleft-id=@x\n', '5.2', 'leftid=@x', 'a hyphen from 5.0'],
    ['conn a\n\tLeFtId=@x\n', '3.15', 'leftid=@x', 'case does not matter'],
    ['conn a\n\tmtu=\n\tesp=\n', '4.10', '', 'lines without value are passed over'],
    ['conn a\n\tesp=\n', '5.2', 'esp=', 'an empty text from 5.0'],
    ['conn a\n\tpriority="100"\n', '4.10', 'priority=0', 'silently 0'],
    ['conn a\n\tforceencaps=yes\n', '4.10', '', 'obsolete'],
  ];
  test.each(rows)('%j in %s: %s (%s)', (text, release, expected) => {
    expect(resolved(text, release)).toBe(expected);
  });
});

test('every setting says where it stands and from which section it comes', () => {
  const { value: conf } = parseConf(
    'conn %default\n\tmtu=1\nconn b\n\treqid=3\nconn a\n\talso=b\n\t auto = add\n',
    '4.10',
    'f',
  );
  const conn = resolveConn(conf, 'a');
  expect(
    [...(conn?.settings.values() ?? [])].map(({ keyword, from, section, line }) => [
      keyword,
      from,
      section,
      line.at,
      line.valueAt,
    ]),
  ).toEqual([
    ['mtu', 'default', '%default', { line: 2, column: 2 }, { line: 2, column: 6 }],
    ['auto', 'conn', 'a', { line: 7, column: 3 }, { line: 7, column: 10 }],
    ['reqid', 'also', 'b', { line: 4, column: 2 }, { line: 4, column: 8 }],
  ]);
  expect(conn?.also).toEqual(['b']);
});

test('what is not written is what the release takes', () => {
  const { value: conf } = parseConf('conn a\n\tpfs=no\n', '4.10');
  const conn = resolveConn(conf, 'a');
  if (conn === undefined) throw new Error('a is there');
  expect(settingOf(conn, 'pfs', '4.10')).toBe('no');
  expect(settingOf(conn, 'ikelifetime', '4.1')).toBe('3600000');
  expect(settingOf(conn, 'ikelifetime', '4.2')).toBe('28800000');
  expect(settingOf(conn, 'replay-window', '4.5')).toBe('32');
  expect(settingOf(conn, 'replay-window', '4.6')).toBe('128');
  expect(settingOf(conn, 'mtu', '4.10')).toBeUndefined();
});

test('all conns come in the order of the files, %default left out, doubles kept', () => {
  const { value: conf } = parseConf('conn b\nconn %default\nconn a\nconn b\n', '4.10');
  expect(resolveConns(conf).map(({ name }) => name)).toEqual(['b', 'a', 'b']);
});

test('from 5.0 a conn may bring in any number of others, and swanmesh follows 1,000', () => {
  const limits = (count: number) => {
    const text = Array.from({ length: count }, (_, i) => `conn c${i}\n\talso=c${i + 1}\n`).join('');
    const first = resolveConn(parseConf(`${text}conn c${count}\n`, '5.2').value, 'c0');
    return first?.findings.map(({ code, message, at }) => ({ code, message, line: at.kind === 'text' && at.line }));
  };
  expect(limits(1000)).toEqual([]);
  expect(limits(1001)).toEqual([
    {
      code: 'libreswan/also-limit',
      message: 'a conn must bring in at most 1000 others by also=; swanmesh follows no further',
      line: 2002,
    },
  ]);
});

test.each(['3.15', '4.10', '5.4'] as const)('a long chain of also= ends, without a deep stack, in %s', (release) => {
  const text = Array.from({ length: 5000 }, (_, i) => `conn c${i}\n\talso=c${i + 1}\n\tmtu=1\n`).join('');
  const first = resolveConn(parseConf(text, release).value, 'c0');
  expect(first?.also.length).toBeLessThanOrEqual(1000);
  expect(first?.findings.map(({ code }) => code)).toContain('libreswan/also-limit');
});
