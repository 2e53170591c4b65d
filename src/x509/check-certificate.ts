/** What is wrong with a certificate for the part that it is to play, each thing a finding. Pure and synchronous. */

import { shown } from '../bytes/shown.ts';
import { type Diagnostic, type DiagnosticCode, type DiagnosticExtras, diagnostic, type Place } from '../diagnostic.ts';
import type { Certificate, PublicKey } from './certificate.ts';
import { readDer } from './der.ts';
import { readFlags } from './der-values.ts';
import { extensionName } from './extensions.ts';

/** What a certificate is checked for. */
export interface CertificateUse {
  /** The time at which it must be valid. */
  readonly now: Date;
  /** `host`: the end entity that pluto authenticates with; `authority`: what signs such certificates. */
  readonly role: 'host' | 'authority';
  /** Where findings are placed; where the certificate was read when omitted. */
  readonly at?: Place;
}

type Say = (code: DiagnosticCode, message: string, extras?: DiagnosticExtras) => void;

/**
 * Everything that keeps a certificate from being used by pluto and NSS in this role, and what should be known about it.
 * Signatures are checked by `verifyChain`, names across certificates by {@link checkIssuedBy}.
 *
 * Codes: `x509/expired`, `x509/not-yet-valid`, `x509/inverted-validity`, `x509/unknown-critical-extension`,
 * `x509/unusable-key`, `x509/weak-key`, `x509/weak-signature`, `x509/ca-on-host`, `x509/unusable-purpose`,
 * `x509/unusable-key-usage`, `x509/not-an-authority`, `x509/wildcard-subject`, `x509/control-character`,
 * `x509/odd-alt-name`.
 *
 * @example checkCertificate(certificate, { now: new Date('2026-11-22'), role: 'host' }) // []
 * @see RFC 4945 §5.1 for what IKE asks of a certificate
 */
export function checkCertificate(certificate: Certificate, use: CertificateUse): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const at = use.at ?? certificate.at;
  const say: Say = (code, message, extras) => {
    findings.push(diagnostic(code, at, message, extras));
  };
  checkValidity(certificate, use.now, say);
  checkCriticalExtensions(certificate, say);
  findings.push(...unusableKey(certificate.publicKey, at));
  checkStrength(certificate, say);
  if (use.role === 'host') checkHost(certificate, say);
  else checkAuthority(certificate, say);
  checkTexts(certificate, use.role, say);
  return findings;
}

function checkValidity({ notBefore, notAfter }: Certificate, now: Date, say: Say): void {
  if (notBefore > notAfter) {
    say(
      'x509/inverted-validity',
      `the validity must begin before it ends, not at ${iso(notBefore)} and ${iso(notAfter)}`,
    );
  } else if (now < notBefore) {
    say('x509/not-yet-valid', `the certificate must be valid at ${iso(now)}, but it becomes so at ${iso(notBefore)}`, {
      hint: 'pluto does not load a conn whose own certificate is not yet valid',
    });
  } else if (now > notAfter) {
    say('x509/expired', `the certificate must be valid at ${iso(now)}, but it ended at ${iso(notAfter)}`, {
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

function checkCriticalExtensions({ extensions }: Certificate, say: Say): void {
  for (const { oid, critical } of extensions) {
    if (critical && !processed.has(oid)) {
      say(
        'x509/unknown-critical-extension',
        `a critical extension must be one that NSS processes, not ${extensionName(oid)}`,
      );
    }
  }
}

/** NSS imports keys on other curves, but can not sign with them (measured: `certutil -R`). */
const usableCurves: readonly (string | undefined)[] = ['P-256', 'P-384', 'P-521'];

/** The finding that NSS can not import a key of this kind, or not sign with it; empty where it can. */
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

function checkStrength({ publicKey, signatureAlgorithm }: Certificate, say: Say): void {
  const { algorithm, bits } = publicKey;
  if ((algorithm === 'rsa' || algorithm === 'rsa-pss') && bits !== undefined && bits < 2048) {
    say('x509/weak-key', `an RSA key should have at least 2048 bits, not ${bits}`, {
      hint: 'crypto policies of RHEL 8 and newer refuse it',
    });
  }
  if (/^(md2|md5|sha1)With|-SHA1$/.test(signatureAlgorithm)) {
    say(
      'x509/weak-signature',
      `the certificate should be signed with SHA-256 or better, not with ${signatureAlgorithm}`,
      {
        hint: 'have it issued anew; crypto policies of RHEL 9 and newer refuse it',
      },
    );
  }
}

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

function checkHost(certificate: Certificate, say: Say): void {
  const { isCa, keyUsage } = certificate;
  if (isCa) {
    say('x509/ca-on-host', 'a host certificate must not be one of an authority', {
      hint: 'a host that holds it could issue certificates for every other host',
    });
  }
  const purposes = purposesOf(certificate);
  if (purposes.length > 0 && !purposes.some((purpose) => usablePurposes.includes(purpose))) {
    say('x509/unusable-purpose', `the extended key usage must allow IKE, not only ${purposes.slice(0, 8).join(', ')}`, {
      hint: 'issue it with serverAuth and clientAuth, or ipsecIKE, or without the extension',
    });
  }
  if (keyUsage.length > 0 && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation')) {
    say('x509/unusable-key-usage', `the key usage must allow signatures, not only ${keyUsage.join(', ')}`, {
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

function checkAuthority({ isCa, keyUsage, version }: Certificate, say: Say): void {
  if (!isCa) {
    say('x509/not-an-authority', 'the basic constraints must say that this is an authority', {
      hint:
        version === 3
          ? 'is this a host certificate?'
          : `version ${version} has no basic constraints; issue it as version 3`,
    });
  }
  if (keyUsage.length > 0 && !keyUsage.includes('keyCertSign')) {
    say(
      'x509/unusable-key-usage',
      `the key usage of an authority must allow keyCertSign, not only ${keyUsage.join(', ')}`,
    );
  }
}

// Controls, and what turns the direction of text or hides: it makes two names look the same.
const control = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

function checkTexts({ subject, issuer, subjectAltNames }: Certificate, role: CertificateUse['role'], say: Say): void {
  for (const { name, value } of subject.rdns.flat()) {
    if (value === '*' && role === 'host') {
      say('x509/wildcard-subject', `${name} of the subject must not be "*": libreswan lets it match every peer`);
    }
    if (value !== undefined && control.test(value)) {
      say('x509/control-character', `${name} of the subject must not hold control characters: ${shown(value)}`);
    }
  }
  for (const { name, value } of issuer.rdns.flat()) {
    if (value !== undefined && control.test(value)) {
      say('x509/control-character', `${name} of the issuer should not hold control characters: ${shown(value)}`, {
        severity: 'warning',
      });
    }
  }
  for (const { type, value } of subjectAltNames) {
    if (type === 'dns' && !isHostName(value)) {
      say('x509/odd-alt-name', `a name of type dns should be a host name, not ${shown(value)}`);
    } else if (control.test(value)) {
      say('x509/odd-alt-name', `a name of type ${type} should not hold control characters: ${shown(value)}`);
    }
  }
}

/** Letters, digits and hyphens, a wildcard as the whole first label; underscores occur in Windows domains. @see RFC 5280 §4.2.1.6 */
function isHostName(value: string): boolean {
  return (
    value.length <= 253 &&
    /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/.test(
      value,
    )
  );
}
