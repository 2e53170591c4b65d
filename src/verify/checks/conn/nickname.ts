import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Severity } from '../../../diagnostics/diagnostic.ts';
import { nicknameOf, nssToken } from '../../../libreswan/identity/leftcert.ts';
import type { Conn } from '../../conn.ts';
import type { ConnCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';
import { removeLine } from '../write-line.ts';

/**
 * `verify/nickname`: the local end names a certificate that the host's database has, in a way in which NSS finds it. Before
 * the first colon NSS looks for the name of a token.
 */
export const checkNickname: ConnCheck = (conn) => {
  if (!signs(conn)) return [];
  const cert = conn.writtenFor('local', 'cert');
  if (cert === undefined) {
    if (conn.writtenFor('local', 'rsasigkey')?.value.startsWith('0s')) return [];
    return [
      wrong(
        conn,
        `the local end of conn ${conn.name} names no certificate`,
        `write ${conn.side}cert=${known(conn)[0] ?? 'NICKNAME'}`,
      ),
    ];
  }
  if (conn.writtenFor('local', 'sendcert')?.meaning === 'never')
    return [
      diagnostic(
        'verify/nickname',
        conn.placeFor('local', 'sendcert'),
        `the own end of conn ${conn.name} must send its certificate, which the other hosts do not have`,
        removeLine(conn.placeFor('local', 'sendcert')),
      ),
    ];
  const { value } = cert;
  const nickname = nicknameOf(value);
  if (nickname === undefined) return [];
  if (nickname.includes(':') && nickname === value)
    return [
      wrong(
        conn,
        `the nickname must be one that NSS finds, and before the colon of ${shown(value)} it looks for a token`,
        `write ${conn.side}cert="${nssToken}${value}", or import the certificate under a plain nickname`,
      ),
    ];
  if (conn.host.evidence.keyless?.includes(nickname) === true)
    return [
      wrong(
        conn,
        `the database of ${conn.host.name} has no private key for ${shown(nickname)}`,
        'import the certificate together with its key: run import-certificate.sh',
      ),
    ];
  const nicknames = known(conn);
  const twice = conn.host.evidence.nicknames?.filter((name) => name === nickname).length ?? 0;
  if (twice > 1)
    return [
      wrong(
        conn,
        `the nickname ${shown(nickname)} must stand for one certificate in the database of ${conn.host.name}`,
        'remove the older one; NSS does not say which of them it takes',
        'warning',
      ),
    ];
  const isListed = conn.host.evidence.nicknames !== undefined;
  if (nicknames.includes(nickname) || (nicknames.length === 0 && !isListed)) return [];
  return [
    wrong(
      conn,
      `certificate ${shown(nickname)} is not in the database of ${conn.host.name}`,
      nicknames.length === 0
        ? 'it has none: run import-certificate.sh'
        : `it has ${nicknames
            .slice(0, 3)
            .map((name) => shown(name))
            .join(', ')}`,
    ),
  ];
};

function known({ host: { evidence } }: Conn): readonly string[] {
  return (
    evidence.nicknames ?? evidence.certificates.flatMap(({ nickname }) => (nickname === undefined ? [] : [nickname]))
  );
}

function wrong(conn: Conn, message: string, hint: string, severity: Severity = 'error'): Diagnostic {
  return diagnostic('verify/nickname', conn.placeFor('local', 'cert'), message, { hint, severity });
}
