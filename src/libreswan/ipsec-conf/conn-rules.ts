/**
 * What several settings of one conn together come to in a release: conns that pluto refuses, settings without effect.
 *
 * @see libreswan `confread.c` (`load_conn`, `validate_end`, up to 4.15), `programs/pluto/connections.c`; runs of every release
 */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, type DiagnosticCode, diagnostic } from '../../diagnostic.ts';
import { maskedPrefix, readAddress, readPrefix } from '../../net/address.ts';
import { judgeProposals } from '../judge-proposals.ts';
import { atLeast, type Release } from '../release.ts';
import { placeOf } from './load.ts';
import type { ResolvedConn, ResolvedSetting } from './resolve.ts';

/**
 * What is wrong with the settings of a conn taken together, for a release. An error means that the release does not load the
 * conn.
 */
export function checkConn(conn: ResolvedConn, release: Release): readonly Diagnostic[] {
  return rules.flatMap((rule) => rule(conn, release));
}

type Rule = (conn: ResolvedConn, release: Release) => readonly Diagnostic[];

function at(setting: ResolvedSetting, code: DiagnosticCode, message: string, hint?: string): readonly Diagnostic[] {
  return [diagnostic(code, placeOf(setting.file, setting.line.valueAt), message, hint === undefined ? {} : { hint })];
}

const none: readonly Diagnostic[] = [];
const between = (release: Release, from: Release, to: Release): boolean =>
  atLeast(release, from) && !atLeast(release, to);
const isShunt = (type: string | undefined): boolean => type === 'passthrough' || type === 'drop' || type === 'reject';

/** `authby=never` and a type that never negotiates belong together. */
const neverNegotiate: Rule = ({ settings }, release) => {
  const type = settings.get('type');
  const authby = settings.get('authby');
  const never = /(?:^|[, ])never(?:$|[, ])/.test(authby?.value ?? '');
  if (authby !== undefined && never && !isShunt(type?.value) && atLeast(release, '3.21'))
    return at(
      authby,
      'libreswan/conn-lost',
      `authby=never must stand with type=passthrough or drop; ${release} does not load the conn`,
    );
  if (type !== undefined && isShunt(type.value) && !never && between(release, '3.32', '5.0'))
    return at(
      type,
      'libreswan/conn-lost',
      `type=${type.value} must stand with authby=never; ${release} does not load the conn`,
      'write authby=never',
    );
  return none;
};

/** The words of `authby=`, from 3.25 a list of texts. */
const authbyWords: Rule = ({ settings }, release) => {
  const authby = settings.get('authby');
  if (authby?.value === undefined || !atLeast(release, '3.25')) return none;
  const known = ['secret', 'rsasig', 'rsa', 'never', 'null'];
  if (atLeast(release, '3.26'))
    known.push(
      'ecdsa',
      'rsa-sha2',
      'rsa-sha2_256',
      'rsa-sha2_384',
      'rsa-sha2_512',
      'rsa-sha1',
      'ecdsa-sha2',
      'ecdsa-sha2_256',
      'ecdsa-sha2_384',
      'ecdsa-sha2_512',
    );
  if (atLeast(release, '4.10')) known.push('rsa-sha1');
  if (atLeast(release, '5.4')) known.push('eddsa');
  const words = authby.value.split(/[, ]+/).filter((word) => word !== '');
  const stranger = words.find((word) => !known.includes(atLeast(release, '5.3') ? word.toLowerCase() : word));
  if (stranger !== undefined)
    return at(
      authby,
      'libreswan/conn-lost',
      `authby= must be a list of known words in lower case, not ${shown(stranger)}; ${release} does not load the conn`,
      insteadOfAuthby(authby.value, known),
    );
  const ikev2Only = words.find((word) => !/^(?:secret|rsasig|rsa|never)$/.test(word));
  if (ikev2Only !== undefined && !atLeast(release, '3.30') && settings.get('ikev2')?.value !== 'IKEv2')
    return at(
      authby,
      'libreswan/conn-lost',
      `authby=${ikev2Only} must stand with ikev2=insist; ${release} does not load the conn`,
      'write ikev2=insist',
    );
  return none;
};

/** The same words as the release takes them, where they are only separated or spelled in the way of another release. */
function insteadOfAuthby(value: string, known: readonly string[]): string | undefined {
  const words = value.toLowerCase().split(/[|,: ]+/);
  return words.every((word) => known.includes(word)) ? `write authby=${words.join(',')}` : undefined;
}

/** IKEv1 from 5.0. */
const noIkev1: Rule = ({ settings }, release) => {
  const version = settings.get('ikev2') ?? settings.get('keyexchange');
  if (version === undefined || !atLeast(release, '5.0') || !/^(?:IKEv1|ikev1)$/.test(version.value ?? '')) return none;
  return at(
    version,
    'libreswan/conn-lost',
    `a conn must not ask for IKEv1; ${release} does not load it unless ikev1-policy=accept stands in config setup`,
    'write keyexchange=ikev2',
  );
};

/** Up to 3.27 a conn that says nothing initiates IKEv1. */
const silentIkev1: Rule = (conn, release) => {
  if (atLeast(release, '3.28') || conn.settings.has('ikev2') || isShunt(conn.settings.get('type')?.value)) return none;
  const message = `without ikev2= conn ${shown(conn.name)} initiates IKEv1 in ${release}, and IKEv2 from 3.28`;
  return [
    diagnostic('libreswan/other-meaning', placeOf(conn.file, conn.node.at), message, { hint: 'write ikev2=insist' }),
  ];
};

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

/** Subnets that can not be read. */
const subnets: Rule = ({ settings }, release) =>
  (['leftsubnet', 'rightsubnet'] as const).flatMap((keyword) => {
    const subnet = settings.get(keyword);
    if (subnet?.value === undefined || /^v(?:host|net):/.test(subnet.value)) return none;
    const hasMask = subnet.value.includes('/');
    if (!hasMask && readAddress(subnet.value) !== undefined) {
      return atLeast(release, '5.0')
        ? none
        : at(
            subnet,
            'libreswan/conn-lost',
            `${keyword}= must have a mask; ${release} does not load the conn`,
            `write ${subnet.value}/${subnet.value.includes(':') ? 128 : 32}`,
          );
    }
    if (hasMask && (readPrefix(subnet.value) ?? maskedPrefix(subnet.value)) !== undefined) return none;
    if (/^[0-9.]+\/(?:[0-9]{1,2}|255\.[0-9.]+)$/.test(subnet.value) || /^%default$|^0\/0$/.test(subnet.value))
      return none;
    return at(
      subnet,
      'libreswan/conn-lost',
      `${keyword}= must be a prefix such as 10.0.0.0/8, not ${shown(subnet.value)}; ${release} does not load the conn`,
    );
  });

/** A mark without a mask, up to 4.15. */
const marks: Rule = ({ settings }, release) =>
  ['mark', 'mark-in', 'mark-out'].flatMap((keyword) => {
    const mark = settings.get(keyword);
    if (mark?.value === undefined || mark.value.includes('/') || atLeast(release, '5.0')) return none;
    return at(
      mark,
      'libreswan/conn-lost',
      `${keyword}= must have a mask; ${release} does not load the conn`,
      `write ${mark.value}/0xffffffff`,
    );
  });

/** A certificate and a key identifier for one end, up to 4.15. */
const certificateOrCkaid: Rule = ({ settings }, release) =>
  (['left', 'right'] as const).flatMap((side) => {
    const ckaid = settings.get(`${side}ckaid`);
    if (ckaid === undefined || !settings.has(`${side}cert`) || atLeast(release, '5.0')) return none;
    return at(
      ckaid,
      'libreswan/conn-lost',
      `${side}cert= and ${side}ckaid= must not stand together; ${release} does not load the conn`,
    );
  });

/** A subnet and an address pool for one end. */
const subnetOrPool: Rule = ({ settings }, release) =>
  (['left', 'right'] as const).flatMap((side) => {
    const pool = settings.get(`${side}addresspool`);
    if (pool === undefined || !settings.has(`${side}subnet`) || atLeast(release, '5.0')) return none;
    return at(
      pool,
      'libreswan/conn-lost',
      `${side}subnet= and ${side}addresspool= must not stand together; ${release} does not load the conn`,
    );
  });

/** `leftauth=` without `rightauth=`. */
const authOfBothEnds: Rule = ({ settings, unread }, release) => {
  const left = settings.get('leftauth');
  const right = settings.get('rightauth');
  const lonely = left === undefined ? right : right === undefined ? left : undefined;
  if (lonely === undefined || !between(release, '3.19', '5.3')) return none;
  if (unread.has('leftauth') || unread.has('rightauth')) return none;
  return at(
    lonely,
    'libreswan/conn-lost',
    `leftauth= and rightauth= must stand together; ${release} does not load the conn`,
  );
};

/** What pluto can not read of `ike=` and `esp=`; a conn that never negotiates is loaded whatever they say. */
const proposals: Rule = ({ settings }, release) => {
  if (isShunt(settings.get('type')?.value)) return none;
  return (['ike', 'esp'] as const).flatMap((keyword) => {
    const setting = settings.get(keyword);
    // The integrity algorithms of ah= have a grammar of their own.
    if (setting?.value === undefined || setting.line.keyword.toLowerCase() === 'ah') return none;
    const place = placeOf(setting.file, setting.line.valueAt);
    return judgeProposals(setting.value, keyword, release, place).map(({ code, message, hint }) =>
      diagnostic(code, place, `${message}; ${release} does not load the conn`, hint === undefined ? {} : { hint }),
    );
  });
};

const rules: readonly Rule[] = [
  neverNegotiate,
  authbyWords,
  noIkev1,
  silentIkev1,
  priorityOfShunt,
  deadPeerDetection,
  subnets,
  marks,
  certificateOrCkaid,
  subnetOrPool,
  authOfBothEnds,
  proposals,
];
