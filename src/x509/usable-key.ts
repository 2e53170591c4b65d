/** Whether NSS can use a key, and whether policies let it. */
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate, PublicKey } from './certificate.ts';
import type { Report } from './certificate-use.ts';

/** NSS imports keys on other curves, but cannot sign with them (measured: `certutil -R`). */
const usableCurves: readonly (string | undefined)[] = ['P-256', 'P-384', 'P-521'];

/** The finding that NSS cannot import a key of this kind, or not sign with it; empty where it can. */
export function unusableKey({ algorithm, oid, curve }: PublicKey, at: Place): readonly Diagnostic[] {
  const what =
    algorithm === 'ed25519'
      ? 'Ed25519'
      : algorithm === 'ed448'
        ? 'Ed448'
        : algorithm === 'other'
          ? `one of algorithm ${oid}`
          : curve === 'explicit'
            ? 'an EC key with explicit parameters'
            : algorithm === 'ec' && !usableCurves.includes(curve)
              ? `an EC key on the curve ${curve}`
              : undefined;
  if (what === undefined) return [];
  return [
    diagnostic('x509/unusable-key', at, `the key must be one that NSS can use, not ${what}`, {
      hint: 'RSA and the curves P-256, P-384 and P-521 work on every release',
    }),
  ];
}

/** Keys and signatures that crypto policies refuse. */
export function checkStrength({ publicKey, signatureAlgorithm }: Certificate, report: Report): void {
  const { algorithm, bits } = publicKey;
  if ((algorithm === 'rsa' || algorithm === 'rsa-pss') && bits !== undefined && bits < 2048) {
    report('x509/weak-key', `an RSA key should have at least 2048 bits, not ${bits}`, {
      hint: `crypto policies of RHEL 8 and newer refuse it${bits < 1034 ? '; it cannot sign with SHA2-512, which pluto prefers' : ''}`,
    });
  }
  if (/^(md2|md5|sha1)With|-SHA1$/.test(signatureAlgorithm)) {
    report(
      'x509/weak-signature',
      `the certificate should be signed with SHA-256 or better, not with ${signatureAlgorithm}`,
      {
        hint: 'have it reissued; crypto policies of RHEL 9 and newer refuse it',
      },
    );
  }
}
