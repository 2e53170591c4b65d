/**
 * What every release makes of a file, in one golden file for each subject: a text, and for each run of releases that treat it
 * alike the fate of each line, the conns that are loaded, and codes and places of the findings. Real parsers judge the same reading elsewhere
 * (`syntax.tools.test.ts`, `load.tools.test.ts`); here nothing changes unseen.
 */
import { expect, test } from 'vitest';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../../src/libreswan/release.ts';
import { indented, testByRelease } from '../../../support/by-release.ts';
import { findingsText } from '../../../support/findings-text.ts';
import { texts, textsBySubject } from '../texts.ts';

/** What one release makes of a text. */
function told(text: string, release: Release): string {
  const { value: conf, findings: syntax } = parseConf(text, release, 'f');
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
      findingsText(findings),
    ].join('\n'),
  );
}

for (const [subject, some] of Object.entries(textsBySubject))
  testByRelease(`what every release makes of a file: ${subject}`, `ipsec-conf/${subject}.txt`, some, told);

test('no text is there twice', () => {
  expect(new Set(texts).size).toBe(texts.length);
});
