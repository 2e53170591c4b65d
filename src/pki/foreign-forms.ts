/** Forms that are known and not read, each refused by its name with what to do. */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { PemBlock } from '../x509/pem.ts';
import { type Reading, refuse } from './reading.ts';

const openssh =
  'IPsec needs an X.509 certificate and its key; a key alone converts with: ssh-keygen -p -m PKCS8 -f COPY, where COPY is a copy';

/** Refuses a PEM block of a form that is not read; false where its label says nothing. */
export function refuseLabel({ label, at }: PemBlock, reading: Reading): boolean {
  switch (label) {
    case 'OPENSSH PRIVATE KEY':
    case 'SSH2 ENCRYPTED PRIVATE KEY':
    case 'SSH2 PUBLIC KEY':
      refuse(reading, 'pki/foreign-form', at, 'this is a key of OpenSSH, which is not read here', { hint: openssh });
      return true;
    case 'TRUSTED CERTIFICATE':
      refuse(reading, 'pki/foreign-form', at, "this is a certificate with OpenSSL's own trust settings behind it", {
        hint: 'write the certificate alone: openssl x509 -in OLD -out NEW',
      });
      return true;
    case 'PUBLIC KEY':
    case 'RSA PUBLIC KEY':
      refuse(reading, 'pki/foreign-form', at, 'this is a public key alone, not a certificate', {
        hint: 'the authority has to issue a certificate for it',
      });
      return true;
    case 'DSA PRIVATE KEY':
      refuse(reading, 'pki/foreign-form', at, 'this is a DSA key, which IKEv2 cannot use');
      return true;
    case 'PGP PUBLIC KEY BLOCK':
    case 'PGP PRIVATE KEY BLOCK':
      refuse(reading, 'pki/foreign-form', at, 'this is a key of OpenPGP, which libreswan does not use');
      return true;
    default:
      return false;
  }
}

/** Refuses an input that is neither PEM nor DER. */
export function refuseForeign(input: Uint8Array | string, text: string, at: Place, reading: Reading): undefined {
  const start = text.trimStart().slice(0, 64);
  const say = (message: string, hint?: string): undefined =>
    refuse(reading, 'pki/foreign-form', at, message, hint === undefined ? {} : { hint });
  if (/^(ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-|---- BEGIN SSH2)/.test(start))
    return say('this is a public key or certificate of OpenSSH, which is not read here', openssh);
  if (start.startsWith('PuTTY-User-Key-File')) return say('this is a key of PuTTY, which is not read here', openssh);
  if (start.startsWith('LS0tLS1CRUdJ'))
    return say('this is base64 of PEM, as in a Kubernetes secret', 'decode it first: base64 -d');
  if (start.startsWith('MII'))
    return say(
      'this is base64 without the lines -----BEGIN … ----- and -----END … -----',
      'decode it first: base64 -d',
    );
  if (typeof input !== 'string' && input[0] === 0xfe && input[1] === 0xed && input[2] === 0xfe && input[3] === 0xed)
    return say(
      'this is a Java key store',
      'convert it: keytool -importkeystore -srckeystore OLD -destkeystore NEW -deststoretype pkcs12',
    );
  return refuse(reading, 'pki/malformed', at, start === '' ? 'the file is empty' : 'this is neither PEM nor DER');
}
