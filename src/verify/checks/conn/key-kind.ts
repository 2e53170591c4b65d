import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { ConnCheck } from '../check.ts';
import { proofOf, signs } from '../pair/authentication.ts';
import { writeLine } from '../write-line.ts';

/**
 * `verify/key-against-authby`: the key of the own certificate is of the kind with which the release signs. Where `authby=`
 * allows both kinds that is RSA, whatever the certificate has.
 */
export const checkKeyKind: ConnCheck = (conn, { certificateOf }) => {
  if (!signs(conn)) return [];
  const certificate = certificateOf(conn);
  if (certificate === undefined) return [];
  const kind = certificate.publicKey.algorithm === 'ec' ? 'ecdsa' : 'rsa';
  if (proofOf(conn) === kind) return [];
  const word = kind === 'rsa' ? 'rsasig' : 'ecdsa';
  return [
    diagnostic(
      'verify/key-against-authby',
      conn.placeOf('authby'),
      `authby must allow the key of the certificate, which is ${kind === 'rsa' ? 'RSA' : 'ECDSA'}, and no other kind before it`,
      { ...writeLine(conn, 'authby', word), hint: `write authby=${word}, or use another certificate` },
    ),
  ];
};
