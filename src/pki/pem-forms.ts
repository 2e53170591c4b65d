/** PEM files: any number of blocks of any kind, each read as its label says. */
import { append } from '../bytes/append.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { otherBlock } from '../x509/other-blocks.ts';
import { type PemBlock, readPem } from '../x509/pem.ts';
import { readPrivateKey } from '../x509/private-key.ts';
import { readBer } from './ber.ts';
import { addCertificate, readDerForm, readPkcs7Form } from './der-form.ts';
import { openPkcs8, openTraditional } from './encrypted-key.ts';
import { refuseLabel } from './foreign-forms.ts';
import { type Found, nothingFound } from './found.ts';
import { type Reading, refuse } from './reading.ts';
import { readRequest } from './request.ts';

/** Everything in a PEM file; what cannot be read is a finding at its block. */
export async function readPemForms(text: string, at: Place, reading: Reading): Promise<Found> {
  const { value: blocks, findings } = readPem(text, at);
  append(reading.findings, findings);
  const found = nothingFound('pem');
  for (const block of blocks) await readBlock(block, found, reading);
  return found;
}

async function readBlock(block: PemBlock, found: Found, reading: Reading): Promise<void> {
  const { label, bytes, at, headers } = block;
  if (headers && !label.endsWith('PRIVATE KEY')) {
    refuse(reading, 'x509/pem-malformed', at, 'only a private key may have headers before its base64');
    return;
  }
  switch (label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
      addCertificate(found, bytes, at, reading);
      return;
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST': {
      const read = readRequest(bytes, at);
      append(reading.findings, read.findings);
      if (read.kind === 'ok') found.requests.push(read.value);
      return;
    }
    case 'X509 CRL':
      found.crls.push(bytes);
      return;
    case 'PKCS7':
    case 'CMS': {
      const node = readBer(bytes);
      const bundle = node && readPkcs7Form(node, at, reading);
      if (node === undefined) refuse(reading, 'pki/malformed', at, 'a bundle of PKCS#7 must be whole');
      else merge(found, bundle);
      return;
    }
    case 'PKCS12':
      merge(found, await readDerForm(bytes, at, reading));
      return;
    case 'PRIVATE KEY':
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
    case 'ENCRYPTED PRIVATE KEY':
      if (reading.keys) await readKey(block, found, reading);
      return;
    case 'EC PARAMETERS': // OpenSSL writes the curve before a key of SEC 1, which names it again
      return;
    default:
      if (!refuseLabel(block, reading)) reading.findings.push(otherBlock(block));
  }
}

async function readKey(block: PemBlock, found: Found, reading: Reading): Promise<void> {
  const { label, bytes, at, headers, fields = [] } = block;
  if (headers) {
    const key = await openTraditional({ label, fields, bytes, at }, reading);
    if (key !== undefined) found.keys.push({ key });
    return;
  }
  if (label === 'ENCRYPTED PRIVATE KEY') {
    const node = readBer(bytes);
    const key = node && (await openPkcs8(node, at, reading));
    if (node === undefined) refuse(reading, 'pki/malformed', at, 'an encrypted private key must be whole');
    if (key !== undefined) found.keys.push({ key });
    return;
  }
  const read = readPrivateKey(bytes, at, label);
  append(reading.findings, read.findings);
  if (read.kind === 'ok') found.keys.push({ key: read.value });
}

function merge(found: Found, other: Found | undefined): void {
  if (other === undefined) return;
  append(found.certificates, other.certificates);
  append(found.keys, other.keys);
  append(found.requests, other.requests);
  append(found.crls, other.crls);
}
