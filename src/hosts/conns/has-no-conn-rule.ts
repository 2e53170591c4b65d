/** Whether some of the lines of a conn raise no question in its release, so that the conn can be read quickly. */
import { checkSettings } from '../../libreswan/ipsec-conf/load/conn-rules.ts';
import type { ResolvedSetting } from '../../libreswan/ipsec-conf/load/resolved.ts';
import type { Release } from '../../libreswan/release.ts';
import type { Vocabulary, WordList } from './line-table.ts';

const nowhere = { line: 1, column: 1 } as const;

/** Keywords of an end that are judged beside what the other end says. */
const joint =
  /^(?:left|right)(?:subnets|protoport|sourceip|addresspool|auth|autheap|cat|modecfg.*|interface-ip|vti|ckaid)$/;

/** Whether the lines of an end say nothing that is judged beside the lines of the other end. */
export function isAlone(lines: WordList, vocabulary: Vocabulary): boolean {
  return vocabulary.wordsOf(lines).every(({ name }) => !joint.test(name));
}

/** Whether the rules of the release about conns find nothing in some lists of lines of one conn, taken together. */
export function isOrdinary(lists: readonly WordList[], release: Release, vocabulary: Vocabulary): boolean {
  const settings = new Map<string, ResolvedSetting>();
  for (const { name, keyword, value, meaning } of lists.flatMap((list) => vocabulary.wordsOf(list))) {
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
  return checkSettings(conn, release, new Map()).every(({ severity }) => severity === 'info');
}
