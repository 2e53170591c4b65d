/**
 * For what the releases have NSS verify a peer's certificate.
 *
 * @see libreswan `programs/pluto/nss_cert_verify.c` (verify_end_cert) at v4.3, v4.10, v5.2 and v5.3; NSS
 * `CERT_KeyUsageAndTypeForCertUsage`. The values of the two extensions were tried one by one on plutos 4.3, 4.10 and 5.2.
 */
import type { NssUsage, UsageProfile } from '../x509/usage-profile.ts';
import { atLeast, type Release } from './release.ts';

/** What every release tries first. RFC 4945 §5.1.3.12 asks for less. */
const ipsec: NssUsage = {
  name: 'IPsec',
  keyUsage: 'signature',
  purposes: [
    'ipsecIKE',
    'anyExtendedKeyUsage',
    'serverAuth',
    'clientAuth',
    'emailProtection',
    'ipsecEndSystem',
    'ipsecTunnel',
    'ipsecUser',
    'iKEIntermediate',
  ],
};
const tlsClient: NssUsage = { name: 'TLS Client', keyUsage: 'digitalSignature', purposes: ['clientAuth'] };
const tlsServer: NssUsage = { name: 'TLS Server', keyUsage: 'key-exchange', purposes: ['serverAuth'] };

/** 5.3 stopped trying the two usages of TLS. */
const withTls: readonly NssUsage[] = [ipsec, tlsClient, tlsServer];
const ipsecAlone: readonly NssUsage[] = [ipsec];
const usagesOf = (release: Release): readonly NssUsage[] => (atLeast(release, '5.3') ? ipsecAlone : withTls);

/**
 * How a release has NSS verify a certificate.
 *
 * @example usageProfile('5.3').usages.map(({ name }) => name) // ['IPsec']
 */
export function usageProfile(release: Release): UsageProfile {
  return { name: `libreswan ${release}`, usages: usagesOf(release) };
}

/** The different ways of some releases: a certificate that all of them take satisfies each. */
export function usageProfiles(releases: readonly Release[]): readonly UsageProfile[] {
  const kinds = new Map(releases.map((release) => [usagesOf(release), release]));
  return [...kinds.values()].map(usageProfile);
}
