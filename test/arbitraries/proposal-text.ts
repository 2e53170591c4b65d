import fc from 'fast-check';
import {
  dhGroups,
  encryptions,
  integrities,
  type ProposalKeyword,
  prfs,
} from '../../src/libreswan/proposal/algorithm.ts';

const spellings = (table: readonly { readonly spelling: string; readonly aliases: readonly string[] }[]): string[] =>
  table.flatMap(({ spelling, aliases }) => [spelling, ...aliases]);

const cased = (word: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(word, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));

const wrong = fc.constantFrom(
  '',
  'des',
  'twofish',
  'sha3',
  'sha',
  'dh99',
  ' aes',
  'aes ',
  '128',
  'none',
  'id12',
  'esn',
  'aes_',
  '3des192',
);

/** Texts near to what `ike=` and `esp=` take: mostly right, with any spelling, now and then with a word too many or a wrong one. */
export function proposalText(keyword: ProposalKeyword): fc.Arbitrary<string> {
  const length = fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 4, arbitrary: fc.constantFrom('128', '192', '256', '_256', '-128', '_192') },
    { weight: 1, arbitrary: fc.constantFrom('0', '-0', '0128', '224', '-16', '__128', '999999999999', '-1x') },
  );
  const list = (word: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('+'));
  const sometimesWrong = (word: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.oneof({ weight: 20, arbitrary: cased(word) }, { weight: 1, arbitrary: wrong });
  const encryption = list(
    fc.tuple(sometimesWrong(fc.constantFrom(...spellings(encryptions))), length).map((parts) => parts.join('')),
  );
  const single = fc
    .tuple(sometimesWrong(fc.constantFrom(...spellings(encryptions))), length)
    .map((parts) => parts.join(''));
  const hash = list(
    sometimesWrong(fc.constantFrom(...spellings(keyword === 'esp' ? integrities : [...prfs, ...integrities]))),
  );
  const dh = list(sometimesWrong(fc.constantFrom(...spellings(dhGroups))));
  const optional = (separator: fc.Arbitrary<string>, part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.oneof(
      fc.constant(''),
      fc.tuple(separator, part).map((parts) => parts.join('')),
    );
  const proposal = fc
    .tuple(
      fc.oneof(single, encryption),
      optional(fc.constant('-'), hash),
      keyword === 'ike' ? optional(fc.constant('-'), hash) : fc.constant(''),
      optional(fc.constantFrom(';', '-'), dh),
    )
    .map((parts) => parts.join(''));
  return fc.array(proposal, { minLength: 1, maxLength: 3 }).map((proposals) => proposals.join(','));
}
