/** Reads a file with libreswan's own rules, as long as every line of it is taken as it stands. */
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../libreswan/release.ts';
import type { FileContent } from '../evidence.ts';
import type { Layouts } from './keyword-positions.ts';
import type { Vocabulary } from './line-table.ts';
import { emptySection, type FileReading, putWord, type Section } from './section.ts';

/** The sections of a file, or `undefined` where the release does anything with it but read it. */
export function readTidyFile(
  content: FileContent,
  file: string,
  release: Release,
  layouts: Layouts,
  vocabulary: Vocabulary,
): FileReading | undefined {
  const { value: conf, findings } = parseConf(content, release, file);
  if (findings.length > 0) return undefined;
  const sections: Section[] = [];
  const includes: string[] = [];
  for (const node of conf.nodes) {
    if (node.kind === 'include') includes.push(node.pattern);
    if (node.kind === 'fault' || node.kind === 'setup') return undefined;
    if (node.kind !== 'conn') continue;
    if (node.name === '%default') return undefined;
    const section = emptySection(node.name, vocabulary.text(node.name), file, node.at.line);
    for (const line of node.body) {
      if (line.kind !== 'setting') continue;
      const word = vocabulary.word(release, line.keyword, line.value, line.quotes);
      if (word.fate.kind !== 'taken' || (word.group === 'also' && /[ \t]/.test(word.value))) return undefined;
      const below = line.at.line - node.at.line;
      section.layout = layouts.append(section.layout, word.nameId, below, line.at.column);
      if (layouts.repeats(section.layout)) return undefined;
      putWord(section, word, vocabulary);
    }
    sections.push(section);
  }
  return { sections, includes };
}
