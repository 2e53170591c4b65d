/**
 * The outer shells of what people have: PKCS#12 and PKCS#7 may be BER (NSS writes indefinite lengths and strings in
 * pieces). asn1js reads them within limits; what lies inside, certificates and keys, goes through the strict reader of
 * `x509` before it is believed.
 */
import * as asn1js from 'asn1js';

/** A value as asn1js reads it. */
export type Ber = asn1js.AsnType;

/** The greatest size of a container, in bytes: room for a host's chain, and for a bundle of a hundred authorities. */
export const maxContainerBytes: number = 1024 * 1024;
const maxDepth = 64;
const maxNodes = 12_000;

/** Exactly one BER value that fills the bytes; `undefined` where they are none, or beyond the limits. */
export function readBer(bytes: Uint8Array): Ber | undefined {
  if (bytes.length === 0 || bytes.length > maxContainerBytes) return undefined;
  try {
    const { offset, result } = asn1js.fromBER(bytes, { maxDepth, maxNodes, maxContentLength: maxContainerBytes });
    return offset === bytes.length && result.error === '' ? result : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of a constructed value. */
export function partsOf(node: Ber | undefined): readonly Ber[] {
  return node instanceof asn1js.Constructed || node instanceof asn1js.Sequence || node instanceof asn1js.Set
    ? node.valueBlock.value
    : [];
}

/** Whether a value has this context tag. */
export function hasContextTag(node: Ber | undefined, number: number): boolean {
  return node?.idBlock.tagClass === 3 && node.idBlock.tagNumber === number;
}

export function oidIn(node: Ber | undefined): string | undefined {
  return node instanceof asn1js.ObjectIdentifier ? node.getValue() : undefined;
}

/** The bytes of an octet string, its pieces joined. */
export function octetsIn(node: Ber | undefined): Uint8Array | undefined {
  return node instanceof asn1js.OctetString ? new Uint8Array(node.getValue()) : undefined;
}

/** A number from 0 to 2^31 − 1; everything larger is beyond every limit that is asked for. */
export function countIn(node: Ber | undefined): number | undefined {
  if (!(node instanceof asn1js.Integer)) return undefined;
  const bytes = node.valueBlock.valueHexView;
  if (bytes.length === 0 || bytes.length > 4 || (bytes[0] as number) >= 0x80) return undefined;
  return bytes.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** The text of a BMPString, as friendly names are. */
export function bmpTextIn(node: Ber | undefined): string | undefined {
  return node instanceof asn1js.BmpString ? node.getValue() : undefined;
}

/** The complete encoding as it stood in the input. */
export function bytesOf(node: Ber): Uint8Array {
  return new Uint8Array(node.valueBeforeDecodeView);
}

/** What `make` gives of a value, or `undefined` where a class of pkijs refuses it: they throw. */
export function decoded<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
