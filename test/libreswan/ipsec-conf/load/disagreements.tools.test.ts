/** What configurations in use once showed us to be wrong about: which conns are loaded, and whether there is anything to say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../../src/libreswan/release.ts';
import { connsAtStart } from '../../../support/conns-at-start.ts';

interface Row {
  readonly id: string;
  readonly release: Release;
  readonly text: string;
  readonly loaded: readonly string[];
  readonly isQuiet: boolean;
}

const rows: readonly Row[] = readFileSync(new URL('../../../corpus/disagreements.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test.each(rows)('$id', ({ text, release, loaded, isQuiet }) => {
  expect(connsAtStart({ text }, release)).toEqual(loaded);
  const { findings } = explainConf(parseConf(text, release).value, release);
  const said = findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  expect(said.length === 0, said.join()).toBe(isQuiet);
});
