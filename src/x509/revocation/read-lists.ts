import { append } from '../../bytes/append.ts';
import { type Diagnostic, diagnostic, hasError, type Place, type Reading } from '../../diagnostics/diagnostic.ts';
import { readPem } from '../pem.ts';
import { readCrl } from './read-crl.ts';
import type { RevocationList } from './revocation-list.ts';

/**
 * Reads the revocation lists of a PEM text, in its order; other blocks are passed over.
 *
 * Codes: `pki/no-crl` where it has none, those of `readPem` and of `readCrl`.
 *
 * @example readLists(pem, at).value.map(({ issuer }) => nameText(issuer)) // ['CN=mesh authority']
 * @see RFC 7468 §7
 */
export function readLists(text: string, at: Place): Reading<readonly RevocationList[]> {
  const { value: blocks, findings: faults } = readPem(text, at);
  const findings: Diagnostic[] = [...faults];
  const own = blocks.filter(({ label }) => label === 'X509 CRL');
  if (own.length === 0 && !hasError(faults)) {
    findings.push(
      diagnostic('pki/no-crl', at, 'a revocation list must be given as PEM (-----BEGIN X509 CRL-----)', {
        hint: 'DER becomes PEM with: openssl crl -inform DER -in OLD -out NEW',
      }),
    );
  }
  const value: RevocationList[] = [];
  for (const { bytes, at: place } of own) {
    const read = readCrl(bytes, place);
    append(findings, read.findings);
    if (read.kind === 'ok') value.push(read.value);
  }
  return { value, findings };
}
