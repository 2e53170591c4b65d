/**
 * The names that an authority may certify, and whether a certificate keeps to them. NSS holds every certificate below the
 * authority to them, names of kinds that are not restricted excepted.
 *
 * @see RFC 5280 §4.2.1.10 and §6.1.4 (g)
 */
import { sameBytes } from '../bytes/same-bytes.ts';
import type { Certificate } from './certificate.ts';
import { contentsOf, type DerNode, encodingOf, readDer, tags } from './der.ts';
import { asciiText } from './string-types.ts';

/** A base that names are compared with, by kind. */
type Base =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly address: Uint8Array; readonly mask: Uint8Array }
  | { readonly kind: 'directory'; readonly rdns: readonly Uint8Array[] };

/** A name of a certificate, in the form in which bases are. */
type Name =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly address: Uint8Array }
  | { readonly kind: 'directory'; readonly rdns: readonly Uint8Array[] };

/** What the extension says. */
export interface NameConstraints {
  readonly permitted: readonly Base[];
  readonly excluded: readonly Base[];
}

/** The constraints of an authority; `undefined` where it has none, `unreadable` where they cannot be understood whole. */
export function nameConstraintsOf({ extensions }: Certificate): NameConstraints | 'unreadable' | undefined {
  const value = extensions.find(({ oid }) => oid === '2.5.29.30')?.value;
  if (value === undefined) return undefined;
  const read = readDer(value);
  if (read.kind === 'fault' || read.node.tag !== tags.sequence) return 'unreadable';
  const lists: { permitted: readonly Base[]; excluded: readonly Base[] } = { permitted: [], excluded: [] };
  for (const list of read.node.children) {
    const bases = list.children.map(baseOf).filter((base) => base !== undefined);
    if (bases.length !== list.children.length || bases.length === 0) return 'unreadable';
    if (list.tag === 0xa0) lists.permitted = bases;
    else if (list.tag === 0xa1) lists.excluded = bases;
    else return 'unreadable';
  }
  return lists;
}

/** GeneralSubtree: a base; minimum 0 and no maximum, which DER leaves out. */
function baseOf({ tag, children }: DerNode): Base | undefined {
  const [base] = children;
  if (tag !== tags.sequence || children.length !== 1 || base === undefined) return undefined;
  switch (base.tag) {
    case 0x81:
      return textBase('email', base);
    case 0x82:
      return textBase('dns', base);
    case 0x86:
      return textBase('uri', base);
    case 0x87: {
      const bytes = contentsOf(base);
      const half = bytes.length / 2;
      if (half !== 4 && half !== 16) return undefined;
      return { kind: 'ip', address: bytes.subarray(0, half), mask: bytes.subarray(half) };
    }
    case 0xa4:
      return base.children.length === 1 ? { kind: 'directory', rdns: rdnsOf(base.children[0]) } : undefined;
    default:
      return undefined;
  }
}

function textBase(kind: 'dns' | 'email' | 'uri', node: DerNode): Base | undefined {
  const text = asciiText(node);
  return text === undefined ? undefined : { kind, text: text.toLowerCase() };
}

function rdnsOf(name: DerNode | undefined): readonly Uint8Array[] {
  return (name?.children ?? []).map(encodingOf);
}

/** The first name of the certificate that the constraints do not allow, for a sentence; `undefined` where all are. */
export function forbiddenName(certificate: Certificate, { permitted, excluded }: NameConstraints): string | undefined {
  for (const { name, shown } of namesOf(certificate)) {
    if (excluded.some((base) => base.kind === name.kind && lies(name, base))) return shown;
    const own = permitted.filter(({ kind }) => kind === name.kind);
    if (own.length > 0 && !own.some((base) => lies(name, base))) return shown;
  }
  return undefined;
}

/** The subject, where it is not empty, and the alternative names of the kinds that can be restricted. */
function namesOf({ subject, extensions }: Certificate): readonly { readonly name: Name; readonly shown: string }[] {
  const names: { name: Name; shown: string }[] = [];
  const read = readDer(subject.der);
  const rdns = read.kind === 'value' ? rdnsOf(read.node) : [];
  if (rdns.length > 0) names.push({ name: { kind: 'directory', rdns }, shown: 'its subject' });
  const value = extensions.find(({ oid }) => oid === '2.5.29.17')?.value;
  const list = value && readDer(value);
  for (const node of list?.kind === 'value' ? list.node.children : []) {
    const name = nameOf(node);
    if (name !== undefined) names.push({ name, shown: `an alternative name of kind ${name.kind}` });
  }
  return names;
}

function nameOf(node: DerNode): Name | undefined {
  switch (node.tag) {
    case 0x81:
    case 0x82:
    case 0x86: {
      const kind = node.tag === 0x81 ? 'email' : node.tag === 0x82 ? 'dns' : 'uri';
      return { kind, text: (asciiText(node) ?? '').toLowerCase() };
    }
    case 0x87:
      return { kind: 'ip', address: contentsOf(node) };
    case 0xa4:
      return { kind: 'directory', rdns: rdnsOf(node.children[0]) };
    default:
      return undefined;
  }
}

/** Whether a name lies within a base of its kind. */
function lies(name: Name, base: Base): boolean {
  if (name.kind === 'ip' && base.kind === 'ip') {
    const { address, mask } = base;
    return (
      name.address.length === address.length &&
      name.address.every((octet, i) => (octet & (mask[i] as number)) === ((address[i] as number) & (mask[i] as number)))
    );
  }
  if (name.kind === 'directory' && base.kind === 'directory') {
    return base.rdns.every((rdn, i) => i < name.rdns.length && sameBytes(rdn, name.rdns[i] as Uint8Array));
  }
  if (name.kind === 'dns' && base.kind === 'dns') return isBelow(name.text, base.text);
  if (name.kind === 'email' && base.kind === 'email') {
    const host = name.text.slice(name.text.lastIndexOf('@') + 1);
    if (base.text.includes('@')) return name.text === base.text;
    return base.text.startsWith('.') ? host.endsWith(base.text) : host === base.text;
  }
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]*)/.exec(name.text)?.[1] ?? '';
    return base.text.startsWith('.') ? host.endsWith(base.text) : host === base.text;
  }
  return false;
}

/** A host name is below another where that ends it at a dot; an empty one has all below it. A leading dot leaves out the name itself. */
function isBelow(name: string, base: string): boolean {
  if (base === '') return true;
  return base.startsWith('.') ? name.endsWith(base) : name === base || name.endsWith(`.${base}`);
}
