/** Whether some of the lines of a conn raise no question in its release, so that the conn can be read quickly. */
import { checkEnd, checkSettings } from '../../libreswan/ipsec-conf/load/conn-rules.ts';
import type { ResolvedSetting } from '../../libreswan/ipsec-conf/load/resolved.ts';
import type { Release } from '../../libreswan/release.ts';
import type { Vocabulary, WordList } from './line-table.ts';

const nowhere = { line: 1, column: 1 } as const;

/**
 * Whether the rules of the release about conns find nothing in a list of lines: those of one end, or those that are about
 * neither.
 */
export function isOrdinary(lines: WordList, of: 'end' | 'both', release: Release, vocabulary: Vocabulary): boolean {
  const settings = new Map<string, ResolvedSetting>();
  for (const { name, keyword, value, meaning } of vocabulary.wordsOf(lines)) {
    settings.set(name, {
      keyword: name,
      ...(meaning === undefined ? {} : { value: meaning }),
      line: { kind: 'setting', text: '', keyword, value, quotes: 'none', at: nowhere, valueAt: nowhere },
      file: '',
      section: '',
      from: 'conn',
    });
  }
  const node = { kind: 'conn', text: '', name: '', at: nowhere, nameAt: nowhere, body: [] } as const;
  const conn = { name: '', node, file: '', settings, unread: new Set<string>(), also: [], lost: false, findings: [] };
  const check = of === 'end' ? checkEnd : checkSettings;
  return check(conn, release, new Map()).every(({ code }) => code === 'libreswan/other-meaning');
}
