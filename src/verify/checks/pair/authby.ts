import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Conn } from '../../conn.ts';
import { type ConnCheck, otherEnd, type PairCheck } from '../check.ts';

/** What an end proves itself with, and takes from the other. */
export type Authentication = 'rsa' | 'ecdsa' | 'secret' | 'null' | 'never';

/** What `authby=` of a conn allows; where it is left out, what the release takes for it. */
export function authenticationOf(conn: Conn): readonly Authentication[] {
  const kinds = (conn.meaning('authby') ?? '').split(/[,|\s]+/).flatMap((word): Authentication[] => {
    if (/^(rsasig|rsa(-sha.*)?)$/i.test(word)) return ['rsa'];
    if (/^ecdsa(-sha.*)?$/i.test(word)) return ['ecdsa'];
    const lower = word.toLowerCase();
    return lower === 'secret' || lower === 'null' || lower === 'never' ? [lower] : [];
  });
  return [...new Set(kinds)];
}

/** `verify/authby-differs`: the two ends have a way in common to prove who they are. */
export const checkAuthby: PairCheck = (a, b, { blame }) => {
  const [mine, theirs] = [authenticationOf(a), authenticationOf(b)];
  if (mine.includes('never') || theirs.includes('never') || mine.some((kind) => theirs.includes(kind))) return [];
  const [bad, good] = blame(a, b, 'authby') === a ? [a, b] : [b, a];
  return [
    diagnostic(
      'verify/authby-differs',
      bad.placeOf('authby'),
      `authby must allow what the other end does (${authenticationOf(good).join(', ')}), not only ${authenticationOf(bad).join(', ') || 'nothing'}`,
      { hint: 'write the same authby= on both ends', related: [otherEnd(good, 'authby')] },
    ),
  ];
};

/** `verify/key-against-authby`: the key of the own certificate is of a kind that `authby=` allows. */
export const checkKeyKind: ConnCheck = (conn, { certificateOf }) => {
  const allowed = authenticationOf(conn);
  if (!allowed.includes('rsa') && !allowed.includes('ecdsa')) return [];
  const certificate = certificateOf(conn);
  if (certificate === undefined) return [];
  const kind = certificate.publicKey.algorithm === 'ec' ? 'ecdsa' : 'rsa';
  if (allowed.includes(kind)) return [];
  return [
    diagnostic(
      'verify/key-against-authby',
      conn.placeOf('authby'),
      `authby must allow the key of the certificate, which is ${kind === 'rsa' ? 'RSA' : 'ECDSA'}`,
      { hint: `write authby=${kind === 'rsa' ? 'rsasig' : 'ecdsa'}, or use another certificate` },
    ),
  ];
};
