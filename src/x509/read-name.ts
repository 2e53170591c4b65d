import { toHex } from '../bytes/hex.ts';
import { type DerNode, encodingOf, tags } from './der.ts';
import { isAt, readOid } from './der-values.ts';
import type { Name, NameAttribute, RelativeDistinguishedName } from './name.ts';
import { attributeNames } from './oid-names.ts';
import { decodeString, stringTypeOf } from './string-types.ts';

/**
 * A name with its order, grouping and string types kept, or `undefined` where the value is no name.
 *
 * @see RFC 5280 §4.1.2.4
 */
export function readName(node: DerNode | undefined): Name | undefined {
  if (node?.tag !== tags.sequence) return undefined;
  const rdns = node.children.map(readRdn);
  if (!rdns.every((rdn) => rdn !== undefined)) return undefined;
  const der = encodingOf(node);
  return { rdns, der, derHex: toHex(der) };
}

/** The issuer that was read last. Its bytes are its own: those of a certificate are open to whoever has that. */
let lastIssuer: { readonly der: Uint8Array; readonly name: Name } | undefined;

/** As {@link readName}, for names that many certificates have in common: one after the other gets the same value. */
export function readIssuer(node: DerNode | undefined): Name | undefined {
  if (node !== undefined && lastIssuer !== undefined && isAt(lastIssuer.der, node.bytes, node.start, node.end))
    return lastIssuer.name;
  const name = readName(node);
  if (name !== undefined) lastIssuer = { der: name.der.slice(), name };
  return name;
}

function readRdn(set: DerNode): RelativeDistinguishedName | undefined {
  if (set.tag !== tags.set || set.children.length === 0) return undefined;
  const attributes = set.children.map(readAttribute);
  return attributes.every((attribute) => attribute !== undefined) ? attributes : undefined;
}

function readAttribute(pair: DerNode): NameAttribute | undefined {
  const [type, value] = pair.children;
  const oid = readOid(type);
  if (pair.tag !== tags.sequence || pair.children.length !== 2 || oid === undefined || value === undefined) {
    return undefined;
  }
  return {
    oid,
    name: attributeNames.get(oid) ?? oid,
    type: stringTypeOf(value.tag),
    value: decodeString(value),
    der: encodingOf(value),
  };
}
