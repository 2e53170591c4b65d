import type { HostCertificate } from '../../hosts/evidence.ts';
import { nicknameOf } from '../../libreswan/identity/leftcert.ts';
import type { Conn } from '../conn.ts';

/**
 * The certificate that a conn's own end shows: that of the nickname in `leftcert=`, else the only one that the host has. A
 * nickname leads NSS to a subject, and of the certificates of that subject it takes the newest that is valid.
 */
export function certificateOf(conn: Conn, now: Date): HostCertificate | undefined {
  const { certificates, authorities = [] } = conn.host.evidence;
  const written = conn.writtenFor('local', 'cert')?.value;
  if (written === undefined) return undefined;
  const nickname = nicknameOf(written);
  const named = nickname === undefined ? undefined : find([...certificates, ...authorities], nickname, now);
  if (named !== undefined) return named;
  const unnamed = certificates.filter((each) => each.nickname === undefined);
  const [only, more] = unnamed.length > 0 ? unnamed : certificates;
  return more === undefined ? only : undefined;
}

function find(all: readonly HostCertificate[], nickname: string, now: Date): HostCertificate | undefined {
  const named = all.find((each) => each.nickname === nickname);
  if (named === undefined) return undefined;
  const { derHex } = named.certificate.subject;
  const isValid = ({ certificate: { notBefore, notAfter } }: HostCertificate): boolean =>
    notBefore <= now && now <= notAfter;
  const [first] = all
    .filter(({ certificate }) => certificate.subject.derHex === derHex)
    .sort(
      (a, b) =>
        Number(isValid(b)) - Number(isValid(a)) ||
        b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime(),
    );
  return first;
}
