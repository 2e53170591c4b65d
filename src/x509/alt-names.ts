import { toHex } from '../bytes/hex.ts';
import { addressFromBytes } from '../net/address.ts';
import type { SubjectAltName } from './certificate.ts';
import { contentsOf, type DerNode, encodingOf } from './der.ts';
import { oidText } from './der-values.ts';
import { readName } from './read-name.ts';
import { asciiText } from './string-types.ts';

/** One entry as read, or what is required of it. */
export type AltNameEntry =
  | { readonly kind: 'entry'; readonly entry: SubjectAltName }
  | { readonly kind: 'fault'; readonly problem: string };

/** One GeneralName, told by its context tag. @see RFC 5280 §4.2.1.6 */
export function readAltName(node: DerNode): AltNameEntry {
  switch (node.tag) {
    case 0x81:
      return text('email', node);
    case 0x82:
      return text('dns', node);
    case 0x86:
      return text('uri', node);
    case 0x87:
      return address(node);
    case 0x88: {
      const oid = oidText(node);
      return oid === undefined
        ? fault('a registered identifier must be an object identifier')
        : entry('registered-id', oid);
    }
    case 0xa4: {
      const [name] = node.children;
      if (node.children.length !== 1 || name === undefined || readName(name) === undefined) {
        return fault('a directory name must hold one name');
      }
      return entry('directory', toHex(encodingOf(name)));
    }
    case 0xa0: // otherName
    case 0xa3: // x400Address
    case 0xa5: // ediPartyName
      return entry('other', toHex(encodingOf(node)));
    default:
      return fault(`an entry must be of one of the nine kinds, not of tag 0x${node.tag.toString(16)}`);
  }
}

function text(type: 'email' | 'dns' | 'uri', node: DerNode): AltNameEntry {
  const value = asciiText(node);
  return value === undefined ? fault(`an entry of type ${type} must be ASCII`) : entry(type, value);
}

function address(node: DerNode): AltNameEntry {
  const bytes = contentsOf(node);
  const value = addressFromBytes(bytes) ?? mappedAddress(bytes);
  return value === undefined ? fault(`an address must be 4 or 16 bytes, not ${bytes.length}`) : entry('ip', value);
}

// `net` refuses these as a second name of an IPv4 address; a certificate may still hold one, and must not hide it.
function mappedAddress(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  const low = addressFromBytes(bytes.subarray(12));
  return low === undefined ? undefined : `::ffff:${low}`;
}

function entry(type: SubjectAltName['type'], value: string): AltNameEntry {
  return { kind: 'entry', entry: { type, value } };
}

function fault(problem: string): AltNameEntry {
  return { kind: 'fault', problem };
}
