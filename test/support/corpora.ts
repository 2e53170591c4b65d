/** Certificates that nobody here wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

export interface Corpus {
  readonly name: string;
  readonly certificates: () => readonly Uint8Array[];
}

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** The roots that Node carries, and those of Debian's ca-certificates where that package is installed. */
export const corpora: readonly Corpus[] = [
  { name: 'tls.rootCertificates', certificates: () => rootCertificates.map(fromPem) },
  ...(existsSync(bundle)
    ? [{ name: 'Debian ca-certificates', certificates: () => split(readFileSync(bundle, 'utf8')) }]
    : []),
];

/** Every certificate of the corpora once. */
export function everyCertificate(): readonly Uint8Array[] {
  const all = corpora.flatMap(({ certificates }) => certificates());
  return [...new Map(all.map((der) => [Buffer.from(der).toString('hex'), der])).values()];
}

function split(text: string): readonly Uint8Array[] {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(fromPem);
}

function fromPem(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64'));
}
