/** Who authenticates how, and by which version of IKE. */
import { shown } from '../../../../bytes/shown.ts';
import { diagnostic } from '../../../../diagnostics/diagnostic.ts';
import { lineAfter } from '../../../../diagnostics/fix.ts';
import { atLeast, type Release } from '../../../release.ts';
import { writeValueOf } from '../advice.ts';
import { placeOf } from '../load.ts';
import type { ResolvedConn } from '../resolved.ts';
import { type AuthMethod, authbyWords, methodOfEnd, methodsOf, readAuthby } from './authby.ts';
import { at, between, ikeVersionOf, isShunt, lost, neverNegotiates, none, type Rule, sides } from './rule.ts';

/** `authby=never` and a type that never negotiates belong together. */
const neverNegotiate: Rule = (conn, release) => {
  const { settings } = conn;
  const type = settings.get('type');
  const authby = settings.get('authby');
  const written = authby?.value?.split(/[, ]+/).filter((word) => word !== '') ?? [];
  const never = written.some((word) => word === 'never');
  if (authby !== undefined && never && !isShunt(type?.value) && atLeast(release, '3.21'))
    return lost(authby, release, 'authby=never needs type=passthrough or drop');
  if (type === undefined || !isShunt(type.value)) return none;
  if (between(release, '3.32', '5.0') && (!never || (written.length > 1 && written.some((word) => word !== 'never'))))
    return lost(type, release, `type=${type.value} needs authby=never`, 'write authby=never');
  const others = written.some((word) => word !== 'never');
  return between(release, '5.0', '5.3') && authby !== undefined && others
    ? lost(authby, release, `type=${type.value} takes no authby= but never`, 'write authby=never')
    : none;
};

/** The words of `authby=`, from 3.25 a list of texts; from 5.3 nobody reads them of a conn that never negotiates. */
const wordsOfAuthby: Rule = (conn, release) => {
  const authby = conn.settings.get('authby');
  if (authby?.value === undefined || !atLeast(release, '3.25')) return none;
  if (atLeast(release, '5.3') && neverNegotiates(conn)) return none;
  const version = atLeast(release, '3.28') ? ikeVersionOf(conn, release) : 2;
  const { stranger } = readAuthby(authby.value, version, release);
  if (stranger !== undefined) {
    const known = authbyWords(release);
    const isOfVersion2 = known.includes(stranger);
    const because = isOfVersion2
      ? `authby=${stranger} needs IKEv2`
      : `authby= must be a list of known words in lower case, not ${shown(stranger)}`;
    return lost(authby, release, because, isOfVersion2 ? undefined : insteadOfAuthby(authby.value, known));
  }
  const ikev2Only = authby.value.split(/[, ]+/).find((word) => !/^(?:secret|rsasig|rsa|never|)$/.test(word));
  if (ikev2Only !== undefined && !atLeast(release, '3.30') && conn.settings.get('ikev2')?.value !== 'IKEv2')
    return lost(authby, release, `authby=${ikev2Only} needs ikev2=insist`, 'write ikev2=insist');
  return none;
};

/** The same words as the release takes them, where they are only separated or spelled in the way of another release. */
function insteadOfAuthby(value: string, known: readonly string[]): string | undefined {
  const words = value
    .toLowerCase()
    .split(/[|,: ]+/)
    .filter((word) => word !== '');
  return words.length > 0 && words.every((word) => known.includes(word))
    ? `write authby=${words.join(',')}`
    : undefined;
}

/** From 4.10 IKEv1 takes one method. */
const oneMethod: Rule = (conn, release) => {
  const authby = conn.settings.get('authby');
  if (authby?.value === undefined || !atLeast(release, '4.10') || neverNegotiates(conn)) return none;
  if (ikeVersionOf(conn, release) === 2) return none;
  const { methods, stranger } = readAuthby(authby.value, 1, release);
  const several = [...methods].filter((method) => method !== 'never');
  return stranger === undefined && several.length > 1
    ? lost(authby, release, `IKEv1 takes one method, and authby= names ${several.join(' and ')}`)
    : none;
};

/**
 * IKEv1, which `ikev1-policy=` allows: from 5.0 only where it says so; before, wherever it does not say otherwise, but for
 * the packages of Debian (from 4.5) and RHEL 9.
 *
 * @see Debian's NEWS of libreswan 4.5-2; libreswan issue 1087
 */
const noIkev1: Rule = (conn, release, setup) => {
  const { settings } = conn;
  const version = atLeast(release, '5.0')
    ? (settings.get('keyexchange') ?? settings.get('ikev2'))
    : settings.get('ikev2');
  const policy = setup.get('ikev1-policy');
  if (version === undefined || ikeVersionOf(conn, release) === 2 || !atLeast(release, '4.2')) return none;
  if (policy === 'accept') return none;
  const value = /^keyexchange$/i.test(version.line.keyword) ? 'ikev2' : 'insist';
  // The other end may speak IKEv1 alone.
  const hint = writeValueOf(version.file, version.line, value, false);
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
  if (atLeast(release, '3.28') || conn.settings.has('ikev2') || neverNegotiates(conn)) return none;
  const message = `without ikev2= conn ${shown(conn.name)} initiates IKEv1 in ${release}, and IKEv2 from 3.28`;
  return [
    diagnostic('libreswan/other-meaning', placeOf(conn.file, conn.node.at), message, {
      hint: 'write ikev2=insist',
      fix: lineAfter(placeOf(conn.file, conn.node.at), '\tikev2=insist', false),
    }),
  ];
};

/** `leftauth=` without `rightauth=`. */
const authOfBothEnds: Rule = (conn, release) => {
  const left = conn.settings.get('leftauth');
  const right = conn.settings.get('rightauth');
  // What nobody can read is something all the same, but for nothing at all.
  const isUnset = (end: typeof left): boolean =>
    end === undefined || (end.value === undefined && (end.line.value === '' || end.refused !== undefined));
  const lonely = isUnset(left) ? right : isUnset(right) ? left : undefined;
  if (lonely === undefined || isUnset(lonely) || !between(release, '3.19', '5.3')) return none;
  return lost(lonely, release, 'leftauth= and rightauth= must be written together');
};

/** `leftauth=` against `authby=`, `type=` and the version of IKE. */
const authOfEnds: Rule = (conn, release) => {
  if (!atLeast(release, '4.3')) return none;
  return sides.flatMap((side) => {
    const auth = conn.settings.get(`${side}auth`);
    if (auth?.value === undefined) return none;
    if (neverNegotiates(conn)) {
      if (atLeast(release, '5.3')) return none;
      return auth.value !== 'never' || !atLeast(release, '4.10')
        ? lost(auth, release, `${side}auth= must not be written for a conn that never negotiates`)
        : none;
    }
    if (ikeVersionOf(conn, release) === 1) return lost(auth, release, `${side}auth= needs IKEv2`);
    if (auth.value === 'eaponly' && (conn.settings.get(`${side}autheap`)?.value ?? 'none') === 'none')
      return lost(auth, release, `${side}auth=eaponly needs ${side}autheap=`);
    return atLeast(release, '4.10') ? againstAuthby(conn, side, release) : againstDefault(conn, side, release);
  });
};

function againstAuthby(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReturnType<Rule> {
  const auth = conn.settings.get(`${side}auth`);
  const method = auth?.value as AuthMethod;
  if (auth === undefined || !['rsasig', 'ecdsa', 'eddsa'].includes(method)) return none;
  return methodsOf(conn, release).has(method)
    ? none
    : lost(auth, release, `${side}auth=${auth.line.value} needs authby= to name it too`);
}

/** Up to 4.9, where both ends say the same: authby= must say that alone, and its default is something else. */
function againstDefault(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReturnType<Rule> {
  const auth = conn.settings.get(`${side}auth`);
  const { value } = auth ?? {};
  if (auth === undefined || side === 'right' || conn.settings.get('rightauth')?.value !== value) return none;
  if (value !== 'secret' && value !== 'null' && value !== 'never') return none;
  const methods = [...methodsOf(conn, release)];
  return value !== 'never' && methods.length === 1 && methods[0] === value
    ? none
    : lost(auth, release, `leftauth=${value} and rightauth=${value} need authby=${value}`);
}

/** A shared secret at one end and nothing at the other. */
const secretAndNull: Rule = (conn, release) => {
  if (neverNegotiates(conn) || !atLeast(release, '4.3')) return none;
  const ends = sides.map((side) => methodOfEnd(conn, side, release));
  const setting = conn.settings.get('rightauth') ?? conn.settings.get('leftauth');
  return setting !== undefined && ends.includes('secret') && ends.includes('null')
    ? lost(setting, release, 'one end must not authenticate by a secret and the other not at all')
    : none;
};

/** `%fromcert` needs a certificate that authenticates. */
const identityFromCertificate: Rule = (conn, release) => {
  if (!atLeast(release, '4.3')) return none;
  return sides.flatMap((side) => {
    const id = conn.settings.get(`${side}id`);
    if (id?.value !== '%fromcert') return none;
    const method = methodOfEnd(conn, side, release);
    const all = [...methodsOf(conn, release)];
    const only = !atLeast(release, '4.10') && all.length === 1 ? all[0] : undefined;
    const isBare = [method, only].some((one) => one === 'secret' || one === 'null');
    return isBare
      ? lost(id, release, `${side}id=%fromcert needs a certificate, and ${side} authenticates by ${method}`)
      : none;
  });
};

/** In the order in which they are asked. */
export const authenticationRules: readonly Rule[] = [
  neverNegotiate,
  wordsOfAuthby,
  oneMethod,
  noIkev1,
  silentIkev1,
  authOfBothEnds,
  authOfEnds,
  secretAndNull,
  identityFromCertificate,
];
