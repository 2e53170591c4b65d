/** The extensions of a revocation list. @see RFC 5280 §5.2 */
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import type { Extension } from '../certificate.ts';
import { contentsOf, type DerNode, readDer, tags } from '../der.ts';
import { integerHex, readInteger } from '../der-values.ts';
import { readExtension } from '../extensions.ts';
import type { CrlScope, RevocationList } from './revocation-list.ts';

const oids = { number: '2.5.29.20', delta: '2.5.29.27', point: '2.5.29.28', keyId: '2.5.29.35' } as const;

/** What the extensions of a list say. */
export type ListSayings = Pick<RevocationList, 'numberHex' | 'baseNumberHex' | 'authorityKeyId' | 'scope'>;

/** A list of extensions, each of which is there once; none where there is no list, `undefined` where it is malformed. */
export function readCrlExtensions(list: DerNode | undefined): readonly Extension[] | undefined {
  if (list === undefined) return [];
  const read = list.children.map(readExtension).filter((one) => one !== undefined);
  const once = new Set(read.map(({ oid }) => oid)).size === read.length;
  return list.tag === tags.sequence && once && read.length === list.children.length && read.length > 0
    ? read
    : undefined;
}

/** What they say; adds `pki/crl-unusable` for each critical one that is not understood. */
export function readListSayings(
  extensions: readonly Extension[],
  at: Place,
  findings: Diagnostic[],
): ListSayings | undefined {
  let said: ListSayings = { scope: { hosts: true, authorities: true, someReasons: false, indirect: false } };
  for (const { oid, critical, value } of extensions) {
    const read = readDer(value);
    if (read.kind === 'fault') return undefined;
    if (oid === oids.number || oid === oids.delta) {
      const number = readInteger(read.node);
      if (number === undefined) return undefined;
      said = { ...said, [oid === oids.number ? 'numberHex' : 'baseNumberHex']: integerHex(number) };
    } else if (oid === oids.keyId) {
      const [id] = read.node.children;
      if (id?.tag === 0x80) said = { ...said, authorityKeyId: contentsOf(id) };
    } else if (oid === oids.point) {
      const scope = scopeIn(read.node);
      if (scope === undefined) return undefined;
      said = { ...said, scope };
    } else if (critical) {
      findings.push(unusableList(oid, at));
    }
  }
  return said;
}

/** `pki/crl-unusable`: nobody may use a list with a critical extension that is not understood. */
export function unusableList(oid: string, at: Place): Diagnostic {
  const message = `the revocation list has a critical extension that is not understood: ${oid}`;
  return diagnostic('pki/crl-unusable', at, message, { hint: 'NSS does not use such a list either' });
}

/** The scope of an issuing distribution point. @see RFC 5280 §5.2.5 */
function scopeIn({ tag, children }: DerNode): CrlScope | undefined {
  const parts = new Map(children.map((part) => [part.tag, part]));
  if (tag !== tags.sequence || parts.size !== children.length) return undefined;
  const flags = [0x81, 0x82, 0x84, 0x85].map((of) => flagIn(parts.get(of)));
  const [users, authorities, indirect, attributes] = flags;
  if (flags.includes(undefined) || (users && authorities)) return undefined;
  return {
    hosts: !authorities && !attributes,
    authorities: !users && !attributes,
    someReasons: parts.has(0x83),
    indirect: indirect === true,
  };
}

/** A BOOLEAN under an implicit tag; false where it is left out, `undefined` where it is none. */
function flagIn(node: DerNode | undefined): boolean | undefined {
  if (node === undefined) return false;
  const [value, ...rest] = contentsOf(node);
  return rest.length === 0 && (value === 0xff || value === 0) ? value === 0xff : undefined;
}
