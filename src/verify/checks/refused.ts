import { type Diagnostic, diagnostic } from '../../diagnostic.ts';
import { judgeProposals } from '../../libreswan/judge-proposals.ts';
import { atLeast, type Release } from '../../libreswan/release.ts';
import { type Address, familyOf, readAddress } from '../../net/address.ts';
import { authenticationOf } from './authby.ts';
import type { ConnCheck } from './check.ts';
import { initiates } from './ike-version.ts';

/**
 * `verify/conn-lost`: the release loads the conn. `addconn --checkconfig` is silent about each of these: pluto refuses the
 * conn when it is loaded.
 */
export const checkRefused: ConnCheck = (conn) => {
  const { release } = conn.host;
  const findings: Diagnostic[] = [];
  const lost = (name: string, requirement: string, hint: string): void => {
    findings.push(
      diagnostic('verify/conn-lost', conn.placeOf(name), `${requirement}; ${release} does not load the conn`, { hint }),
    );
  };
  const never = authenticationOf(conn).includes('never');
  const type = conn.meaning('type');
  const shunt = type === 'passthrough' || type === 'drop' || type === 'reject';
  if (never && !shunt && atLeast(release, '3.21'))
    lost('authby', 'authby=never must go with a type that negotiates nothing', 'write authby=rsasig');
  if (shunt && !never && between(release, '3.32', '4.15'))
    lost('type', `type=${type} must go with authby=never`, 'write type=tunnel');
  if (initiates(conn) === 1 && atLeast(release, '5.0'))
    lost(
      conn.written('keyexchange') === undefined ? 'ikev2' : 'keyexchange',
      'the conn must use IKEv2',
      'write keyexchange=ikev2',
    );
  for (const keyword of ['ike', 'esp'] as const) {
    const word = conn.written(keyword);
    if (word === undefined) continue;
    const [fault] = judgeProposals(word.value, keyword, release, conn.placeOf(keyword));
    if (fault !== undefined) lost(keyword, fault.message, fault.hint ?? 'correct the value');
  }
  for (const keyword of ['hostaddrfamily', 'clientaddrfamily', 'connaddrfamily']) {
    const word = conn.written(keyword);
    const strange = [conn.localAddress, conn.remoteAddress].find(
      (address) => readAddress(address) !== undefined && familyOf(address as Address) !== word?.meaning,
    );
    if (word !== undefined && strange !== undefined)
      lost(keyword, `${keyword}= must be the family of ${strange}`, 'remove the line');
  }
  return findings;
};

function between(release: Release, from: Release, to: Release): boolean {
  return atLeast(release, from) && atLeast(to, release);
}
