import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRestore } from '../../../src/firewall/iptables/parse.ts';
import { printRestore } from '../../../src/firewall/iptables/print.ts';
import { understandRestore } from '../../../src/firewall/iptables/understand.ts';
import { nearlyRestore, restoreLine } from '../../arbitraries/restore-text.ts';

describe('parseRestore', () => {
  test('the sources of the lines are the text, for every text', () => {
    fc.assert(
      fc.property(nearlyRestore, (text) => {
        expect(
          parseRestore(text, 'f')
            .value.lines.map(({ source }) => source)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  test('every text is read, and every finding lies in it', () => {
    fc.assert(
      fc.property(nearlyRestore, (text) => {
        const { findings, value } = parseRestore(text, 'f');
        const count = text.split('\n').length;
        for (const { at } of findings) expect(at.kind === 'text' && at.line >= 1 && at.line <= count).toBe(true);
        expect(findings.length).toBe(value.lines.filter(({ content }) => content.kind === 'unreadable').length);
        understandRestore(value, 'ipv4');
      }),
    );
  });

  test('what is printed is read back', () => {
    fc.assert(
      fc.property(fc.array(restoreLine, { maxLength: 8 }), (lines) => {
        const parsed = parseRestore(printRestore(lines), 'f');
        expect(parsed.value.lines.map(({ content }) => content)).toEqual(lines);
        expect(parsed.findings).toEqual([]);
      }),
    );
  });

  test('counters before a rule are set aside', () => {
    const [line] = parseRestore('[12:3456] -A INPUT -j ACCEPT\n', 'f').value.lines;
    expect(line?.content).toEqual({
      kind: 'rule',
      chain: 'INPUT',
      options: [{ name: '-j', negated: false, values: ['ACCEPT'] }],
    });
  });

  test('the sign behind the option, as releases up to 1.4.2 wrote it, is the sign before it', () => {
    const [old, now] = parseRestore('-A X -s ! 10.0.0.1 -j DROP\n-A X ! -s 10.0.0.1 -j DROP\n', 'f').value.lines;
    expect(old?.content).toEqual(now?.content);
  });

  test.each([
    { text: '-A', why: 'no chain' },
    { text: '-I INPUT 1 -j ACCEPT', why: 'a command, not a saved rule' },
    { text: '-A INPUT -j ACCEPT "', why: 'a quote without an end' },
    { text: '-A INPUT word', why: 'a value without an option' },
    { text: '-A INPUT -j ACCEPT !', why: 'a sign without an option' },
    { text: ':INPUT', why: 'a chain without a policy' },
    { text: 'iptables-save: Permission denied', why: 'no rules at all' },
  ])('a line that cannot be understood is kept and reported: $why', ({ text }) => {
    const { findings, value } = parseRestore(`*filter\n${text}\nCOMMIT\n`, 'save.txt');
    expect(value.lines[1]?.content).toEqual({ kind: 'unreadable' });
    expect(findings.map(({ code, at }) => [code, at])).toEqual([
      ['firewall/unreadable', { kind: 'text', file: 'save.txt', line: 2, column: 1 }],
    ]);
  });
});
