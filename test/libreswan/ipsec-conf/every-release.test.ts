/**
 * What every release says of a file and makes of it, told in one golden file: a text, and for each run of releases that treat
 * it alike the fate of each line, the conns that are loaded and the findings. Real parsers judge the same reading elsewhere
 * (`real.test.ts`, `loads-pluto.test.ts`); here nothing changes unseen.
 */
import { expect, test } from 'vitest';
import { explainConf } from '../../../src/libreswan/ipsec-conf/explain-conf.ts';
import { parseConf } from '../../../src/libreswan/ipsec-conf/parse.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';
import { sentences } from '../../support/sentences.ts';
import { texts } from './texts.ts';

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
  return [
    `  read: ${JSON.stringify(values.join(', '))}`,
    `  ${loaded ? 'loaded' : 'lost'}: ${JSON.stringify(names.join(', '))}, ${fates}`,
    ...[syntax.length === 0 ? '' : `syntax: ${syntax.length}`, sentences(findings)]
      .filter((part) => part !== '')
      .flatMap((part) => part.split('\n').map((line) => `  ${line}`)),
  ].join('\n');
}

/** The release's own number put aside, so that releases that treat a text alike stand together. */
const withoutNumber = (text: string, release: Release): string =>
  text.replaceAll(new RegExp(`(?<![\\d.])${release.replace('.', '\\.')}(?![\\d.])`, 'g'), 'RELEASE');

test('what every release makes of a file', async () => {
  const parts = texts.map((text) => {
    const runs: { from: Release; to: Release; said: string }[] = [];
    for (const release of releases) {
      const said = withoutNumber(told(text, release), release);
      const last = runs.at(-1);
      if (last?.said === said) last.to = release;
      else runs.push({ from: release, to: release, said });
    }
    const all = runs.map(({ from, to, said }) => `${from === to ? from : `${from} to ${to}`}\n${said}`);
    return `# ${JSON.stringify(text)}\n${all.join('\n')}\n`;
  });
  await expect(parts.join('\n')).toMatchFileSnapshot('../../golden/ipsec-conf/every-release.txt');
});

test('no text stands there twice', () => {
  expect(new Set(texts).size).toBe(texts.length);
});
