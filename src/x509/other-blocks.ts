/** What to say of an input in which something else stands where a certificate should. */
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { PemBlock } from './pem.ts';

/** The finding on a block that is set aside beside the certificates. */
export function otherBlock({ label, at }: PemBlock): Diagnostic {
  const message = `only certificates should stand here, not a block with the label ${shown(label, 40)}`;
  return diagnostic('x509/other-block', at, message, {
    hint: label.includes('PRIVATE KEY')
      ? 'move the private key to a file of its own with mode 0600'
      : 'the block is set aside; remove it',
  });
}

/** The finding on an input without any certificate: what is there instead, and how to make one of it. */
export function noCertificate(text: string, others: readonly PemBlock[], at: Place): Diagnostic {
  const labels = others.map(({ label }) => shown(label, 40)).join(', ');
  const message = 'a certificate must be given as PEM (-----BEGIN CERTIFICATE-----) or DER';
  const [first] = others;
  if (first !== undefined) return diagnostic('x509/no-certificate', first.at, `${message}, not as ${labels}`);
  const hint = hintFor(text.trimStart().slice(0, 16));
  return diagnostic('x509/no-certificate', at, message, hint === undefined ? {} : { hint });
}

function hintFor(start: string): string | undefined {
  if (start === '') return 'the input is empty';
  if (start.startsWith('LS0tLS1CRUdJ')) return 'the input is base64 of PEM, as in a Kubernetes secret; decode it first';
  if (start.startsWith('MII'))
    return 'the input is base64 without the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----';
  if (start.startsWith('\u00FF\u00FE') || start.startsWith('\u00FE\u00FF') || start.includes('\0'))
    return 'the input looks like UTF-16; write it as UTF-8';
  return undefined;
}
