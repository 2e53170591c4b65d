/** Certificates and revocation lists as pkijs writes them, in exactly the form that every release and NSS takes. */
import { sha1 } from '@noble/hashes/legacy.js';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { readDer } from '../x509/der.ts';
import { readBitBytes } from '../x509/der-values.ts';
import type { Signer, SigningSubtle } from './keys.ts';

/** One extension: its value in DER. */
export interface WrittenExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** What a certificate says, names and key in DER. */
export interface WrittenCertificate {
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly WrittenExtension[];
}

/** What a revocation list says. */
export interface WrittenCrl {
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly { readonly serial: Uint8Array; readonly at: Date; readonly reason?: number }[];
  readonly extensions: readonly WrittenExtension[];
}

export async function writeCertificate<Key>(
  { serial, issuer, subject, spki, notBefore, notAfter, extensions }: WrittenCertificate,
  signer: Signer,
  subtle: SigningSubtle<Key>,
): Promise<Uint8Array> {
  const certificate = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: serial }),
    issuer: pkijs.RelativeDistinguishedNames.fromBER(issuer),
    subject: pkijs.RelativeDistinguishedNames.fromBER(subject),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    subjectPublicKeyInfo: pkijs.PublicKeyInfo.fromBER(spki),
    extensions: extensions.map(extensionOf),
  });
  await certificate.sign(signer.key as never, signer.hash, engineOf(subtle));
  return new Uint8Array(certificate.toSchema(true).toBER());
}

export async function writeCrl<Key>(
  { issuer, thisUpdate, nextUpdate, revoked, extensions }: WrittenCrl,
  signer: Signer,
  subtle: SigningSubtle<Key>,
): Promise<Uint8Array> {
  const list = new pkijs.CertificateRevocationList({
    version: 1,
    issuer: pkijs.RelativeDistinguishedNames.fromBER(issuer),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: timeOf(nextUpdate),
    crlExtensions: new pkijs.Extensions({ extensions: extensions.map(extensionOf) }),
  });
  if (revoked.length > 0) {
    list.revokedCertificates = revoked.map(
      ({ serial, at, reason }) =>
        new pkijs.RevokedCertificate({
          userCertificate: new asn1js.Integer({ valueHex: serial }),
          revocationDate: timeOf(at),
          ...(reason !== undefined && {
            crlEntryExtensions: new pkijs.Extensions({
              extensions: [extensionOf({ oid: '2.5.29.21', critical: false, value: Uint8Array.of(0x0a, 1, reason) })],
            }),
          }),
        }),
    );
  }
  await list.sign(signer.key as never, signer.hash, engineOf(subtle));
  return new Uint8Array(list.toSchema(true).toBER());
}

/**
 * pkijs's engine over the caller's WebCrypto, for one call: nothing of it stays. RSA signatures name their NULL
 * parameters, which pkijs leaves out and RFC 4055 §5 asks for.
 */
function engineOf<Key>(subtle: SigningSubtle<Key>): pkijs.CryptoEngine {
  const engine = new pkijs.CryptoEngine({ name: 'caller', crypto: { subtle } as never });
  const parametersOf = engine.getSignatureParameters.bind(engine);
  engine.getSignatureParameters = async (key, hash) => {
    const found = await parametersOf(key, hash);
    if (key.algorithm.name === 'RSASSA-PKCS1-v1_5') found.signatureAlgorithm.algorithmParams = new asn1js.Null();
    return found;
  };
  return engine;
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on. @see RFC 5280 §4.1.2.5 */
function timeOf(value: Date): pkijs.Time {
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

function extensionOf({ oid, critical, value }: WrittenExtension): pkijs.Extension {
  return new pkijs.Extension({ extnID: oid, critical, extnValue: new Uint8Array(value).buffer });
}

/** The key identifier of a public key. @see RFC 5280 §4.2.1.2 (1) */
export function keyIdOf(spki: Uint8Array): Uint8Array {
  const read = readDer(spki);
  const bits = read.kind === 'value' ? readBitBytes(read.node.children[1]) : undefined;
  return sha1(bits ?? spki);
}
