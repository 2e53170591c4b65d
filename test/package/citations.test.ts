/** What code and tests cite is in this repository: pages of docs/reference by section, and files of docs. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const sources = ['src', 'test', 'scripts']
  .flatMap((folder) => globSync(`${folder}/**/*.{ts,js}`))
  .filter((path) => !path.endsWith('citations.test.ts'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const pages = ['contract', 'libreswan', 'real-hosts', 'user-reports'] as const;

/** The sections of a page: those of its headings, and those in bold. */
const sectionsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...readFileSync(`docs/reference/${page}.md`, 'utf8').matchAll(/(?:^#+ |\*\*)§([\d.]*\d)/gm)].map(
      (match) => match[1] as string,
    ),
  );

test.each(pages)('every section of %s.md that is cited is there', (page) => {
  const there = sectionsOf(page);
  const cited = sources.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(`${page}\\.md ((?:§[\\d.]*\\d(?:, )?)+)`, 'g'))].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/§([\d.]*\d)/g)].map((section) => ({ path, section: section[1] as string })),
    ),
  );
  expect(cited.filter(({ section }) => !there.has(section))).toEqual([]);
  expect(cited.length).toBeGreaterThan(0);
});

test('every section that a fault of the catalogues rests on is there', () => {
  const there = sectionsOf('libreswan');
  const cited = ['test/verify/mutations.ts', 'test/verify/group-mutations.ts'].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/source: (?:'([^']*)'|"([^"]*)")/g)].flatMap((match) => {
      const own = (match[1] ?? match[2] ?? '').replaceAll(/(?:[\w/-]+\.md|RFC \d+) (?:§[\d.]+(?:, )?)+/g, '');
      return [...own.matchAll(/§([\d.]*\d)/g)].map((section) => section[1] as string);
    }),
  );
  expect(cited.filter((section) => !there.has(section))).toEqual([]);
  expect(cited.length).toBeGreaterThan(50);
});

test('no source is a page that only its writer has', () => {
  const dangling = /user-asks|real-hosts §|(?<!reference\/)contract §|facts §|facts\/[a-z-]+\.md|\.\.\/shared\//;
  expect(sources.filter(({ text }) => dangling.test(text)).map(({ path }) => path)).toEqual([]);
});

test('every file of docs that is named is there', () => {
  const named = sources.flatMap(({ text }) => [...text.matchAll(/docs\/[\w/-]+\.md/g)].map(([path]) => path));
  expect([...new Set(named)].filter((path) => globSync(path).length === 0)).toEqual([]);
});

const guide = readFileSync('docs/development.md', 'utf8');

test('every file and folder that the guide to development names is there', () => {
  const named = [...guide.matchAll(/`((?:src|test|scripts|docs|\.ci)\/[^`\s]*)`/g)].map((match) => match[1] as string);
  const missing = named.filter((path) => globSync(path, { dot: true, onlyFiles: false }).length === 0);
  // They stand for any file and its test.
  expect(missing).toEqual(['src/a/b.ts', 'test/a/b.test.ts']);
  expect(named.length).toBeGreaterThan(40);
});

test('every script that the guide to development names is one', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };
  const named = [...guide.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] as string);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});
