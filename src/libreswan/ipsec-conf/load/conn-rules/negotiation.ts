/** What is negotiated, and how the peer is watched. */
import { shown } from '../../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { findAlgorithm, integrities, takes } from '../../../proposal/algorithm.ts';
import { judgeProposals } from '../../../proposal/judge.ts';
import { atLeast, type Release } from '../../../release.ts';
import { placeOf } from '../load.ts';
import type { ResolvedSetting } from '../resolved.ts';
import { at, isShunt, none, type Rule } from './rule.ts';

/** `priority=` of conns that never negotiate, from 5.3. */
const priorityOfShunt: Rule = ({ settings }, release) => {
  const priority = settings.get('priority');
  if (priority === undefined || !atLeast(release, '5.3') || !isShunt(settings.get('type')?.value)) return none;
  return at(
    priority,
    'libreswan/no-effect',
    `priority= has no effect on a conn that never negotiates; ${release} ignores it, and the longest prefix wins`,
  );
};

/** `dpddelay` and `dpdtimeout` up to 4.3 only together. */
const deadPeerDetection: Rule = ({ settings, unread }, release) => {
  const delay = settings.get('dpddelay');
  const timeout = settings.get('dpdtimeout');
  if (atLeast(release, '4.10') || (delay === undefined) === (timeout === undefined)) return none;
  // The other one is there, and what is wrong with it is said at its own line.
  if (unread.has('dpddelay') || unread.has('dpdtimeout')) return none;
  const lonely = delay ?? timeout;
  return lonely === undefined
    ? none
    : at(lonely, 'libreswan/no-effect', `dpddelay= and dpdtimeout= must stand together; ${release} ignores one alone`);
};

/** What pluto can not read of `ike=` and `esp=`; a conn that never negotiates is loaded whatever they say. */
const proposals: Rule = ({ settings }, release) => {
  if (isShunt(settings.get('type')?.value)) return none;
  return (['ike', 'esp'] as const).flatMap((keyword) => {
    const setting = settings.get(keyword);
    if (setting?.value === undefined) return none;
    if (setting.line.keyword.toLowerCase() === 'ah') return authenticationHeader(setting, setting.value, release);
    const place = placeOf(setting.file, setting.line.valueAt);
    return judgeProposals(setting.value, keyword, release, place).map(({ code, message, hint }) =>
      diagnostic(code, place, `${message}; ${release} does not load the conn`, hint === undefined ? {} : { hint }),
    );
  });
};

/** The proposals of `ah=` are integrity algorithms, each with a group at most. */
function authenticationHeader(setting: ResolvedSetting, value: string, release: Release): readonly Diagnostic[] {
  const names = value.split(',').flatMap((proposal) => proposal.split(';')[0]?.split('+') ?? []);
  const isKnown = (name: string): boolean => {
    // `sha1-modp2048` is `sha1;modp2048` as well.
    const row = findAlgorithm(integrities, name.trim().replace(/-(?:modp|dh|ecp)[0-9]+$/i, ''));
    return row !== undefined && row.name !== 'NONE' && takes(row, 'esp', release);
  };
  const stranger = names.find((name) => !isKnown(name));
  if (stranger === undefined) return none;
  const message = `ah= must name integrity algorithms, not ${shown(stranger)}; ${release} does not load the conn`;
  return at(setting, 'libreswan/conn-lost', message);
}

/** In the order in which they are asked. */
export const negotiationRules: readonly Rule[] = [priorityOfShunt, deadPeerDetection, proposals];
