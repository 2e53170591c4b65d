/** One text that means the same on every release of a range. */
import { type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import { atLeast, type Release, type ReleaseRange } from '../release.ts';
import {
  encryptions,
  integrities,
  type KeyExchangeName,
  keyExchanges,
  type ProposalKeyword,
  prfs,
} from './algorithm.ts';
import { checkProposals } from './check.ts';
import { expand, isAead, type Proposal, type Proposals } from './proposals.ts';

/**
 * The text that offers the same on every release of the range: our spelling of each algorithm, `;` before the
 * Diffie-Hellman group, `+` only where all releases know it, `-null` behind combined modes where one of them wants it.
 *
 * Fails with `libreswan/unsupported-algorithm` and `libreswan/no-common-spelling`.
 *
 * @example printProposals(aes, releaseRange('3.15', '3.18'), at) // ok: 'aes256-sha2_256,aes_gcm256-null'
 */
export function printProposals(value: Proposals, releases: ReleaseRange, at: Place = valueAt()): Result<string> {
  return settle(
    () => {
      const oldestRelease = releases[0];
      const singles = atLeast(oldestRelease, '3.28') ? value.proposals : value.proposals.flatMap(expand);
      return singles.map((proposal) => printProposal(proposal, value.keyword, oldestRelease)).join(',');
    },
    checkProposals(value, releases, at),
  );
}

function printProposal(proposal: Proposal, keyword: ProposalKeyword, oldestRelease: Release): string {
  const plus = (texts: readonly string[]): string => texts.join('+');
  const encryption = plus(
    proposal.encryption.map(({ name, keyBits }) => {
      const { spelling = '' } = encryptions.find((row) => row.name === name) ?? {};
      return `${spelling}${keyBits ?? ''}`;
    }),
  );
  const integrity = proposal.integrity.map((name) =>
    keyword === 'ike' ? name.toLowerCase() : (integrities.find((row) => row.name === name)?.spelling ?? ''),
  );
  const prf = proposal.prf.map((name) => prfs.find((row) => row.name === name)?.spelling ?? '');
  const dh = proposal.dh.map(spellingOf);
  const additional = (proposal.additional ?? []).map((names, i) => `addke${i + 1}=${plus(names.map(spellingOf))}`);
  // Up to 3.21 a combined mode without "-null" gets the integrity algorithms of the others.
  const none = keyword === 'esp' && isAead(proposal) && !atLeast(oldestRelease, '3.22') ? ['null'] : [];
  return [
    [encryption, ...[integrity, prf, none].filter((part) => part.length > 0).map(plus)].join('-'),
    ...(dh.length > 0 ? [plus(dh)] : []),
    ...additional,
  ].join(';');
}

function spellingOf(name: KeyExchangeName): string {
  return keyExchanges.find((row) => row.name === name)?.spelling ?? '';
}
