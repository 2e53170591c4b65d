import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainSetting } from '../../../../src/libreswan/ipsec-conf/load/explain.ts';
import { type IpsecConf, type SettingLine, sourceOf } from '../../../../src/libreswan/ipsec-conf/syntax/ast.ts';
import { bytesOf, parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { scanBoolean } from '../../../../src/libreswan/keyword/value/scan-boolean.ts';
import { atLeast, type Release, releases } from '../../../../src/libreswan/release.ts';
import { holdsAt } from '../../../../src/libreswan/spans.ts';
import { anyConf } from '../../../arbitraries/ipsec-conf.ts';
import { type ReferenceSection, referenceSections } from '../../../reference/ipsec-conf.ts';

/** One release of each lexer, and the borders between. */
const sample: readonly Release[] = ['3.15', '3.27', '3.28', '3.32', '4.0', '4.10', '4.15', '5.0', '5.2', '5.3', '5.4'];

test('the texts of the nodes are the file, byte for byte', () => {
  fc.assert(
    fc.property(anyConf, fc.constantFrom(...releases), (text, release) => {
      expect(sourceOf(parseConf(text, release).value)).toBe(text);
    }),
  );
});

test('bytes that are no UTF-8 come back unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...releases), (bytes, release) => {
      expect(bytesOf(parseConf(bytes, release).value)).toEqual(bytes);
    }),
  );
});

test('every place of a node or a finding lies inside the file', () => {
  fc.assert(
    fc.property(anyConf, fc.constantFrom(...releases), (text, release) => {
      const rows = text.split('\n');
      const inside = ({ line, column }: { readonly line: number; readonly column: number }): void => {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(rows.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((rows[line - 1] ?? '').length + 1);
      };
      const { value: conf, findings } = parseConf(text, release, 'f');
      for (const { at } of findings) {
        if (at.kind !== 'text') throw new Error('a finding of a file has a place in it');
        expect(at.file).toBe('f');
        inside(at);
      }
      for (const node of conf.nodes) {
        if ('at' in node) inside(node.at);
        if (node.kind === 'conn') inside(node.nameAt);
        if (node.kind !== 'conn' && node.kind !== 'setup') continue;
        for (const line of node.body) {
          if ('at' in line) inside(line.at);
          if (line.kind === 'setting') {
            inside(line.valueAt);
            const { line: row, column } = line.at;
            expect((rows[row - 1] ?? '').slice(column - 1)).toContain(line.keyword);
          }
        }
      }
    }),
  );
});

/** Whether a line is one that already the grammar refuses; values that are looked at later are no matter of the reference. */
function hasUnreadableSetting(conf: IpsecConf, release: Release): boolean {
  return conf.nodes.some((node) => {
    if (node.kind !== 'conn' && node.kind !== 'setup') return false;
    return node.body.some((line) => {
      if (line.kind !== 'setting') return false;
      const { found, fate } = explainSetting(node.kind, line, release);
      if (fate.kind === 'unknown') return true;
      if (fate.kind !== 'file-lost' || found === undefined || atLeast(release, '5.0')) return false;
      const kind = holdsAt(found.row.kind, release);
      const isNumber = line.quotes === 'none' && /^(?:[0-9]+|%forever)$/.test(line.value);
      const isEmpty = line.quotes === 'none' && line.value === '';
      return kind === 'boolean' || (kind === 'percent' && isNumber) || isEmpty;
    });
  });
}

/** Bare `%forever` is `0` to the lexer from 5.0 to 5.2. */
function normal(release: Release): (section: ReferenceSection) => ReferenceSection {
  const isRewritten = atLeast(release, '5.0') && !atLeast(release, '5.3');
  return (section) => ({
    ...section,
    settings: section.settings.map((setting) =>
      isRewritten && setting.value === '%forever' && setting.quotes === 'none' ? { ...setting, value: '0' } : setting,
    ),
  });
}

/** What the tree says, in the words of the reference; of a boolean up to 4.15 only the word that counts. */
function sectionsOf(conf: IpsecConf): ReferenceSection[] {
  const inWords = (section: 'setup' | 'conn', line: SettingLine) => {
    const { found, fate } = explainSetting(section, line, conf.release);
    const isBoolean =
      found !== undefined && fate.kind !== 'obsolete' && holdsAt(found.row.kind, conf.release) === 'boolean';
    const { keyword, value, quotes } = line;
    const word = isBoolean && !atLeast(conf.release, '5.0') ? scanBoolean(value, 0) : undefined;
    return word === undefined
      ? { keyword, value, quotes }
      : { keyword, value: word.value ? 'yes' : 'no', quotes: 'none' };
  };
  return conf.nodes.flatMap((node) => {
    if (node.kind !== 'conn' && node.kind !== 'setup') return [];
    const settings = node.body.flatMap((line) => (line.kind === 'setting' ? [inWords(node.kind, line)] : []));
    return [{ kind: node.kind, name: node.kind === 'conn' ? node.name : '', settings }];
  });
}

describe.each(sample)('as the slow reference reads %s', (release) => {
  test('the same files are refused, and the others have the same settings', () => {
    fc.assert(
      fc.property(anyConf, (text) => {
        const expected = referenceSections(text, release);
        const { value: conf, findings } = parseConf(text, release);
        const refused = hasUnreadableSetting(conf, release) || findings.some(({ severity }) => severity === 'error');
        expect(refused).toBe(expected === undefined);
        if (expected !== undefined) expect(sectionsOf(conf).map(normal(release))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
