/** The real programs read what the safe changes give, and mean what was meant. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyFixes } from '../../../src/diagnostics/fix.ts';
import { connsAtStart } from '../../support/conns-at-start.ts';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { findingsIn, textFixOf } from '../../support/fixed-conf.ts';
import { judgeAll, rewrittenConns } from '../../support/ipsec-conf-judge.ts';

const conn = (line: string): string => `conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\t${line}\n\tauto=add\n`;

/** Lines of conns, and how they should have been written. */
const meant: readonly (readonly [line: string, meant: string])[] = [
  ['rigthid=@b', 'rightid=@b'],
  ['ikelifetme=8h', 'ikelifetime=8h'],
  ['salifetime=8h #x', 'salifetime=8h'],
  ['salifetime=8h\r', 'salifetime=8h'],
  ['rekeyfuzz=50', 'rekeyfuzz=50%'],
  ['auto=ad', 'auto=add'],
];

const texts: readonly string[] = readFileSync('test/corpus/running-plutos.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { text: string; files?: unknown })
  .filter(({ files }) => files === undefined)
  .map(({ text }) => text);

describeWithReleases(['4.3', '4.10', '5.2'], 'changes of findings', (tools) => {
  const { release } = tools;
  const mended = (text: string): string => {
    const fixes = findingsIn(text, release).flatMap((finding) => {
      const fix = textFixOf(finding);
      return fix?.safe === true ? [fix] : [];
    });
    return applyFixes(text, fixes).text;
  };

  test('a mended line is read as the line that was meant', () => {
    const asked = meant.filter(([line]) => mended(conn(line)) !== conn(line));
    const ours = judgeAll(
      tools,
      asked.map(([line]) => mended(conn(line))),
    );
    const wanted = judgeAll(
      tools,
      asked.map(([, line]) => conn(line)),
    );
    expect(asked.length).toBeGreaterThan(3);
    for (const [i, [line]] of asked.entries()) {
      expect.soft(ours[i]?.status, line).toBe(0);
      expect
        .soft(rewrittenConns(ours[i]?.rewritten ?? '', release), line)
        .toEqual(rewrittenConns(wanted[i]?.rewritten ?? '', release));
    }
  });

  test('a mended file has the conns that we say', () => {
    const files = texts.map(mended).filter((text, i) => text !== texts[i]);
    const judged = judgeAll(tools, files);
    expect(files.length).toBeGreaterThan(12);
    for (const [i, text] of files.entries()) {
      const ours = connsAtStart({ text }, release);
      if (ours.length === 0) continue;
      expect.soft(judged[i]?.rewriteStatus, text).toBe(0);
      const names = rewrittenConns(judged[i]?.rewritten ?? '', release).map(({ name }) => name);
      expect.soft(names, text).toEqual(expect.arrayContaining([...ours]));
    }
  });
});
