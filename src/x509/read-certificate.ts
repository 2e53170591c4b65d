/** From PEM or DER to certificates: the forms in which an input may hold them. */
import { append } from '../bytes/append.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { certificateFromDer } from './certificate-from-der.ts';
import { maxDerBytes, tags } from './der.ts';
import { noCertificate, otherBlock } from './other-blocks.ts';
import { type PemBlock, pemText, readPem } from './pem.ts';

/** The greatest size of an input, in bytes or UTF-16 units: room for every host of a large cluster in one bundle. */
export const maxInputSize: number = 32 * 1024 * 1024;

const certificateLabels: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE'];

/**
 * Every certificate of a PEM bundle, or the one of a DER file. All faults of all blocks are reported; one that cannot be
 * read makes the whole reading fail.
 *
 * With a text place as `at`, each PEM finding and each certificate's `at` has the line of its block, counted on from
 * that place; with a value place they all have that place.
 *
 * Fails with `x509/no-certificate`, `x509/too-large`, `x509/pem-malformed`, `x509/pem-base64`, `x509/not-der`,
 * `x509/malformed`, `x509/duplicate-extension`, `x509/unparsable-extension`; may add `x509/other-block` and
 * `x509/bad-string`.
 *
 * @example readCertificates(pem) // ok: [{ subject: …, isCa: true, … }]
 * @see RFC 5280 §4.1, RFC 7468 §5
 */
export function readCertificates(input: Uint8Array | string, at: Place = valueAt()): Result<readonly Certificate[]> {
  if (input.length > maxInputSize) {
    return failed(diagnostic('x509/too-large', at, `the input must not be larger than ${maxInputSize} bytes`));
  }
  if (typeof input === 'string') return fromText(input, at);
  const text = looksLikeDer(input) ? undefined : pemText(input);
  if (text?.includes('-----BEGIN') || input[0] !== tags.sequence) return fromText(text ?? '', at);
  const findings: Diagnostic[] = [];
  // A copy: the caller's bytes may change, or be a view of a large buffer that would stay in memory.
  const own = input.length > maxDerBytes ? input : new Uint8Array(input);
  const certificate = certificateFromDer(own, at, findings);
  return certificate === undefined ? { kind: 'failed', findings } : settle(() => [certificate], findings);
}

/**
 * The certificate of an input that must hold exactly one.
 *
 * Fails with the codes of {@link readCertificates} and `x509/several-certificates`.
 *
 * @example readCertificate(pem) // ok: { subject: …, … }
 */
export function readCertificate(input: Uint8Array | string, at: Place = valueAt()): Result<Certificate> {
  const read = readCertificates(input, at);
  if (read.kind === 'failed') return read;
  const [first, second] = read.value;
  if (first !== undefined && second === undefined) return { kind: 'ok', value: first, findings: read.findings };
  const message = `expected one certificate, found ${read.value.length}`;
  const hint = 'keep the host certificate alone in its file; authorities belong in the bundle of the authority';
  const several = diagnostic('x509/several-certificates', second?.at ?? at, message, { hint });
  return { kind: 'failed', findings: [...read.findings, several] };
}

// A certificate is never shorter than 128 bytes, so its second byte is above 0x7F, which no ASCII text has.
function looksLikeDer(input: Uint8Array): boolean {
  return input[0] === tags.sequence && (input[1] ?? 0) >= 0x80;
}

function fromText(text: string, at: Place): Result<readonly Certificate[]> {
  const { value: blocks, findings: pemFindings } = readPem(text, at);
  const findings = [...pemFindings];
  const certificates: Certificate[] = [];
  const others: PemBlock[] = [];
  for (const block of blocks) {
    if (!certificateLabels.includes(block.label)) {
      others.push(block);
    } else if (block.headers) {
      findings.push(
        diagnostic('x509/pem-malformed', block.at, 'a certificate block must hold base64 alone, no headers'),
      );
    } else {
      const certificate = certificateFromDer(block.bytes, block.at, findings);
      if (certificate !== undefined) certificates.push(certificate);
    }
  }
  const found = blocks.length > others.length || pemFindings.length > 0;
  if (!found) findings.push(noCertificate(text, others, at));
  else append(findings, others.map(otherBlock));
  return settle(() => certificates, findings);
}
