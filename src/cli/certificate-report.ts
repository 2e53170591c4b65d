/** A certificate as libreswan and NSS see it: the document of `swanmesh cert --json`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Certificate, Name } from '../entries/x509.ts';
import { nameText, predictNickname } from '../entries/x509.ts';
import { identityText } from '../libreswan/identity/identity-text.ts';
import { leftcertForm } from '../libreswan/identity/leftcert.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import { isoSecond } from '../x509/iso-second.ts';

/** A name for programs: text for people, DER for comparison, and its structure. */
export interface NameReport {
  readonly text: string;
  readonly derHex: string;
  readonly rdns: readonly (readonly {
    readonly oid: string;
    readonly name: string;
    readonly type: string;
    readonly value: string | null;
  }[])[];
}

/** The fields of docs/reference/contract.md §5, in its order. */
export interface CertificateReport {
  readonly subject: NameReport;
  readonly issuer: NameReport;
  /** What stands in `leftid=` and `rightid=`: as readable text, as hexadecimal digits, and what the releases all read. */
  readonly id: { readonly text: string | null; readonly hex: string; readonly recommended: string | null };
  readonly nickname: { readonly predicted: string | null; readonly usable: boolean; readonly leftcert: string | null };
  readonly subjectAltNames: Certificate['subjectAltNames'];
  readonly serialHex: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: { readonly algorithm: string; readonly bits: number | null; readonly curve: string | null };
  readonly signatureAlgorithm: string;
  readonly fingerprintSha256: string;
  readonly isCa: boolean;
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
}

/** Everything about a certificate, and what keeps its subject from being an ID of these releases. */
export function certificateReport(
  certificate: Certificate,
  releases: ReleaseRange,
): { readonly report: CertificateReport; readonly findings: readonly Diagnostic[] } {
  const id = identityText(certificate.subject, releases, certificate.at);
  const recommended = id.kind === 'ok' ? id.value : null;
  const { publicKey } = certificate;
  const report: CertificateReport = {
    subject: nameReport(certificate.subject),
    issuer: nameReport(certificate.issuer),
    id: {
      text: recommended === null || recommended.startsWith('@~') ? null : recommended,
      hex: `@~${certificate.subject.derHex}`,
      recommended,
    },
    nickname: nicknameReport(certificate, releases),
    subjectAltNames: certificate.subjectAltNames,
    serialHex: certificate.serialHex,
    notBefore: isoSecond(certificate.notBefore),
    notAfter: isoSecond(certificate.notAfter),
    key: {
      algorithm: publicKey.algorithm === 'other' ? publicKey.oid : publicKey.algorithm,
      bits: publicKey.bits ?? null,
      curve: publicKey.curve ?? null,
    },
    signatureAlgorithm: certificate.signatureAlgorithm,
    fingerprintSha256: certificate.fingerprintSha256,
    isCa: certificate.isCa,
    keyUsage: certificate.keyUsage,
    extendedKeyUsage: certificate.extendedKeyUsage,
  };
  return { report, findings: id.findings };
}

export function nameReport(name: Name): NameReport {
  const rdns = name.rdns.map((rdn) =>
    rdn.map((attribute) => ({
      oid: attribute.oid,
      name: attribute.name,
      type: attribute.type,
      value: attribute.value ?? null,
    })),
  );
  return { text: nameText(name), derHex: name.derHex, rdns };
}

function nicknameReport(certificate: Certificate, releases: ReleaseRange): CertificateReport['nickname'] {
  const prediction = predictNickname(certificate);
  if (prediction.kind === 'none') return { predicted: null, usable: false, leftcert: null };
  const { nickname } = prediction;
  const form = leftcertForm(nickname, releases, certificate.at);
  if (form.kind === 'failed') return { predicted: nickname, usable: false, leftcert: null };
  return { predicted: nickname, usable: form.value.form !== 'pkcs11', leftcert: form.value.value };
}
