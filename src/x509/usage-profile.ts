/** What NSS asks of a certificate's extensions before it lets the certificate authenticate somebody. */
import type { Certificate } from './certificate.ts';
import { readDer } from './der.ts';
import { readFlags } from './der-values.ts';

/** One of the ways in which NSS verifies a certificate: what the two extensions for key usage must allow, where they are there. */
export interface NssUsage {
  /** As libreswan's log names it. */
  readonly name: 'IPsec' | 'TLS Client' | 'TLS Server';
  /**
   * `signature` digitalSignature or nonRepudiation, `digitalSignature` that alone, `key-exchange` what the key exchanges
   * keys by: keyEncipherment for RSA, keyAgreement or digitalSignature for EC, digitalSignature for RSA-PSS.
   */
  readonly keyUsage: 'signature' | 'digitalSignature' | 'key-exchange';
  /** Extended key usages, of which one suffices. */
  readonly purposes: readonly string[];
}

/** The usages that a release tries, one after the other, until NSS takes the certificate for one of them. */
export interface UsageProfile {
  /** For whom, as in `libreswan 5.3`. */
  readonly name: string;
  readonly usages: readonly NssUsage[];
}

/** Whether the key usage of a certificate allows a usage; it does where there is none. */
export function allowsKey({ keyUsage, publicKey: { algorithm } }: Certificate, usage: NssUsage): boolean {
  const enough: Readonly<Record<NssUsage['keyUsage'], readonly string[]>> = {
    signature: ['digitalSignature', 'nonRepudiation'],
    digitalSignature: ['digitalSignature'],
    'key-exchange':
      algorithm === 'rsa'
        ? ['keyEncipherment']
        : algorithm === 'ec'
          ? ['keyAgreement', 'digitalSignature']
          : ['digitalSignature'],
  };
  return keyUsage.length === 0 || keyUsage.some((name) => enough[usage.keyUsage].includes(name));
}

/** Whether the extended key usage of a certificate allows a usage; it does where there is none. */
export function allowsPurpose(certificate: Certificate, { purposes }: NssUsage): boolean {
  const own = purposesOf(certificate);
  return own.length === 0 || own.some((purpose) => purposes.includes(purpose));
}

const netscapeTypes = ['clientAuth', 'serverAuth', 'emailProtection', 'codeSigning'] as const;

/** Extended key usage, and what NSS takes together with it: Netscape's older certificate type. Empty where there is neither. */
export function purposesOf({ extendedKeyUsage, extensions }: Certificate): readonly string[] {
  const type = extensions.find(({ oid }) => oid === '2.16.840.1.113730.1.1');
  const read = type && readDer(type.value);
  const flags = read?.kind === 'value' ? readFlags(read.node) : undefined;
  return [...extendedKeyUsage, ...(flags ?? []).map((flag) => netscapeTypes[flag] ?? `netscapeCertType ${flag}`)];
}
