/** A conn as it stands in a file, before `also=` and `%default`. */
import type { Layout } from './keyword-positions.ts';
import type { Vocabulary, Word, WordList } from './line-table.ts';

export interface Section {
  readonly name: string;
  /** The number of the name. */
  readonly nameId: number;
  readonly file: string;
  readonly line: number;
  readonly leftAddress: Word | undefined;
  readonly rightAddress: Word | undefined;
  /** Lines with `left` and `right` before them, and those of both ends. */
  readonly left: WordList;
  readonly right: WordList;
  readonly both: WordList;
  readonly also: Word | undefined;
  readonly layout: Layout;
}

/** A section that is being read. */
export type OpenSection = { -readonly [K in keyof Section]: Section[K] };

/** What a file holds. */
export interface FileReading {
  readonly sections: readonly Section[];
  /** Patterns of `include` lines. */
  readonly includes: readonly string[];
}

/** A section without a line. */
export function emptySection(name: string, nameId: number, file: string, line: number): OpenSection {
  return {
    name,
    nameId,
    file,
    line,
    leftAddress: undefined,
    rightAddress: undefined,
    left: 0,
    right: 0,
    both: 0,
    also: undefined,
    layout: 0,
  };
}

/** Puts a line where it belongs. A keyword that the section already has must be refused before. */
export function putWord(section: OpenSection, word: Word, { append }: Vocabulary): void {
  if (word.group === 'both') section.both = append(section.both, word);
  else if (word.group === 'right') section.right = append(section.right, word);
  else if (word.group === 'left') section.left = append(section.left, word);
  else if (word.group === 'right-address') section.rightAddress = word;
  else if (word.group === 'left-address') section.leftAddress = word;
  else if (word.group === 'also') section.also = word;
}
