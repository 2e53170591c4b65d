/** PKCS#7 bundles (`.p7b`): a signed message without message and signature, which only carries certificates. @see RFC 2315 §9, RFC 5652 §5 */
import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type Ber, bytesOf, decoded, hasContextTag, oidIn, partsOf } from './ber.ts';

const signedData = '1.2.840.113549.1.7.2';
const pkcs7 = /^1\.2\.840\.113549\.1\.7\.\d$/;

/** What a bundle carries, each in its own encoding. */
export interface Bundle {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

export function looksLikePkcs7(node: Ber): boolean {
  return pkcs7.test(oidIn(partsOf(node)[0]) ?? '');
}

/** The certificates and revocation lists of a bundle; `undefined` where it is another kind of PKCS#7, or malformed. */
export function readPkcs7(node: Ber): Bundle | undefined {
  const info = decoded(() => new pkijs.ContentInfo({ schema: node as asn1js.Sequence }));
  if (info?.contentType !== signedData) return undefined;
  const parts = partsOf(info.content as Ber);
  if (parts.length < 4) return undefined;
  const list = (number: number): readonly Uint8Array[] =>
    partsOf(parts.find((part) => hasContextTag(part, number))).map(bytesOf);
  return { certificates: list(0), crls: list(1) };
}
