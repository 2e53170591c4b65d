/** The keys of the example in the documentation, which everybody has. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import type { Certificate } from './certificate.ts';
import type { Report } from './certificate-use.ts';

/** SHA-256 of their public keys (SubjectPublicKeyInfo); `openssl pkey -pubin -outform DER | sha256sum` gives them. */
const examples: ReadonlySet<string> = new Set([
  '628327aac5bfed8bfacacab0b0a8c1a1d340ea59cbd49eb9e2da8332e2c23fb8', // ca
  '5b1961318ee858fb02f586e265d890c2e2e8c0c7bfb5807cc8ba053c747e7e19', // master-1
  '0351a12e8176e40ef93fbfda04a605fafabb005689854a9c261b45c4ebea524f', // master-2
  '8f0075bfb9929949c8903ee34b0fbeac944a40f1543e3f4606f95877d29edbb4', // node-1
  '1715a8e09dc83664e9bd50d86d6d1342d7f2cd72f66d3c53a57e3ce7f12dbba9', // node-2
  '712a5f255fecb1d93bf27775769797b8f5243b9088e430796f0128fa0a91aa48', // node-3
]);

/** Finds a certificate that anybody can use, because its private key is published with swanmesh. */
export function checkExampleKey({ publicKey }: Certificate, report: Report): void {
  if (examples.has(toHex(sha256(publicKey.spki))))
    report(
      'x509/example-key',
      'the private key should be known to nobody else; this one is published with an example',
      {
        hint: 'for tests only: whoever has read the example can be this host or authority',
      },
    );
}
