import type { Certificate } from './certificate.ts';
import type { Report } from './certificate-use.ts';
import { readDer } from './der.ts';
import { readFlags } from './der-values.ts';

/**
 * Purposes with which NSS takes a certificate for its IPsec profile (measured one by one with `vfychain -pp -u 12`;
 * serverAuth alone and clientAuth alone also with plutos 4.3, 4.10 and 5.2). RFC 4945 §5.1.3.12 asks for less.
 */
const usablePurposes: readonly string[] = [
  'ipsecIKE',
  'anyExtendedKeyUsage',
  'serverAuth',
  'clientAuth',
  'emailProtection',
  'ipsecEndSystem',
  'ipsecTunnel',
  'ipsecUser',
  'iKEIntermediate',
];

/** What a certificate must be for to authenticate a host. */
export function checkHostUse(certificate: Certificate, report: Report): void {
  const { isCa, keyUsage } = certificate;
  if (isCa) {
    report('x509/ca-on-host', 'a host certificate must not be one of an authority', {
      hint: 'a host that holds it could issue certificates for every other host',
    });
  }
  const purposes = purposesOf(certificate);
  if (purposes.length > 0 && !purposes.some((purpose) => usablePurposes.includes(purpose))) {
    report(
      'x509/unusable-purpose',
      `the extended key usage must allow IKE, not only ${purposes.slice(0, 8).join(', ')}`,
      {
        hint: 'issue it with serverAuth and clientAuth, or ipsecIKE, or without the extension',
      },
    );
  }
  if (keyUsage.length > 0 && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation')) {
    report('x509/unusable-key-usage', `the key usage must allow signatures, not only ${keyUsage.join(', ')}`, {
      hint: 'issue it with digitalSignature, or without the extension',
    });
  }
}

const netscapeTypes = ['clientAuth', 'serverAuth', 'emailProtection', 'codeSigning'] as const;

/** Extended key usage, and what NSS takes together with it: Netscape's older certificate type. Empty where there is neither. */
function purposesOf({ extendedKeyUsage, extensions }: Certificate): readonly string[] {
  const type = extensions.find(({ oid }) => oid === '2.16.840.1.113730.1.1');
  const read = type && readDer(type.value);
  const flags = read?.kind === 'value' ? readFlags(read.node) : undefined;
  return [...extendedKeyUsage, ...(flags ?? []).map((flag) => netscapeTypes[flag] ?? `netscapeCertType ${flag}`)];
}
