/** The revocation lists of a host's NSS database: what pluto holds certificates against. */
import { textAt } from '../../diagnostics/diagnostic.ts';
import { readLists } from '../../x509/revocation/read-lists.ts';
import type { RevocationList } from '../../x509/revocation/revocation-list.ts';
import { type Fact, textFact } from './fact.ts';

/** Where the collect script writes them. */
export const listsPath = 'facts/crls.pem';

/** The lists in PEM; a file of nothing but comments says that the database has none. */
export const revocation: Fact<readonly RevocationList[]> = textFact({
  subject: 'revocation lists',
  askedOf: 'certified',
  path: listsPath,
  read: ({ file, text }) =>
    text.split('\n').every((line) => line.startsWith('#') || line.trim() === '')
      ? { value: [], findings: [] }
      : readLists(text, textAt(file, 1, 1)),
});
