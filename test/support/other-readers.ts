/** What other libraries read of a certificate, brought into one shape. */
import type { X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import forge from 'node-forge';
import * as pkijs from 'pkijs';
import type { Certificate } from '../../src/x509/certificate.ts';
import type { Name } from '../../src/x509/name.ts';

const hex = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('hex');

/** What is compared with pkijs and asn1js. */
export interface Fields {
  readonly version: number;
  readonly serial: string;
  readonly subject: readonly (readonly string[])[];
  readonly issuer: readonly (readonly string[])[];
  readonly subjectDer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: string;
  readonly keyOid: string;
  readonly extensions: readonly string[];
  readonly signature: number;
}

export function ourFields(certificate: Certificate): Fields {
  return {
    version: certificate.version,
    serial: certificate.serialHex,
    subject: ourName(certificate.subject),
    issuer: ourName(certificate.issuer),
    subjectDer: certificate.subject.derHex,
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
    spki: hex(certificate.publicKey.spki),
    keyOid: certificate.publicKey.oid,
    extensions: certificate.extensions.map(({ oid, critical, value }) => `${oid} ${critical} ${hex(value)}`),
    signature: certificate.der.length,
  };
}

/** Type, tag and text of each value; the text only where asn1js decodes the type as we do. */
function ourName({ rdns }: Name): readonly (readonly string[])[] {
  return rdns.map((rdn) => rdn.map(({ oid, der, value }) => `${oid} ${hex(der)} ${value ?? ''}`));
}

export function pkijsFields(der: Uint8Array): Fields {
  const tree = asn1js.fromBER(der);
  const certificate = new pkijs.Certificate({ schema: tree.result });
  const serial = certificate.serialNumber.valueBlock.valueHexView;
  return {
    version: certificate.version + 1,
    serial: signedHex(serial),
    subject: pkijsName(certificate.subject),
    issuer: pkijsName(certificate.issuer),
    subjectDer: hex(certificate.subject.valueBeforeDecode),
    notBefore: certificate.notBefore.value.getTime(),
    notAfter: certificate.notAfter.value.getTime(),
    spki: hex(certificate.subjectPublicKeyInfo.toSchema().toBER()),
    keyOid: certificate.subjectPublicKeyInfo.algorithm.algorithmId,
    extensions: (certificate.extensions ?? []).map(
      ({ extnID, critical, extnValue }) => `${extnID} ${critical} ${hex(extnValue.valueBlock.valueHexView)}`,
    ),
    signature: der.length,
  };
}

function signedHex(contents: Uint8Array): string {
  const value = BigInt.asIntN(8 * contents.length, BigInt(`0x${hex(contents)}`));
  const digits = (value < 0n ? -value : value).toString(16);
  return `${value < 0n ? '-' : ''}${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}

/** pkijs flattens multi-valued RDNs; asn1js keeps them. */
function pkijsName(name: pkijs.RelativeDistinguishedNames): readonly (readonly string[])[] {
  const tree = asn1js.fromBER(name.valueBeforeDecode).result as asn1js.Sequence;
  return (tree.valueBlock.value as asn1js.Set[]).map((rdn) =>
    (rdn.valueBlock.value as asn1js.Sequence[]).map((pair) => {
      const [type, value] = pair.valueBlock.value as [asn1js.ObjectIdentifier, asn1js.BaseBlock];
      return `${type.valueBlock.toString()} ${hex(value.valueBeforeDecodeView)} ${textOf(value)}`;
    }),
  );
}

function textOf(value: asn1js.BaseBlock): string {
  const text = (value.valueBlock as unknown as { value?: unknown }).value;
  return value.idBlock.tagClass === 1 && typeof text === 'string' ? text : '';
}

export function nodeFields(certificate: X509Certificate): unknown {
  let key: { type: string | undefined; bits: number | undefined; spki: string | undefined };
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    key = {
      type: asymmetricKeyType,
      bits: asymmetricKeyDetails?.modulusLength,
      spki: hex(certificate.publicKey.export({ format: 'der', type: 'spki' })),
    };
  } catch {
    key = { type: undefined, bits: undefined, spki: undefined };
  }
  return {
    serial: certificate.serialNumber.toLowerCase().replace(/^(-?)0$/, '$100'),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom).getTime(),
    notAfter: new Date(certificate.validTo).getTime(),
    key: key.type,
    bits: key.bits,
    spki: key.spki,
  };
}

/** What node-forge reads, which knows RSA alone. */
export function forgeFields(der: Uint8Array): unknown {
  try {
    const certificate = forge.pki.certificateFromAsn1(forge.asn1.fromDer(Buffer.from(der).toString('binary')));
    return {
      serial: certificate.serialNumber.replace(/^00(?=.)/, ''),
      notBefore: certificate.validity.notBefore,
      notAfter: certificate.validity.notAfter,
      bits: certificate.publicKey.n.bitLength(),
    };
  } catch {
    return undefined;
  }
}
