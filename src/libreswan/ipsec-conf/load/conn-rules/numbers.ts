/** Numbers that are read and do not fit. */
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn } from '../resolved.ts';
import { between, ikeVersionOf, lost, neverNegotiates, none, type Rule } from './rule.ts';

interface Range {
  readonly since: Release;
  readonly min: bigint;
  readonly max: bigint;
}

const word = 2n ** 32n - 1n;
const whole = 2n ** 64n - 1n;
const port = 65_535n;

/** By keyword without its side; what does not fit costs the conn. */
const ranges: Readonly<Record<string, Range>> = {
  tfc: { since: '5.2', min: 0n, max: word },
  priority: { since: '5.2', min: 0n, max: word },
  'replay-window': { since: '5.2', min: 0n, max: word - 7n },
  reqid: { since: '5.3', min: 1n, max: 16_383n },
  nflog: { since: '5.3', min: 1n, max: port },
  leftikeport: { since: '5.3', min: 1n, max: port },
  rightikeport: { since: '5.3', min: 1n, max: port },
  clones: { since: '5.4', min: 0n, max: word },
  metric: { since: '5.4', min: 1n, max: whole },
  'tcp-remoteport': { since: '5.4', min: 1n, max: port },
};

/** A number outside its range. Conns that never negotiate read none, but for `priority=` and `tfc=` in 5.2. */
export const numberRanges: Rule = (conn, release) =>
  Object.entries(ranges).flatMap(([keyword, { since, min, max }]) => {
    const setting = conn.settings.get(keyword);
    if (setting?.value === undefined || !/^-?[0-9]+$/.test(setting.value) || !atLeast(release, since)) return none;
    if (neverNegotiates(conn) && (atLeast(release, '5.3') || keyword === 'tcp-remoteport')) return none;
    const number = BigInt.asUintN(64, BigInt(setting.value));
    if (number >= min && number <= max) return none;
    const range = max === whole ? `at least ${min}` : `from ${min} to ${max}`;
    return lost(setting, release, `${setting.line.keyword}= must be ${range}, not ${setting.line.value}`);
  });

/** From 4.10 to 4.15 a window is looked at where extended sequence numbers are wanted. */
export const replayWindow: Rule = (conn, release) => {
  const window = conn.settings.get('replay-window');
  if (window?.value === undefined || !between(release, '4.10', '5.0') || neverNegotiates(conn)) return none;
  if (conn.settings.get('esn')?.value === 'no' || ikeVersionOf(conn, release) === 1) return none;
  return BigInt.asUintN(64, BigInt(window.value)) > word - 7n
    ? lost(window, release, `replay-window= must be at most ${word - 7n}`)
    : none;
};

/** Whether a conn may use TCP. */
export function isTcp({ settings }: ResolvedConn): boolean {
  const value = settings.get('enable-tcp')?.value;
  return value === 'yes' || value === 'fallback';
}

/** `tcp-remoteport=` matters where TCP is on; port 500 is UDP's. */
export const tcpPort: Rule = (conn, release) => {
  const port = conn.settings.get('tcp-remoteport');
  const tcp = conn.settings.get('enable-tcp');
  if (tcp !== undefined && isTcp(conn) && ikeVersionOf(conn, release) === 1 && !neverNegotiates(conn))
    return lost(tcp, release, 'enable-tcp= needs IKEv2');
  if (port?.value === undefined || !isTcp(conn) || (neverNegotiates(conn) && atLeast(release, '4.10'))) return none;
  const isZero = port.value === '0' && !atLeast(release, '5.0');
  const isLarge = atLeast(release, '5.0') && Number(port.value) > 65_535;
  return port.value === '500' || isZero || isLarge
    ? lost(port, release, `tcp-remoteport= must be a port other than 500, not ${port.value}`)
    : none;
};
