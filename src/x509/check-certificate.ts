/** What is wrong with a certificate for the part that it is to play, each thing a finding. Pure and synchronous. */
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateUse, Report } from './certificate-use.ts';
import { checkHostUse } from './check-host-use.ts';
import { checkTexts } from './check-texts.ts';
import { extensionName } from './extensions.ts';
import { checkStrength, unusableKey } from './usable-key.ts';

/**
 * Everything that keeps a certificate from being used by pluto and NSS in this role, and what should be known about it.
 * Signatures are checked by `verifyChains`, names across certificates by {@link checkIssuedBy}.
 *
 * Codes: `x509/expired`, `x509/not-yet-valid`, `x509/inverted-validity`, `x509/unknown-critical-extension`,
 * `x509/unusable-key`, `x509/weak-key`, `x509/weak-signature`, `x509/ca-on-host`, `x509/unusable-purpose`,
 * `x509/unusable-key-usage`, `x509/not-an-authority`, `x509/control-character`, `x509/odd-alt-name`.
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
  checkValidity(certificate, use.now, report);
  checkCriticalExtensions(certificate, report);
  findings.push(...unusableKey(certificate.publicKey, at));
  checkStrength(certificate, report);
  if (use.role === 'host') checkHostUse(certificate, report);
  else checkAuthority(certificate, report);
  checkTexts(certificate, use.role, report);
  return findings;
}

function checkValidity({ notBefore, notAfter }: Certificate, now: Date, report: Report): void {
  if (notBefore > notAfter) {
    report(
      'x509/inverted-validity',
      `the validity must begin before it ends, not at ${iso(notBefore)} and ${iso(notAfter)}`,
    );
  } else if (!(now >= notBefore)) {
    report(
      'x509/not-yet-valid',
      `the certificate must be valid at ${iso(now)}, but it becomes so at ${iso(notBefore)}`,
      {
        hint: 'pluto does not load a conn whose own certificate is not yet valid',
      },
    );
  } else if (!(now <= notAfter)) {
    report('x509/expired', `the certificate must be valid at ${iso(now)}, but it ended at ${iso(notAfter)}`, {
      hint: 'have it renewed; pluto does not load a conn whose own certificate has expired',
    });
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

function checkCriticalExtensions({ extensions }: Certificate, report: Report): void {
  for (const { oid, critical } of extensions) {
    if (critical && !processed.has(oid)) {
      report(
        'x509/unknown-critical-extension',
        `a critical extension must be one that NSS processes, not ${extensionName(oid)}`,
      );
    }
  }
}

function checkAuthority({ isCa, keyUsage, version }: Certificate, report: Report): void {
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
}
