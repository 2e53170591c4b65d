/**
 * The attribute names that libreswan's reader of distinguished names knows, and what it cannot say in text.
 *
 * @see libreswan `lib/libswan/x509dn.c`; the same table in every release from 3.15 to 5.4
 */
import { toHex } from '../../bytes/hex.ts';
import type { NameAttribute } from '../../x509/name.ts';

/** One name of an attribute in an ID text. */
export interface DnKeyword {
  /** As libreswan spells it; it is read without regard to case. */
  readonly keyword: string;
  /** Dotted object identifier. */
  readonly oid: string;
  /** The string type that libreswan gives to a text under this keyword: `printable` falls back to `t61` by its characters. */
  readonly type: 'printable' | 'ia5';
}

/**
 * Every keyword that a text may use, the one that we write first among those of one identifier. Note `SN`, which is the
 * serial number and not the surname, and that `street`, `givenName`, `commonName` and `OID.…` are known to no release.
 */
export const dnKeywords: readonly DnKeyword[] = [
  { keyword: 'CN', oid: '2.5.4.3', type: 'printable' },
  { keyword: 'O', oid: '2.5.4.10', type: 'printable' },
  { keyword: 'OU', oid: '2.5.4.11', type: 'printable' },
  { keyword: 'C', oid: '2.5.4.6', type: 'printable' },
  { keyword: 'L', oid: '2.5.4.7', type: 'printable' },
  { keyword: 'ST', oid: '2.5.4.8', type: 'printable' },
  { keyword: 'DC', oid: '0.9.2342.19200300.100.1.25', type: 'printable' },
  { keyword: 'UID', oid: '0.9.2342.19200300.100.1.1', type: 'printable' },
  { keyword: 'E', oid: '1.2.840.113549.1.9.1', type: 'ia5' },
  { keyword: 'Email', oid: '1.2.840.113549.1.9.1', type: 'ia5' },
  { keyword: 'emailAddress', oid: '1.2.840.113549.1.9.1', type: 'ia5' },
  { keyword: 'serialNumber', oid: '2.5.4.5', type: 'printable' },
  { keyword: 'SN', oid: '2.5.4.5', type: 'printable' },
  { keyword: 'T', oid: '2.5.4.12', type: 'printable' },
  { keyword: 'G', oid: '2.5.4.42', type: 'printable' },
  { keyword: 'S', oid: '2.5.4.4', type: 'printable' },
  { keyword: 'I', oid: '2.5.4.43', type: 'printable' },
  { keyword: 'D', oid: '2.5.4.13', type: 'printable' },
  { keyword: 'N', oid: '2.5.4.41', type: 'printable' },
  { keyword: 'ID', oid: '2.5.4.45', type: 'printable' },
  { keyword: 'unstructuredName', oid: '1.2.840.113549.1.9.2', type: 'ia5' },
  { keyword: 'UN', oid: '1.2.840.113549.1.9.2', type: 'ia5' },
  { keyword: 'ND', oid: '0.2.262.1.10.7.20', type: 'printable' },
  { keyword: 'TCGID', oid: '1.3.6.1.4.1.1201.1.1.2.2.75', type: 'printable' },
];

/** Keywords that are read but never written: older tools show the identifier in their place. */
const readOnly: ReadonlySet<string> = new Set(['ND', 'TCGID']);

const byOid: ReadonlyMap<string, string> = new Map(
  dnKeywords
    .filter(({ keyword }) => !readOnly.has(keyword))
    .toReversed()
    .map(({ keyword, oid }) => [oid, keyword]),
);

/** The keyword that we write for an attribute, or `undefined` where libreswan has none. */
export function dnKeyword(oid: string): string | undefined {
  return byOid.get(oid);
}

/** `KEY=#BER`, the exact value of an attribute in text (3.30 and newer), or `undefined` where its identifier cannot be written. */
export function berAttribute(attribute: NameAttribute): string | undefined {
  const key = dnKeyword(attribute.oid) ?? (isWritableOid(attribute.oid) ? attribute.oid : undefined);
  return key === undefined ? undefined : `${key}=#${toHex(attribute.der)}`;
}

/**
 * Whether libreswan's reader gives a dotted identifier the right encoding. It does not where the base-128 form of an arc
 * has a zero group inside, as 16384 = 1·128² + 0·128 + 0 has; and we ask for arcs that fit 31 bits and, after 0 and 1, for
 * second arcs below 40.
 */
export function isWritableOid(oid: string): boolean {
  const arcs = oid.split('.').map(Number);
  const [first = 3, second = 40] = arcs;
  if (first > 2 || second >= 40 || arcs.some((arc) => !Number.isSafeInteger(arc) || arc >= 2 ** 31)) return false;
  return arcs.slice(2).every((arc) => !hasInnerZeroGroup(arc));
}

function hasInnerZeroGroup(arc: number): boolean {
  const groups: number[] = [];
  for (let rest = arc; rest > 0; rest = Math.floor(rest / 128)) groups.unshift(rest % 128);
  return groups.slice(1, -1).includes(0);
}
