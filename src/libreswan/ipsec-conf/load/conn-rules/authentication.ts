/** Who authenticates how, and by which version of IKE. */
import { shown } from '../../../../bytes/shown.ts';
import { diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../release.ts';
import { placeOf } from '../load.ts';
import { at, between, isShunt, none, type Rule } from './rule.ts';

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

/**
 * IKEv1, which `ikev1-policy=` allows: from 5.0 only where it says so; before, wherever it does not say otherwise, but for
 * the packages of Debian (from 4.5) and RHEL 9.
 *
 * @see Debian's NEWS of libreswan 4.5-2; libreswan issue 1087
 */
const noIkev1: Rule = ({ settings }, release, setup) => {
  const version = settings.get('keyexchange') ?? settings.get('ikev2');
  const policy = setup.get('ikev1-policy');
  if (version === undefined || !/^ikev1$/i.test(version.value ?? '') || policy === 'accept') return none;
  const hint = `write ${version.line.keyword}=${/^keyexchange$/i.test(version.line.keyword) ? 'ikev2' : 'insist'}`;
  if (atLeast(release, '5.0') || policy !== undefined) {
    const message = `a conn must not ask for IKEv1; ${release} does not load it unless ikev1-policy=accept stands in config setup`;
    return at(version, 'libreswan/conn-lost', message, hint);
  }
  if (!atLeast(release, '4.5')) return none;
  const message = `a conn should not ask for IKEv1: Debian's and RHEL's ${release} do not load it unless ikev1-policy=accept stands in config setup`;
  return at(version, 'libreswan/conn-lost', message, hint, 'warning');
};

/** Up to 3.27 a conn that says nothing initiates IKEv1. */
const silentIkev1: Rule = (conn, release) => {
  if (atLeast(release, '3.28') || conn.settings.has('ikev2') || isShunt(conn.settings.get('type')?.value)) return none;
  const message = `without ikev2= conn ${shown(conn.name)} initiates IKEv1 in ${release}, and IKEv2 from 3.28`;
  return [
    diagnostic('libreswan/other-meaning', placeOf(conn.file, conn.node.at), message, { hint: 'write ikev2=insist' }),
  ];
};

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

/** Up to 4.3 `leftauth=secret` and `rightauth=secret` go with an `authby=` that allows it, which the default does not. */
const secretOfBothEnds: Rule = ({ settings }, release) => {
  const left = settings.get('leftauth');
  if (left?.value !== 'secret' || settings.get('rightauth')?.value !== 'secret' || atLeast(release, '4.4')) return none;
  if (/\bsecret\b/.test(settings.get('authby')?.value ?? '')) return none;
  return at(
    left,
    'libreswan/conn-lost',
    `leftauth=secret and rightauth=secret must stand with authby=secret; ${release} does not load the conn`,
    'write authby=secret',
  );
};

/** In the order in which they are asked. */
export const authenticationRules: readonly Rule[] = [
  neverNegotiate,
  authbyWords,
  noIkev1,
  silentIkev1,
  authOfBothEnds,
  secretOfBothEnds,
];
