import type { Vocabulary, WordList } from './line-table.ts';

/** Whether a conn with these lines has an `auto=` that loads it. */
export function isLoaded(both: WordList, vocabulary: Vocabulary): boolean {
  const auto = vocabulary.find(both, 'auto')?.meaning;
  return auto !== undefined && auto !== 'ignore';
}
