/** Settings that are planned, in the same numbers as the lines that hosts have. */

import type { PlannedSection } from '../../libreswan/ipsec-conf/syntax/planned-section.ts';
import type { SpelledSetting } from '../../libreswan/keyword/spell-setting.ts';
import type { Release } from '../../libreswan/release.ts';
import type { HostConn } from './host-conn.ts';
import type { Vocabulary, Word } from './line-table.ts';
import { emptySection, type FileReading, putWord, type Section } from './section.ts';

/** Of some settings those that a release takes, as it reads them. */
export function plannedLines(
  settings: readonly SpelledSetting[],
  release: Release,
  vocabulary: Vocabulary,
): readonly Word[] {
  return settings.flatMap(({ keyword, value, quotes }) => {
    const word = vocabulary.word(release, keyword, value, quotes);
    return word.fate.kind === 'taken' ? [word] : [];
  });
}

/** What the settings of a conn come to on a host of a release. */
export function plannedConn(
  settings: readonly SpelledSetting[],
  release: Release,
  vocabulary: Vocabulary,
): Pick<HostConn, 'leftAddress' | 'rightAddress' | 'left' | 'right' | 'both'> {
  const section = emptySection('', 0, '', 0);
  for (const word of plannedLines(settings, release, vocabulary)) putWord(section, word, vocabulary);
  const { leftAddress, rightAddress, left, right, both } = section;
  return { leftAddress, rightAddress, left, right, both };
}

/** Planned sections as those of a file; `undefined` where the release takes one of their settings for something else. */
export function plannedFile(
  sections: readonly PlannedSection[],
  file: string,
  release: Release,
  vocabulary: Vocabulary,
): FileReading | undefined {
  const known = new Map<readonly SpelledSetting[], readonly Word[]>();
  const lines = (part: readonly SpelledSetting[]): readonly Word[] => {
    const words = known.get(part) ?? plannedLines(part, release, vocabulary);
    known.set(part, words);
    return words;
  };
  let line = 1;
  const read: Section[] = [];
  for (const { name, parts } of sections) {
    const section = emptySection(name, vocabulary.text(name), file, line);
    for (const part of parts) {
      if (lines(part).length < part.length) return undefined;
      for (const word of lines(part)) putWord(section, word, vocabulary);
      line += part.length;
    }
    line += 1;
    read.push(section);
  }
  return { sections: read, includes: [] };
}
