/** Whether every release of a range takes what is offered, and means the same by it. */
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import { atLeast, type Release, type ReleaseRange } from '../release.ts';
import { holdsAt, type Spans } from '../spans.ts';
import { encryptions, integrities, keyExchanges, prfs, takes } from './algorithm.ts';
import { defaultIntegrity, expand, isAead, type Proposal, type Proposals } from './proposals.ts';

/** A name for what an `ike=` without pseudo-random function or group means; equal names mean the same. */
const defaultPrf: Spans<string> = ['MD5 and SHA1', ['3.20', 'SHA2 and SHA1'], ['3.28', 'SHA2_512 and SHA2_256']];
const defaultDh: Spans<string> = [
  'MODP1536 first',
  ['3.18', 'MODP2048 first'],
  ['3.28', 'MODP2048 to 8192, DH19 to 31'],
];

/** The faults of a value for the releases; none when all of them take it and mean the same. */
export function checkProposals(value: Proposals, releases: ReleaseRange, at: Place): readonly Diagnostic[] {
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
        ...[...proposal.dh, ...(proposal.additional ?? []).flat()].map((name) =>
          keyExchanges.find((row) => row.name === name),
        ),
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
