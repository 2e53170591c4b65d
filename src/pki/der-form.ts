/** Binary files: which of the forms it is, told from its outline, and then read as that. */
import { append } from '../bytes/append.ts';
import { diagnostic, type Place, type Result } from '../diagnostics/diagnostic.ts';
import { certificateFromDer } from '../x509/certificate-from-der.ts';
import { readPrivateKey } from '../x509/private-key.ts';
import { type Ber, countIn, oidIn, partsOf, readBer } from './ber.ts';
import { looksEncrypted, openPkcs8 } from './encrypted-key.ts';
import { type Found, type HeldCertificate, nothingFound } from './found.ts';
import { looksLikePkcs7, readPkcs7 } from './pkcs7-file.ts';
import { type Bag, looksLikePkcs12, readPkcs12 } from './pkcs12-file.ts';
import { type Reading, refuse } from './reading.ts';
import { readRequest } from './request.ts';

/** Reads one binary value; `undefined` with a finding where it is nothing that is known. */
export async function readDerForm(bytes: Uint8Array, at: Place, reading: Reading): Promise<Found | undefined> {
  const node = readBer(bytes);
  if (node === undefined) {
    return refuse(reading, 'pki/malformed', at, 'the file begins as BER or DER, but it is cut, damaged or too deep', {
      hint: 'was it copied in text mode, or not to its end?',
    });
  }
  if (looksLikePkcs12(node)) return readPkcs12Form(node, at, reading);
  if (looksLikePkcs7(node)) return readPkcs7Form(node, at, reading);
  if (looksEncrypted(node)) {
    const found = nothingFound('key');
    const key = reading.keys ? await openPkcs8(node, at, reading) : undefined;
    if (key !== undefined) found.keys.push({ key });
    return found;
  }
  switch (signedForm(node)) {
    case 'request':
      return oneOf('request', readRequest(bytes, at), reading, (found, request) => found.requests.push(request));
    case 'crl': {
      const found = nothingFound('crl');
      found.crls.push(bytes);
      return found;
    }
    case 'certificate': {
      const found = nothingFound('certificate');
      addCertificate(found, bytes, at, reading);
      return found;
    }
    default:
      return oneOf('key', readPrivateKey(bytes, at), reading, (found, key) => found.keys.push({ key }));
  }
}

/** Puts what was read into an empty find, and its findings to the others. */
function oneOf<T>(
  form: Found['form'],
  read: Result<T>,
  reading: Reading,
  add: (found: Found, value: T) => void,
): Found {
  const found = nothingFound(form);
  append(reading.findings, read.findings);
  if (read.kind === 'ok') add(found, read.value);
  return found;
}

/** Reads a certificate strictly; what is wrong with it is a finding. */
export function addCertificate(
  found: Found,
  der: Uint8Array,
  at: Place,
  reading: Reading,
  named: Omit<HeldCertificate, 'certificate'> = {},
): void {
  const certificate = certificateFromDer(new Uint8Array(der), at, reading.findings);
  if (certificate !== undefined) found.certificates.push({ certificate, ...named });
}

/** Certificates, requests and revocation lists are signed alike; what they sign begins differently. */
function signedForm(node: Ber): 'certificate' | 'request' | 'crl' | undefined {
  const [signed, , signature] = partsOf(node);
  const [first, second, third] = partsOf(signed);
  if (signature === undefined || partsOf(node).length !== 3 || partsOf(signed).length < 3) return undefined;
  // A list of revoked certificates: an optional version, an algorithm, a name, a time.
  const algorithm = countIn(first) === undefined ? first : second;
  const name = algorithm === first ? second : third;
  const behind = partsOf(signed)[algorithm === first ? 2 : 3];
  if (oidIn(partsOf(algorithm)[0]) !== undefined && isTime(behind) && partsOf(name) !== undefined) return 'crl';
  // A request: version 0, a name, a key; a certificate has an algorithm behind its serial number.
  if (countIn(first) === 0 && oidIn(partsOf(second)[0]) === undefined) return 'request';
  return 'certificate';
}

function isTime(node: Ber | undefined): boolean {
  const number = node?.idBlock.tagNumber;
  return node?.idBlock.tagClass === 1 && (number === 23 || number === 24);
}

async function readPkcs12Form(node: Ber, at: Place, reading: Reading): Promise<Found | undefined> {
  const bags = await readPkcs12(node, at, reading);
  if (bags === undefined) return undefined;
  const found = nothingFound('pkcs12');
  for (const bag of bags) {
    const named = nameOf(bag);
    if (bag.kind === 'certificate') addCertificate(found, bag.der, at, reading, named);
    else if (bag.kind === 'crl') found.crls.push(bag.der);
    else {
      const read = readPrivateKey(bag.der, at);
      append(reading.findings, read.findings);
      if (read.kind === 'ok') found.keys.push({ key: read.value, ...named });
    }
  }
  return found;
}

function nameOf({ friendlyName, localKeyId }: Bag): Omit<HeldCertificate, 'certificate'> {
  return { ...(friendlyName !== undefined && { friendlyName }), ...(localKeyId !== undefined && { localKeyId }) };
}

/** The certificates of a bundle of PKCS#7. */
export function readPkcs7Form(node: Ber, at: Place, reading: Reading): Found | undefined {
  const bundle = readPkcs7(node);
  if (bundle === undefined) {
    reading.findings.push(
      diagnostic('pki/malformed', at, 'the file is PKCS#7, but no bundle of certificates (signed data)'),
    );
    return undefined;
  }
  const found = nothingFound('pkcs7');
  for (const der of bundle.certificates) addCertificate(found, der, at, reading);
  append(found.crls, bundle.crls);
  return found;
}
