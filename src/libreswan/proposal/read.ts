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
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import type { Release, ReleaseRange } from '../release.ts';
import { holdsAt } from '../spans.ts';
import type { ProposalKeyword } from './algorithm.ts';
import { checkProposals } from './check.ts';
import { readProposal } from './grammar.ts';
import { defaultIntegrity, isAead, type Proposal, type Proposals } from './proposals.ts';

/**
 * Reads the text of `ike=` or `esp=`; what a release makes of it is for {@link checkProposals} to say.
 *
 * Fails with `libreswan/bad-proposal`.
 *
 * @example parseProposals('aes_gcm256,aes256-sha2_256', 'esp', at)
 */
export function parseProposals(text: string, keyword: ProposalKeyword, at: Place = valueAt()): Result<Proposals> {
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
  return settle(() => ({ kind: 'proposals', keyword, proposals }), findings);
}

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
  at: Place = valueAt(),
): Result<Proposals> {
  const parsed = parseProposals(text, keyword, at);
  return parsed.kind === 'failed' ? parsed : settle(() => parsed.value, checkProposals(parsed.value, releases, at));
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
    equal(earlier.dh, later.dh) &&
    equal(
      (earlier.additional ?? []).map((names) => names.join('+')),
      (later.additional ?? []).map((names) => names.join('+')),
    )
  );
}
