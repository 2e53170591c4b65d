/** The extensions of the certificates that `authority` issues. @see RFC 5280 §4.2, RFC 4945 §5.1.3 */
import { type Address, addressBytes } from '../net/address.ts';
import { derInteger, derOctets, derOf, derOid, derSequence } from '../x509/write-der.ts';
import type { WrittenExtension } from './certificate-writer.ts';

const yes = Uint8Array.of(0x01, 1, 0xff);
const flags = (octet: number, unused: number): Uint8Array => derOf(0x03, Uint8Array.of(unused, octet));

export const subjectKeyId = (id: Uint8Array): WrittenExtension => ({
  oid: '2.5.29.14',
  critical: false,
  value: derOctets(id),
});
export const authorityKeyId = (id: Uint8Array): WrittenExtension => ({
  oid: '2.5.29.35',
  critical: false,
  value: derSequence(derOf(0x80, id)),
});

/** An authority that signs hosts, and no other authority. */
export const ofAuthority: readonly WrittenExtension[] = [
  { oid: '2.5.29.19', critical: true, value: derSequence(yes, derInteger(0)) },
  { oid: '2.5.29.15', critical: true, value: flags(0x06, 1) }, // keyCertSign, cRLSign
];

/** A host: releases before 5.3 verify it as a TLS server and client too, for which NSS wants an RSA key to encipher keys. */
export function ofHost(isRsa: boolean): readonly WrittenExtension[] {
  return [
    { oid: '2.5.29.19', critical: true, value: derSequence() },
    { oid: '2.5.29.15', critical: true, value: isRsa ? flags(0xa0, 5) : flags(0x80, 7) }, // digitalSignature, keyEncipherment
    {
      oid: '2.5.29.37',
      critical: false,
      value: derSequence(derOid('1.3.6.1.5.5.7.3.1'), derOid('1.3.6.1.5.5.7.3.2')), // serverAuth, clientAuth
    },
  ];
}

/** Alternative names; `undefined` where there are none. */
export function altNames(names: readonly string[], addresses: readonly Address[]): WrittenExtension | undefined {
  if (names.length + addresses.length === 0) return undefined;
  const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const entries = [
    ...names.map((dns) => derOf(0x82, ascii(dns))),
    ...addresses.map((address) => derOf(0x87, addressBytes(address))),
  ];
  return { oid: '2.5.29.17', critical: false, value: derSequence(...entries) };
}

/** The number of a revocation list. @see RFC 5280 §5.2.3 */
export const crlNumber = (number: number): WrittenExtension => ({
  oid: '2.5.29.20',
  critical: false,
  value: derInteger(number),
});
