import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { SharedKeys } from '../../../hosts/facts/psk-digests.ts';
import { isUnsetId } from '../../../libreswan/identity/unset-id.ts';
import { readAddress } from '../../../net/address.ts';
import type { Conn } from '../../conn.ts';
import { proofOf } from './authentication.ts';

/** Whether one of two conns proves itself to the other with a pre-shared key: both need it then. */
export function useSharedKey(a: Conn, b: Conn): boolean {
  return proofOf(a) === 'secret' || proofOf(b) === 'secret';
}

/** `verify/psk-differs`: both ends have one key for each other. `unknown` where the secrets of an end were not gathered. */
export function checkSharedKey(
  a: Conn,
  b: Conn,
  keysOf: (conn: Conn) => SharedKeys | undefined,
): readonly Diagnostic[] | 'unknown' {
  const [mine, theirs] = [keysOf(a), keysOf(b)];
  if (mine === undefined || theirs === undefined) return 'unknown';
  const [x, y] = [keyOf(a, mine), keyOf(b, theirs)];
  if (x !== undefined && x === y) return [];
  const without = x === undefined ? a : y === undefined ? b : undefined;
  // One digest with the salt of the run and one without cannot be compared.
  if (without === undefined && x?.startsWith('salted') !== y?.startsWith('salted')) return 'unknown';
  const [bad, other] = without === b ? [b, a] : [a, b];
  const message =
    without === undefined
      ? `${a.host.name} and ${b.host.name} must have one pre-shared key for each other, and have two`
      : `${bad.host.name} has no pre-shared key for ${other.host.name}`;
  return [
    diagnostic('verify/psk-differs', bad.at, message, {
      hint: "render both hosts' secrets from one master",
      related: [{ at: other.at, message: `the other end, on ${other.host.name}` }],
    }),
  ];
}

function keyOf(conn: Conn, keys: SharedKeys): string | undefined {
  return keys.find(idOf(conn, 'local'), idOf(conn, 'remote'));
}

/** An ID that leaves it open is the address, where that is known. */
function idOf(conn: Conn, end: 'local' | 'remote'): string {
  const id = conn.writtenFor(end, 'id')?.value;
  const address = end === 'local' ? conn.localAddress : conn.remoteAddress;
  return id === undefined || (isUnsetId(id) && readAddress(address) !== undefined) ? address : id;
}
