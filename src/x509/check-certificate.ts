/** What is wrong with a certificate for the part that it is to play, each thing a finding. Pure and synchronous. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateUse, Report } from './certificate-use.ts';
import { checkHostUse } from './check-host-use.ts';
import { checkTexts } from './check-texts.ts';
import { checkExampleKey } from './example-keys.ts';
import { extensionName } from './extensions.ts';
import { isSelfIssued } from './signature.ts';
import { checkStrength, unusableKey } from './usable-key.ts';
import { allowsPurpose, purposesOf, type UsageProfile } from './usage-profile.ts';

/**
 * Everything that keeps a certificate from being used by pluto and NSS in this role, and what should be known about it.
 * Serial numbers, keys, the issuer and signatures are judged by `judgeCertificates`, which asks this too.
 *
 * Codes: `x509/expired`, `x509/expires-soon`, `x509/not-yet-valid`, `x509/inverted-validity`, `x509/unknown-critical-extension`,
 * `x509/unusable-key`, `x509/weak-key`, `x509/weak-signature`, `x509/ca-on-host`, `x509/unusable-purpose`,
 * `x509/unusable-key-usage`, `x509/not-an-authority`, `x509/control-character`, `x509/odd-alt-name`, `x509/example-key`.
 *
 * @example checkCertificate(certificate, { now: new Date('2026-11-22'), role: 'host' }) // []
 * @see RFC 4945 §5.1 for what IKE asks of a certificate
 */
export function checkCertificate(certificate: Certificate, use: CertificateUse): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const at = use.at ?? certificate.at;
  const report: Report = (code, message, extras) => {
    findings.push(diagnostic(code, at, message, extras));
  };
  checkValidity(certificate, use, report);
  checkCriticalExtensions(certificate, use.role, report);
  append(findings, unusableKey(certificate.publicKey, at));
  checkStrength(certificate, report);
  checkExampleKey(certificate, report);
  if (use.role === 'host') checkHostUse(certificate, report, use.usages ?? []);
  else checkAuthority(certificate, report, use.usages ?? []);
  checkTexts(certificate, use.role, report);
  return findings;
}

/** Days before the end of a certificate from which on that is a finding, where the caller says nothing. */
const defaultExpiryWarning = 30;
const day = 86_400_000;

function checkValidity(
  { notBefore, notAfter }: Certificate,
  { now, role, expiryWarning = defaultExpiryWarning }: CertificateUse,
  report: Report,
): void {
  if (notBefore > notAfter) {
    report(
      'x509/inverted-validity',
      `the validity must begin before it ends, not at ${iso(notBefore)} and ${iso(notAfter)}`,
    );
  } else if (!(now >= notBefore)) {
    report('x509/not-yet-valid', `certificate not valid before ${iso(notBefore)}; it is ${iso(now)}`, {
      hint:
        role === 'host'
          ? 'pluto does not load a conn whose own certificate is not yet valid'
          : 'pluto refuses every certificate below it until then',
    });
  } else if (!(now <= notAfter)) {
    report('x509/expired', `certificate expired at ${iso(notAfter)}; it is ${iso(now)}`, {
      hint:
        role === 'host'
          ? 'have it renewed; pluto does not load a conn whose own certificate has expired'
          : 'have it renewed; pluto refuses every certificate below it',
    });
  } else if (notAfter.getTime() - now.getTime() < expiryWarning * day) {
    const left = Math.floor((notAfter.getTime() - now.getTime()) / day);
    report(
      'x509/expires-soon',
      `${role === 'host' ? 'certificate' : 'authority'} expires at ${iso(notAfter)}, in ${left === 1 ? '1 day' : `${left} days`}`,
      {
        hint: 'have it renewed and imported before then',
      },
    );
  }
}

/** RFC 3339 with seconds, as everywhere in findings. */
function iso(time: Date): string {
  return Number.isNaN(time.getTime()) ? 'an invalid time' : time.toISOString().replace('.000Z', 'Z');
}

/**
 * What NSS's path validation (libpkix, which pluto calls) processes; any other critical extension ends it, also those
 * that RFC 5280 knows but that must not be critical. Measured with `vfychain -pp -u 12`.
 */
const processed: ReadonlySet<string> = new Set([
  '2.5.29.15', // keyUsage
  '2.5.29.17', // subjectAltName
  '2.5.29.19', // basicConstraints
  '2.5.29.30', // nameConstraints
  '2.5.29.32', // certificatePolicies
  '2.5.29.33', // policyMappings
  '2.5.29.36', // policyConstraints
  '2.5.29.37', // extKeyUsage
  '2.5.29.54', // inhibitAnyPolicy
  '2.16.840.1.113730.1.1', // netscapeCertType
]);

function checkCriticalExtensions(certificate: Certificate, role: CertificateUse['role'], report: Report): void {
  // Of a root NSS is given the trust, and looks at no more of these (run on plutos 4.3, 4.10 and 5.2).
  const extras = role === 'authority' && isSelfIssued(certificate) ? { severity: 'warning' as const } : {};
  for (const { oid, critical } of certificate.extensions) {
    if (critical && !processed.has(oid)) {
      report(
        'x509/unknown-critical-extension',
        `a critical extension must be one that NSS processes, not ${extensionName(oid)}`,
        extras,
      );
    }
  }
}

function checkAuthority(certificate: Certificate, report: Report, profiles: readonly UsageProfile[]): void {
  const { isCa, keyUsage, version } = certificate;
  if (!isCa) {
    report('x509/not-an-authority', 'the basic constraints must report that this is an authority', {
      hint:
        version === 3
          ? 'is this a host certificate?'
          : `version ${version} has no basic constraints; issue it as version 3`,
    });
  }
  if (keyUsage.length > 0 && !keyUsage.includes('keyCertSign')) {
    report(
      'x509/unusable-key-usage',
      `the key usage of an authority must allow keyCertSign, not only ${keyUsage.join(', ')}`,
    );
  }
  if (profiles.some(({ usages }) => usages.length > 0 && !usages.some((usage) => allowsPurpose(certificate, usage)))) {
    const only = purposesOf(certificate).slice(0, 8).join(', ');
    report(
      'x509/unusable-purpose',
      `the extended key usage of an authority must allow what its hosts do, not only ${only}`,
      {
        hint: 'issue it without the extension',
      },
    );
  }
}
