/**
 * Every distinct line of every host's conns, read once. A mesh of N hosts has N² conns, but only some N different lines; so
 * lines and lists of lines become numbers, and two conns are compared by comparing numbers.
 */
import { type FoundKeyword, fateOf, lookupKeyword } from '../../libreswan/keyword/keyword.ts';
import type { Quotes, ValueFate } from '../../libreswan/keyword/value/fate.ts';
import { judgeValue } from '../../libreswan/keyword/value/judge-value.ts';
import type { Release } from '../../libreswan/release.ts';
import { newMemo } from './memo.ts';

/** What a line is about. */
export type WordGroup = 'ignored' | 'left-address' | 'right-address' | 'left' | 'right' | 'both' | 'also';

/** A line of a conn, as one release reads it. */
export interface Word {
  readonly id: number;
  readonly release: Release;
  readonly group: WordGroup;
  /** The keyword in lower case, `left` or `right` before it, aliases replaced by what they stand for. */
  readonly name: string;
  readonly nameId: number;
  /** As it stands in the file. */
  readonly keyword: string;
  readonly value: string;
  /** What pluto takes it for; `undefined` where that cannot be said. */
  readonly meaning: string | undefined;
  readonly fate: WordFate;
}

/** What becomes of a line: `taken`, or why not. */
export type WordFate =
  | { readonly kind: 'taken' }
  | { readonly kind: 'unknown' | 'misplaced' | 'obsolete' | 'silent' }
  | Exclude<ValueFate, { kind: 'taken' }>;

/** A list of lines; 0 is the empty one. */
export type WordList = number;

/** All lines and lists of a run. */
export interface Vocabulary {
  readonly word: (release: Release, keyword: string, value: string, quotes: Quotes) => Word;
  readonly byId: (id: number) => Word;
  /** The list with one more line at its end. */
  readonly append: (list: WordList, word: Word) => WordList;
  /** The first list and then the second. */
  readonly join: (own: WordList, other: WordList) => WordList;
  /** Whether no keyword stands in both lists. */
  readonly apart: (own: WordList, other: WordList) => boolean;
  readonly find: (list: WordList, name: string) => Word | undefined;
  /** The lines in the order in which they were added. */
  readonly wordsOf: (list: WordList) => readonly Word[];
  /** A number for a text, the same for the same text. */
  readonly text: (text: string) => number;
  readonly textOf: (id: number) => string;
  /** How many texts have a number. */
  readonly texts: () => number;
}

/** A copy that does not keep alive the text it was cut out of. */
export function detached(text: string): string {
  return text.split('').join('');
}

/** An empty vocabulary. */
export function newVocabulary(): Vocabulary {
  const words: Word[] = [];
  const known = new Map<string, Word>();
  const texts: string[] = [];
  const textIds = new Map<string, number>();
  // List i is list parents[i] and the line lasts[i].
  const parents: number[] = [0];
  const lasts: number[] = [-1];
  const children = newMemo<WordList>();
  const joined = newMemo<WordList>();
  const apart = newMemo<boolean>();

  const vocabulary: Vocabulary = {
    word: (release, keyword, value, quotes) => {
      const key = `${release} ${quotes} ${keyword}=${value}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const word = readWord(words.length, release, detached(keyword), detached(value), quotes, vocabulary.text);
      words.push(word);
      known.set(detached(key), word);
      return word;
    },
    byId: (id) => words[id] as Word,
    append: (list, word) =>
      children.get(list, word.id, () => {
        parents.push(list);
        lasts.push(word.id);
        return parents.length - 1;
      }),
    join: (own, other) =>
      own === 0 ? other : joined.get(own, other, () => vocabulary.wordsOf(other).reduce(vocabulary.append, own)),
    apart: (own, other) =>
      apart.get(own, other, () => {
        const names = new Set(vocabulary.wordsOf(own).map(({ nameId }) => nameId));
        return vocabulary.wordsOf(other).every(({ nameId }) => !names.has(nameId));
      }),
    find: (list, name) => {
      for (let i = list; i !== 0; i = parents[i] as number) {
        const word = words[lasts[i] as number] as Word;
        if (word.name === name) return word;
      }
      return undefined;
    },
    wordsOf: (list) => {
      const found: Word[] = [];
      for (let i = list; i !== 0; i = parents[i] as number) found.push(words[lasts[i] as number] as Word);
      return found.reverse();
    },
    text: (text) => {
      const id = textIds.get(text);
      if (id !== undefined) return id;
      const kept = detached(text);
      texts.push(kept);
      textIds.set(kept, texts.length - 1);
      return texts.length - 1;
    },
    textOf: (id) => texts[id] as string,
    texts: () => texts.length,
  };
  vocabulary.text('');
  return vocabulary;
}

function readWord(
  id: number,
  release: Release,
  keyword: string,
  value: string,
  quotes: Quotes,
  text: (text: string) => number,
): Word {
  const found = lookupKeyword('conn', keyword, release);
  const name = found === undefined ? keyword.toLowerCase() : nameOf(found);
  const base = { id, release, name, nameId: text(name), keyword, value };
  const lost = (kind: 'unknown' | 'misplaced' | 'obsolete' | 'silent'): Word => ({
    ...base,
    group: 'ignored',
    meaning: undefined,
    fate: { kind },
  });
  if (found === undefined) return lost('unknown');
  if (found.row.section === 'setup') return lost('misplaced');
  const keywordFate = fateOf(found.row, release);
  if (keywordFate !== 'effective') return lost(keywordFate);
  const judged = judgeValue(found.row, { value, quotes }, release);
  if (judged.kind === 'taken')
    return { ...base, group: groupOf(found), meaning: judged.meaning, fate: { kind: 'taken' } };
  const group = judged.kind === 'changed' ? groupOf(found) : 'ignored';
  return { ...base, group, meaning: judged.kind === 'changed' ? judged.meaning : undefined, fate: judged };
}

function nameOf({ row, side }: FoundKeyword): string {
  return `${side ?? ''}${row.alias ?? row.name}`;
}

function groupOf({ row, side }: FoundKeyword): WordGroup {
  if (row.name === 'also') return 'also';
  if (side === undefined) return 'both';
  return row.name === '' ? `${side}-address` : side;
}
