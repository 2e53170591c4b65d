import type { Certificate } from './certificate.ts';
import type { Report } from './certificate-use.ts';
import { allowsKey, allowsPurpose, purposesOf, type UsageProfile } from './usage-profile.ts';

/** What a certificate must be for to authenticate a host to those who verify it in these ways. */
export function checkHostUse(certificate: Certificate, report: Report, profiles: readonly UsageProfile[]): void {
  if (certificate.isCa) {
    report('x509/ca-on-host', 'a host certificate must not be one of an authority', {
      hint: 'pluto takes it for a part of the chain; and a host that holds it could issue certificates for every other host',
    });
  }
  for (const { name, usages } of profiles) {
    const byPurpose = usages.filter((usage) => allowsPurpose(certificate, usage));
    const byKey = usages.filter((usage) => allowsKey(certificate, usage));
    if (usages.length === 0 || byPurpose.some((usage) => byKey.includes(usage))) continue;
    if (byPurpose.length === 0) {
      const only = purposesOf(certificate).slice(0, 8).join(', ');
      report('x509/unusable-purpose', `${name}: the extended key usage must allow IKE, not only ${only}`, {
        hint: 'issue it with serverAuth and clientAuth, or ipsecIKE, or without the extension',
      });
    }
    if (byPurpose.length > 0 || byKey.length === 0) {
      const only = certificate.keyUsage.join(', ');
      report('x509/unusable-key-usage', `${name}: the key usage must allow signatures, not only ${only}`, {
        hint: 'issue it with digitalSignature, or without the extension',
      });
    }
    return;
  }
}
