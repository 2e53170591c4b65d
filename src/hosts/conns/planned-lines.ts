/** Settings that are planned, in the same numbers as the lines that hosts have. */
import type { SpelledSetting } from '../../libreswan/keyword/spell-setting.ts';
import type { Release } from '../../libreswan/release.ts';
import type { HostConn } from './host-conn.ts';
import type { Vocabulary, Word } from './line-table.ts';
import { emptySection, putWord } from './section.ts';

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
