/**
 * What every release says of a file and makes of it, told in one golden file: a text, and for each run of releases that treat
 * it alike the fate of each line, the conns that are loaded and the findings. Real parsers judge the same reading elsewhere
 * (`syntax.tools.test.ts`, `load.tools.test.ts`); here nothing changes unseen.
 */
import { expect, test } from 'vitest';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../../src/libreswan/release.ts';
import { indented, testByRelease } from '../../../support/by-release.ts';
import { sentences } from '../../../support/sentences.ts';
import { texts } from '../texts.ts';

/** What one release makes of a text. */
function told(text: string, release: Release): string {
  const { conf, findings: syntax } = parseConf(text, release, 'f');
  const { sections, conns, loaded, findings } = explainConf(conf, release);
  const fates = sections.map(({ settings }) => settings.map(({ fate }) => fate.kind).join(' ')).join('; ');
  const values = conf.nodes.flatMap((node) =>
    'body' in node
      ? node.body.flatMap((line) => (line.kind === 'setting' ? [`${line.keyword}|${line.value}|${line.quotes}`] : []))
      : [node.kind],
  );
  const names = conns.map(({ name, loaded: isLoaded }) => `${name}${isLoaded ? '' : ' (lost)'}`);
  return indented(
    [
      `read: ${JSON.stringify(values.join(', '))}`,
      `${loaded ? 'loaded' : 'lost'}: ${JSON.stringify(names.join(', '))}, ${fates}`,
      syntax.length === 0 ? '' : `syntax: ${syntax.length}`,
      sentences(findings),
    ].join('\n'),
  );
}

testByRelease('what every release makes of a file', 'ipsec-conf/every-release.txt', texts, told);

test('no text stands there twice', () => {
  expect(new Set(texts).size).toBe(texts.length);
});
