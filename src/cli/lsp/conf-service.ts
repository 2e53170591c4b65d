/** An ipsec.conf in an editor, as one release reads it. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { explainConf } from '../../libreswan/ipsec-conf/load/explain-conf.ts';
import type { ConnNode, SettingLine, SetupNode } from '../../libreswan/ipsec-conf/syntax/ast.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import { looksLikeSecrets } from '../../libreswan/ipsec-secrets/looks-like-secrets.ts';
import { fateOf, findKeyword, type KeywordRow, keywordRows } from '../../libreswan/keyword/keyword.ts';
import { proseOf } from '../../libreswan/keyword/keyword-prose.ts';
import { type Release, releases } from '../../libreswan/release.ts';
import { holdsAt } from '../../libreswan/spans.ts';
import { type Offer, quickFix, type Service, type Spot, spanFrom, type Target, type Underlined } from './service.ts';

/** The release that a comment in the first lines names: `# libreswan: 4.10`. */
export function releaseOfText(text: string): Release | undefined {
  const named = /^#\s*libreswan:?\s*"?([0-9.]+)"?\s*$/m.exec(text.slice(0, 1000))?.[1];
  return releases.find((release) => release === named);
}

/** The service of an ipsec.conf; a file of secrets has none. */
export function confService(path: string, text: string, release: Release): Service {
  const rows = text.split(/\r?\n/);
  const { value: conf } = parseConf(text, release, path);
  const sections = conf.nodes.filter(
    (node): node is ConnNode | SetupNode => node.kind === 'conn' || node.kind === 'setup',
  );
  const sectionAt = (line: number): ConnNode | SetupNode | undefined =>
    sections.findLast(({ at }) => at.line <= line + 1);
  const settingAt = (line: number): SettingLine | undefined =>
    sectionAt(line)?.body.find((each): each is SettingLine => each.kind === 'setting' && each.at.line === line + 1);
  return {
    findings: async () =>
      looksLikeSecrets(text)
        ? []
        : explainConf(conf, release).findings.flatMap((finding) => underlined(finding, path, rows)),
    hover: ({ line }) => {
      const setting = settingAt(line);
      const section = sectionAt(line);
      const found =
        setting === undefined || section === undefined ? undefined : findKeyword(section.kind, setting.keyword);
      return found === undefined ? '' : keywordText(found.row, found.key, release);
    },
    complete: (at) => completionsAt(rows, at, sectionAt(at.line), settingAt(at.line), sections, release),
    definition: ({ line }) => {
      const setting = settingAt(line);
      if (setting?.keyword.toLowerCase() !== 'also') return undefined;
      const target = sections.find(
        (section): section is ConnNode => section.kind === 'conn' && section.name === setting.value,
      );
      return target === undefined ? undefined : sectionTarget(path, rows, target);
    },
  };
}

function sectionTarget(path: string, rows: readonly string[], { nameAt }: ConnNode): Target {
  return { path, span: spanFrom(rows, nameAt.line, nameAt.column) };
}

function underlined(finding: Diagnostic, path: string, rows: readonly string[]): readonly Underlined[] {
  if (finding.at.kind !== 'text' || finding.at.file !== path) return [];
  const span = spanFrom(rows, finding.at.line, finding.at.column);
  const { fix } = finding;
  return [{ finding, span, ...(fix?.at.kind === 'text' ? { fix: quickFix({ ...fix, at: fix.at }) } : {}) }];
}

/** What a keyword is for, what it takes, and what other releases make of it. */
function keywordText(row: KeywordRow, key: string, release: Release): string {
  const { meaning, source } = proseOf(row);
  const words = choicesOf(row, release);
  const initial = row.initial === undefined ? undefined : holdsAt(row.initial, release);
  return [
    `**${key}**: ${meaning}`,
    words.length === 0 ? `Value: ${holdsAt(row.kind, release)}.` : `Value: ${words.join(', ')}.`,
    ...(initial === undefined ? [] : [`Where it is left out: ${initial}.`]),
    `${releaseText(row)}; ${release} ${fateWords[fateOf(row, release)]}.`,
    `Source: ${source}`,
  ].join('\n\n');
}

const fateWords = {
  effective: 'uses it',
  obsolete: 'ignores it with a warning',
  silent: 'ignores it without a word',
  unknown: 'does not know it, and rejects the whole file',
} as const;

/** The releases that use a keyword. */
function releaseText(row: KeywordRow): string {
  const using = releases.filter((release) => fateOf(row, release) === 'effective');
  const [first, last] = [using[0], using.at(-1)];
  if (first === undefined || last === undefined) return 'No release from 3.15 uses it';
  return using.length === releases.length ? 'Every release from 3.15 uses it' : `Used from ${first} to ${last}`;
}

function choicesOf(row: KeywordRow, release: Release): readonly string[] {
  const kind = holdsAt(row.kind, release);
  if (row.choices === undefined) return kind === 'boolean' ? ['yes', 'no'] : [];
  return Object.entries(row.choices).flatMap(([word, meaning]) =>
    (typeof meaning === 'string' ? meaning : holdsAt(meaning, release)) === undefined ? [] : [word],
  );
}

function completionsAt(
  rows: readonly string[],
  { line, character }: Spot,
  section: ConnNode | SetupNode | undefined,
  setting: SettingLine | undefined,
  sections: readonly (ConnNode | SetupNode)[],
  release: Release,
): readonly Offer[] {
  const text = rows[line] ?? '';
  const before = text.slice(0, character);
  if (section === undefined || !/^\s/.test(text)) {
    return ['config setup', 'conn ', 'include '].map((label) => ({ label, detail: 'section', documentation: '' }));
  }
  const keyword = /^\s+([A-Za-z0-9_-]+)\s*=/.exec(before)?.[1];
  if (keyword === undefined) return keywordsOf(section.kind, release);
  if (keyword.toLowerCase() === 'also')
    return sections.flatMap((each) =>
      each.kind === 'conn' && each !== section ? [{ label: each.name, detail: 'conn', documentation: '' }] : [],
    );
  const found = findKeyword(section.kind, setting?.keyword ?? keyword);
  return found === undefined
    ? []
    : choicesOf(found.row, release).map((label) => ({
        label,
        detail: found.key,
        documentation: proseOf(found.row).meaning,
      }));
}

const offered = new Map<string, readonly Offer[]>();

/** The keywords that a release uses in a section. */
function keywordsOf(section: 'setup' | 'conn', release: Release): readonly Offer[] {
  const key = `${section} ${release}`;
  const known = offered.get(key);
  if (known !== undefined) return known;
  const rows = keywordRows.filter(
    (row) =>
      (row.section === 'setup') === (section === 'setup') &&
      fateOf(row, release) === 'effective' &&
      row.alias === undefined,
  );
  const offers = rows.flatMap((row) => {
    const names = row.section === 'end' ? [`left${row.name}`, `right${row.name}`] : [row.name];
    return names.map((label) => ({
      label,
      detail: holdsAt(row.kind, release),
      documentation: keywordText(row, label, release),
    }));
  });
  offered.set(key, offers);
  return offers;
}
