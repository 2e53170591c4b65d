/** What a hint says to write is a change of the file; made, the same release has no such finding, and loses nothing. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainConf } from '../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../src/libreswan/release.ts';
import { connsAtStart } from '../../support/conns-at-start.ts';
import { afterFix, findingsIn, textFixOf } from '../../support/fixed-conf.ts';

const conn = (...lines: readonly string[]): string =>
  ['conn a', 'left=10.0.0.1', 'right=10.0.0.2', 'auto=add', ...lines].join('\n\t').concat('\n');

describe('the value that was meant', () => {
  test.each<{ release: Release; line: string; code: string; fixed: string; key: string; value: string; safe?: false }>([
    { release: '4.10', line: 'rigthid=@b', code: 'unknown-keyword', fixed: 'rightid=@b', key: 'rightid', value: '@b' },
    {
      release: '5.4',
      line: 'forceencaps=yes',
      code: 'unknown-keyword',
      fixed: 'encapsulation=yes',
      key: 'encapsulation',
      value: 'yes',
    },
    {
      release: '4.10',
      line: 'keyexchange=ikev2',
      code: 'bad-value',
      fixed: 'ikev2=insist',
      key: 'ikev2',
      value: 'insist',
    },
    { release: '4.10', line: 'rekeyfuzz=0', code: 'bad-value', fixed: 'rekeyfuzz=0%', key: 'rekeyfuzz', value: '0%' },
    { release: '4.10', line: 'fragmentation=Yes', code: '', fixed: '', key: 'fragmentation', value: 'Yes' },
    { release: '3.15', line: 'dpddelay=30s', code: 'bad-value', fixed: 'dpddelay=30', key: 'dpddelay', value: '30' },
    {
      release: '4.10',
      line: 'salifetime=8h #x',
      code: 'syntax-error',
      fixed: 'salifetime=8h\n\t#x',
      key: 'salifetime',
      value: '8h',
    },
    {
      release: '4.10',
      line: 'salifetime=8h\r',
      code: 'lost-text',
      fixed: 'salifetime=8h\n',
      key: 'salifetime',
      value: '8h',
    },
    {
      release: '5.2',
      line: 'ikev2=no',
      code: 'conn-lost',
      fixed: 'ikev2=',
      key: 'ikev2',
      value: 'insist',
      safe: false,
    },
  ])('$release: $line', ({ release, line, code, fixed, key, value, safe = true }) => {
    const text = conn(line);
    const found = findingsIn(text, release).filter((finding) => finding.code === `libreswan/${code}`);
    if (code === '') {
      expect(found).toEqual([]);
      return;
    }
    const [fix] = found.flatMap((finding) => textFixOf(finding) ?? []);
    expect(fix?.safe, JSON.stringify(found)).toBe(safe);
    if (fix === undefined) return;
    const after = afterFix(text, fix);
    expect(after).toContain(fixed);
    const { conns } = explainConf(parseConf(after, release).value, release);
    expect(conns[0]?.loaded).toBe(true);
    const setting = conns[0]?.settings.get(key);
    expect(setting?.line.value).toBe(value);
  });

  test('up to 4.15 the bare number of an interface is what pluto takes, and a quoted one is 255', () => {
    for (const release of ['4.3', '4.10', '4.15'] as const) {
      expect(findingsIn(conn('ipsec-interface=5'), release)).toEqual([]);
      const text = conn('ipsec-interface="5"');
      const [fix] = findingsIn(text, release).flatMap((finding) => textFixOf(finding) ?? []);
      expect(fix).toMatchObject({ text: '5', safe: true });
      if (fix !== undefined) expect(afterFix(text, fix)).toBe(conn('ipsec-interface=5'));
    }
  });

  test('a keyword that is there already is not written a second time', () => {
    const [finding] = findingsIn(conn('rightid=@b', 'rigthid=@b'), '4.10');
    expect(finding).toMatchObject({ code: 'libreswan/unknown-keyword', fix: { safe: false } });
  });
});

interface Row {
  readonly id: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = readFileSync('test/corpus/running-plutos.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test.each(['3.15', '4.3', '4.10', '5.2', '5.4'] as const)(
  'made, each safe change takes its finding away and costs no conn: %s',
  (release) => {
    let tried = 0;
    for (const { id, text, files } of rows) {
      if (files !== undefined) continue;
      const before = findingsIn(text, release);
      const errors = before.filter(({ severity }) => severity === 'error').length;
      const conns = connsAtStart({ text }, release);
      for (const finding of before) {
        const fix = textFixOf(finding);
        if (fix === undefined) continue;
        tried += 1;
        const after = afterFix(text, fix);
        const left = findingsIn(after, release);
        const isThere = left.some(({ code, message }) => code === finding.code && message === finding.message);
        const twice =
          before.filter(({ code, message }) => code === finding.code && message === finding.message).length > 1;
        expect.soft(isThere && !twice, `${id}: ${finding.message}\n${after}`).toBe(false);
        if (!fix.safe) continue;
        const more = left.filter(({ severity }) => severity === 'error').length;
        const lost = conns.filter((name) => !connsAtStart({ text: after }, release).includes(name));
        expect.soft(lost, `${id}: ${finding.message}\n${after}`).toEqual([]);
        // A file that is refused whole shows nothing of its conns until it is read.
        if (conns.length > 0) expect.soft(more, `${id}: ${finding.message}\n${after}`).toBeLessThanOrEqual(errors);
      }
    }
    expect(tried).toBeGreaterThan(20);
  },
);
