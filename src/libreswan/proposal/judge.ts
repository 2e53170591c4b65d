/** What one release does with the text of an `ike=` or `esp=` as it stands in a file. */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Place, valueAt } from '../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../release.ts';
import type { ProposalKeyword } from './algorithm.ts';
import { isAead } from './proposals.ts';
import { readProposals } from './read.ts';

/**
 * One proposal as the parser of 3.15 to 3.20 takes it, character by character: a name, digits that are the key length, a
 * hash, a group. `aes_256` and `aes_gcm_16` are not written so there: an underscore may not stand before digits.
 *
 * @see libreswan `lib/libswan/alg_info.c` of that time, `parser_machine`
 */
const untilThreeTwenty =
  /^\s*[A-Za-z0-9](?:[A-Za-z_]*[A-Za-z])?(?:-?\d+)?(?:-[A-Za-z][A-Za-z0-9_]*)?(?:[;-][A-Za-z][A-Za-z0-9]*)?$/;

/**
 * The faults of a value for one release; none when it loads the conn and means what it says. Unlike `readProposals`, which
 * asks whether a release can say the same in any words, this judges the words.
 *
 * Gives `libreswan/bad-proposal` and `libreswan/unsupported-algorithm`.
 *
 * @example judgeProposals('aes256+aes128-sha1', 'esp', '3.25', at)[0]?.code // 'libreswan/bad-proposal': no + before 3.28
 */
export function judgeProposals(
  text: string,
  keyword: ProposalKeyword,
  release: Release,
  at: Place = valueAt(),
): readonly Diagnostic[] {
  const read = readProposals(text, keyword, [release], at);
  if (read.kind === 'failed' || atLeast(release, '3.28')) return read.findings;
  const refuse = (requirement: string, part: string, hint: string): Diagnostic =>
    diagnostic('libreswan/bad-proposal', at, `${requirement} for libreswan ${release}, not ${shown(part, 60)}`, {
      hint,
    });
  const parts = text.split(',');
  const findings = [...read.findings];
  for (const part of parts.filter((one) => one.includes('+')))
    findings.push(refuse('alternatives must be proposals of their own', part, 'write them out, separated by commas'));
  if (atLeast(release, '3.21')) return findings;
  // esp= is cut at its first ";", and what follows is the one group for all.
  const proposals = keyword === 'esp' ? (text.split(';')[0] ?? '').split(',') : parts;
  for (const part of proposals.filter((one) => !one.includes('+') && !untilThreeTwenty.test(one)))
    findings.push(refuse('a proposal must be NAME, digits, -HASH, ;GROUP', part, 'such as aes256-sha2_256;modp2048'));
  if (keyword !== 'esp') return findings;
  read.value.proposals.forEach((proposal, i) => {
    const part = parts[i] ?? '';
    if (isAead(proposal) && !/-(null|none)\b/i.test(part))
      findings.push(refuse('a combined mode must be written with -null', part, 'such as aes_gcm256-null'));
  });
  return findings;
}
