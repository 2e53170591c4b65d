import type { HostCertificate } from '../../hosts/evidence.ts';
import { nicknameOf } from '../../libreswan/identity/leftcert.ts';
import type { Conn } from '../conn.ts';

/** The certificate that a conn's own end shows: that of the nickname in `leftcert=`, else the only one that the host has. */
export function certificateOf(conn: Conn): HostCertificate | undefined {
  const { certificates } = conn.host.evidence;
  const written = conn.writtenFor('local', 'cert')?.value;
  if (written === undefined) return undefined;
  const nickname = nicknameOf(written);
  const named = nickname === undefined ? undefined : certificates.find((each) => each.nickname === nickname);
  if (named !== undefined) return named;
  const unnamed = certificates.filter((each) => each.nickname === undefined);
  const [only, more] = unnamed.length > 0 ? unnamed : certificates;
  return more === undefined ? only : undefined;
}
