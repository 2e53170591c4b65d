/** Whether what both ends of a conn have in common raises no question in its release, so that the conn can be read quickly. */
import { checkConn } from '../libreswan/ipsec-conf/conn-rules.ts';
import type { ResolvedSetting } from '../libreswan/ipsec-conf/resolve.ts';
import type { Release } from '../libreswan/release.ts';
import type { Vocabulary, WordList } from './words.ts';

const nowhere = { line: 1, column: 1 } as const;

/** Whether the rules of the release about conns as wholes find nothing. */
export function isOrdinary(both: WordList, release: Release, vocabulary: Vocabulary): boolean {
  const settings = new Map<string, ResolvedSetting>();
  for (const { name, keyword, value, meaning } of vocabulary.wordsOf(both)) {
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
  return checkConn(conn, release).every(({ code }) => code === 'libreswan/other-meaning');
}
