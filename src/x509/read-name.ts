import { toHex } from '../bytes/hex.ts';
import { type DerNode, encodingOf, tags } from './der.ts';
import { readOid } from './der-values.ts';
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
  const rdns: RelativeDistinguishedName[] = [];
  for (const set of node.children) {
    if (set.tag !== tags.set || set.children.length === 0) return undefined;
    const attributes: NameAttribute[] = [];
    for (const pair of set.children) {
      const attribute = readAttribute(pair);
      if (attribute === undefined) return undefined;
      attributes.push(attribute);
    }
    rdns.push(attributes);
  }
  const der = encodingOf(node);
  return { rdns, der, derHex: toHex(der) };
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
