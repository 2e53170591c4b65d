import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { Conn } from '../../conn.ts';
import { otherEnd, type PeerCheck, type Surroundings } from '../check.ts';
import { type HashBits, type Way, waysOf } from '../pair/authentication.ts';
import { writeLine } from '../write-line.ts';

/**
 * `verify/authby-differs`: what the other end proves itself with is something that the expecting end takes, over a hash that
 * both allow. `verify/key-against-authby`: the key of its certificate is long enough for that hash.
 */
export const checkAuthentication: PeerCheck = (expecting, other, surroundings) => {
  const taken = waysOf(expecting, 'remote');
  const [shown] = waysOf(other, 'local');
  if (shown === undefined || taken.length === 0 || shown.proof === 'never' || taken[0]?.proof === 'never') return [];
  const way = taken.find(({ proof }) => proof === shown.proof);
  if (way === undefined) return [differs(expecting, other, surroundings)];
  if (shown.proof !== 'rsa' && shown.proof !== 'ecdsa') return [];
  const common = shown.hashes.filter((bits) => way.hashes.includes(bits));
  if (common.length === 0 && !(shown.legacy && way.legacy)) return [hashesDiffer(expecting, other, surroundings)];
  const certificate = surroundings.certificateOf(other);
  return certificate === undefined ? [] : keyFaults(other, certificate, common);
};

/** RSASSA-PSS with a salt as long as the hash: a key must hold both and two octets (RFC 8017 §9.1.1, RFC 8247 §3.2.1). */
const bytesFor = (hash: HashBits): number => (hash / 8) * 2 + 2;

function keyFaults(other: Conn, { publicKey, at }: Certificate, common: readonly HashBits[]): readonly Diagnostic[] {
  const [hash] = common;
  if (publicKey.algorithm !== 'rsa' || publicKey.bits === undefined || hash === undefined) return [];
  // The encoded message is one bit shorter than the modulus.
  if (Math.ceil((publicKey.bits - 1) / 8) >= bytesFor(hash)) return [];
  return [
    diagnostic(
      'verify/key-against-authby',
      other.placeOf('authby'),
      `the RSA key of ${other.host.name} must be longer than ${publicKey.bits} bits to sign over SHA2-${hash}, which both ends prefer`,
      {
        hint: 'use a certificate with a key of 2048 bits or more',
        related: [{ at, message: 'the certificate' }],
      },
    ),
  ];
}

function differs(expecting: Conn, other: Conn, { blame }: Surroundings): Diagnostic {
  const [bad, good] = blamed(expecting, other, blame);
  const words = (conn: Conn): string => {
    const [own, taken] = [waysOf(conn, 'local'), waysOf(conn, 'remote')];
    const list = (ways: readonly Way[]): string => ways.map(({ proof }) => proof).join(', ') || 'nothing';
    return list(own) === list(taken) ? list(own) : `${list(own)} for itself and ${list(taken)} from the other`;
  };
  return diagnostic(
    'verify/authby-differs',
    bad.placeOf('authby'),
    `authby must allow what the other end does (${words(good)}), not only ${words(bad)}`,
    {
      ...writeLine(bad, 'authby', good.written('authby')?.value),
      hint: 'write the same authby= on both ends',
      related: [otherEnd(good, 'authby')],
    },
  );
}

/** Bad and good, the same whichever end asks. */
function blamed(one: Conn, other: Conn, blame: Surroundings['blame']): readonly [bad: Conn, good: Conn] {
  const [a, b] = one.host.index < other.host.index ? [one, other] : [other, one];
  return blame(a, b, 'authby') === a ? [a, b] : [b, a];
}

function hashesDiffer(expecting: Conn, other: Conn, { blame }: Surroundings): Diagnostic {
  const [bad, good] = blamed(expecting, other, blame);
  return diagnostic(
    'verify/authby-differs',
    bad.placeOf('authby'),
    `authby must allow a hash that the other end allows (${bad.meaning('authby')} here, ${good.meaning('authby')} there)`,
    {
      ...writeLine(bad, 'authby', good.written('authby')?.value),
      hint: 'write the same authby= on both ends',
      related: [otherEnd(good, 'authby')],
    },
  );
}
