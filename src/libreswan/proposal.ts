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
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Place, type Result, settle } from '../diagnostic.ts';
import type { IntegrityName } from '../esp/transform.ts';
import {
  type DhName,
  dhGroups,
  type EncryptionName,
  encryptions,
  integrities,
  type PrfName,
  type ProposalKeyword,
  prfs,
  takes,
} from './algorithm.ts';
import { readProposal } from './proposal-grammar.ts';
import { atLeast, type Release, type ReleaseRange } from './release.ts';
import { holdsAt, type Spans } from './spans.ts';

/** An algorithm that encrypts, with its key length where one was said. */
export interface OfferedEncryption {
  readonly name: EncryptionName;
  /** Absent: any length that the release offers. */
  readonly keyBits?: 128 | 192 | 256;
}

/** One proposal. An empty list means that nothing was said, and the release fills in its defaults. */
export interface Proposal {
  readonly encryption: readonly OfferedEncryption[];
  /** Empty with a combined mode. In `ike=` empty means: the one of the pseudo-random function. */
  readonly integrity: readonly IntegrityName[];
  /** Only in `ike=`. */
  readonly prf: readonly PrfName[];
  readonly dh: readonly DhName[];
}

/** A whole value of `ike=` or `esp=`, in order of preference; at least one proposal. */
export interface Proposals {
  readonly kind: 'proposals';
  readonly keyword: ProposalKeyword;
  readonly proposals: readonly Proposal[];
}

/** Whether a proposal encrypts with a combined mode, which needs no integrity algorithm. */
export function isAead(proposal: Proposal): boolean {
  return proposal.encryption.some(({ name }) => encryptions.find((row) => row.name === name)?.aead === true);
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

/** What an `esp=` without integrity algorithm means. CHANGES 3.28 "Updated defaults for filling in"; algparse of 4.3 to 5.2. */
const defaultIntegrity: Spans<readonly IntegrityName[]> = [
  ['HMAC_MD5_96', 'HMAC_SHA1_96'],
  ['3.21', ['HMAC_SHA1_96']],
  ['3.28', ['HMAC_SHA2_512_256', 'HMAC_SHA2_256_128']],
];

/** A name for what an `ike=` without pseudo-random function or group means; equal names mean the same. */
const defaultPrf: Spans<string> = ['MD5 and SHA1', ['3.20', 'SHA2 and SHA1'], ['3.28', 'SHA2_512 and SHA2_256']];
const defaultDh: Spans<string> = [
  'MODP1536 first',
  ['3.18', 'MODP2048 first'],
  ['3.28', 'MODP2048 to 8192, DH19 to 31'],
];

function checkProposals(value: Proposals, releases: ReleaseRange, at: Place): readonly Diagnostic[] {
  const { keyword, proposals } = value;
  const findings: Diagnostic[] = [];
  const refuse = (spelling: string, lacking: readonly Release[]): void => {
    findings.push(
      diagnostic(
        'libreswan/unsupported-algorithm',
        at,
        releases.length === 1
          ? `${keyword}= must name what libreswan ${releases[0]} takes, and it does not know ${spelling}`
          : `${keyword}= must name what every release takes, but ${spelling} is unknown to ${listed(lacking)}`,
        {
          hint:
            releases.length === 1
              ? 'choose another algorithm'
              : 'choose another algorithm, or say the releases that the hosts really run',
        },
      ),
    );
  };
  const rows = new Map(
    proposals
      .flatMap((proposal) => [
        ...proposal.encryption.map(({ name }) => encryptions.find((row) => row.name === name)),
        ...proposal.integrity.map((name) => integrities.find((row) => row.name === name)),
        ...proposal.prf.map((name) => prfs.find((row) => row.name === name)),
        ...proposal.dh.map((name) => dhGroups.find((row) => row.name === name)),
      ])
      .map((row) => [row?.spelling ?? '', row] as const),
  );
  for (const [spelling, row] of rows) {
    const lacking = releases.filter((release) => row === undefined || !takes(row, keyword, release));
    if (lacking.length > 0) refuse(spelling, lacking);
  }
  if (keyword === 'ike' && proposals.some((proposal) => proposal.integrity.length > 0)) {
    const lacking = releases.filter((release) => !atLeast(release, '3.28'));
    if (lacking.length > 0) refuse('an integrity algorithm beside the pseudo-random function', lacking);
  }
  const groups = new Set(proposals.map(({ dh }) => dh[0]).filter((name) => name !== undefined && name !== 'NONE'));
  const hasGroup = proposals.some(({ dh }) => dh.length > 0);
  if (keyword === 'esp' && (groups.size > 1 || (hasGroup && proposals.some(({ dh }) => dh.length === 0)))) {
    findings.push(
      diagnostic('libreswan/bad-proposal', at, 'esp= must name one Diffie-Hellman group in all proposals, or none', {
        hint: 'leave the groups away: a child SA takes the group of its IKE SA',
      }),
    );
  }
  // Up to 3.20 the parser cuts esp= at the first ";" and takes all behind it for the one group.
  if (keyword === 'esp' && hasGroup && proposals.flatMap(expand).length > 1) {
    const lacking = releases.filter((release) => !atLeast(release, '3.21'));
    if (lacking.length > 0) refuse('a Diffie-Hellman group in one of several proposals', lacking);
  }
  const open = (what: string, isOpen: (proposal: Proposal) => boolean, meaning: Spans<unknown>): void => {
    const change = releases.find((release) => holdsAt(meaning, release) !== holdsAt(meaning, releases[0]));
    if (change === undefined || !proposals.some(isOpen)) return;
    findings.push(
      diagnostic(
        'libreswan/no-common-spelling',
        at,
        `${keyword}= must name ${what}, which ${releases[0]} and ${change} fill in differently`,
        { hint: `write it out, such as ${keyword === 'esp' ? 'aes256-sha2_256' : 'aes256-sha2_256;modp2048'}` },
      ),
    );
  };
  const hasNoIntegrity = (proposal: Proposal): boolean => proposal.integrity.length === 0 && !isAead(proposal);
  if (keyword === 'esp') open('an integrity algorithm', hasNoIntegrity, defaultIntegrity);
  if (keyword === 'ike') {
    open('a pseudo-random function', (proposal) => proposal.prf.length === 0, defaultPrf);
    open('a Diffie-Hellman group', (proposal) => proposal.dh.length === 0, defaultDh);
  }
  return findings;
}

function listed(releases: readonly Release[]): string {
  return releases.length > 3 ? `${releases[0]} to ${releases[releases.length - 1]}` : releases.join(', ');
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

/** One proposal for each combination, for the releases without `+`. */
function expand(proposal: Proposal): readonly Proposal[] {
  const each = <T>(list: readonly T[]): readonly (readonly T[])[] => (list.length === 0 ? [[]] : list.map((x) => [x]));
  return each(proposal.encryption).flatMap((encryption) =>
    each(proposal.integrity).flatMap((integrity) =>
      each(proposal.prf).flatMap((prf) => each(proposal.dh).map((dh) => ({ encryption, integrity, prf, dh }))),
    ),
  );
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
