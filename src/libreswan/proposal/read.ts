/**
 * The values of `ike=` and `esp=`: what they offer, by release, and one text that means the same on every release of a range.
 *
 * The grammar is that of 3.28 and newer, of which every older one is a part:
 *
 *     PROPOSALS = PROPOSAL { "," PROPOSAL }
 *     PROPOSAL  = ENCRYPTION { "+" ENCRYPTION } [ "-" PRF-OR-INTEGRITY { "+" … } ] [ ( ";" | "-" ) DH { "+" DH } ]
 *
 * @see ipsec.conf(5) `ike`, `esp`; libreswan `lib/libswan/v2_proposals.c`; `ipsec algparse`
 */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Place, type Result, settle } from '../../diagnostics/diagnostic.ts';
import { atLeast, type Release, type ReleaseRange } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { dhGroups, encryptions, integrities, type ProposalKeyword, prfs } from './algorithm.ts';
import { checkProposals } from './check.ts';
import { readProposal } from './grammar.ts';
import { defaultIntegrity, expand, isAead, type Proposal, type Proposals } from './proposals.ts';

/**
 * Reads a value of `ike=` or `esp=` for hosts that run any of the releases.
 *
 * Fails with `libreswan/bad-proposal` (the text is none), `libreswan/unsupported-algorithm` (a release does not take an
 * algorithm) and `libreswan/no-common-spelling` (what is left out means something else from one release to another).
 *
 * @example readProposals('aes_gcm256,aes256-sha2_256', 'esp', releaseRange('4.10'), at)
 */
export function readProposals(
  text: string,
  keyword: ProposalKeyword,
  releases: ReleaseRange,
  at: Place,
): Result<Proposals> {
  if (text.length > 4096) {
    return failed(diagnostic('libreswan/bad-proposal', at, `${keyword}= must be at most 4096 characters long`));
  }
  const findings: Diagnostic[] = [];
  const proposals: Proposal[] = [];
  for (const part of text.split(',')) {
    const read = readProposal(part, keyword);
    if (read.kind === 'proposal') {
      const { kind, ...proposal } = read;
      proposals.push(proposal);
    } else {
      findings.push(
        diagnostic('libreswan/bad-proposal', at, `${read.fault}, in ${keyword}=${shown(part)}`, { hint: read.hint }),
      );
    }
  }
  const value: Proposals = { kind: 'proposals', keyword, proposals };
  if (findings.length === 0) findings.push(...checkProposals(value, releases, at));
  return settle(() => value, findings);
}

/**
 * The text that offers the same on every release of the range: our spelling of each algorithm, `;` before the
 * Diffie-Hellman group, `+` only where all releases know it, `-null` behind combined modes where one of them wants it.
 *
 * Fails with `libreswan/unsupported-algorithm` and `libreswan/no-common-spelling`.
 *
 * @example printProposals(aes, releaseRange('3.15', '3.18'), at) // 'aes256-sha2_256,aes_gcm256-null'
 */
export function printProposals(value: Proposals, releases: ReleaseRange, at: Place): Result<string> {
  return settle(
    () => {
      const oldestRelease = releases[0];
      const singles = atLeast(oldestRelease, '3.28') ? value.proposals : value.proposals.flatMap(expand);
      return singles.map((proposal) => printProposal(proposal, value.keyword, oldestRelease)).join(',');
    },
    checkProposals(value, releases, at),
  );
}

/** What a release makes of the value: what was left out is filled in where it is known. */
export function resolveProposals(value: Proposals, release: Release): Proposals {
  const proposals = value.proposals.map((proposal) =>
    value.keyword === 'ike' || proposal.integrity.length > 0 || isAead(proposal)
      ? proposal
      : { ...proposal, integrity: holdsAt(defaultIntegrity, release) },
  );
  return {
    ...value,
    proposals: proposals.filter((one, i) => !proposals.slice(0, i).some((other) => covers(other, one))),
  };
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
  const dh = proposal.dh.map((name) => dhGroups.find((row) => row.name === name)?.spelling ?? '');
  // Up to 3.21 a combined mode without "-null" gets the integrity algorithms of the others.
  const none = keyword === 'esp' && isAead(proposal) && !atLeast(oldestRelease, '3.22') ? ['null'] : [];
  return [
    [encryption, ...[integrity, prf, none].filter((part) => part.length > 0).map(plus)].join('-'),
    ...(dh.length > 0 ? [plus(dh)] : []),
  ].join(';');
}

/** Whether a later proposal says nothing new, and libreswan drops it; no key length covers every key length. */
function covers(earlier: Proposal, later: Proposal): boolean {
  const equal = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();
  return (
    earlier.encryption.length === later.encryption.length &&
    earlier.encryption.every(
      ({ name, keyBits }, i) =>
        name === later.encryption[i]?.name && (keyBits === undefined || keyBits === later.encryption[i]?.keyBits),
    ) &&
    equal(earlier.integrity, later.integrity) &&
    equal(earlier.prf, later.prf) &&
    equal(earlier.dh, later.dh)
  );
}
