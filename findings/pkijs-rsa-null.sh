#!/bin/sh
# pkijs 4.0.0 signs certificates with RSA under an algorithm identifier without parameters: 30 0b 06 09 …, where RFC 4055 §5 says
# that the parameters must be NULL (30 0d 06 09 … 05 00), as every other program writes. Readers that compare or
# pin the encoding of the identifier see the difference; NSS and OpenSSL accept both.
#
# Expected here: the identifier of a certificate that pkijs signs has no NULL, that of openssl has one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf '{ "type": "module", "private": true }\n' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts pkijs@4.0.0 asn1js@4.0.0 >/dev/null
cat >sign.js <<'END'
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto });
const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const name = new pkijs.RelativeDistinguishedNames({
  typesAndValues: [new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: 'a' }) })],
});
const certificate = new pkijs.Certificate({ version: 2, serialNumber: new asn1js.Integer({ value: 1 }), issuer: name, subject: name });
certificate.notBefore.value = new Date('2030-01-01');
certificate.notAfter.value = new Date('2031-01-01');
await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
await certificate.sign(keys.privateKey, 'SHA-256', engine);
writeFileSync('pkijs.der', Buffer.from(certificate.toSchema(true).toBER()));
END
node sign.js
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=a -days 30 -outform DER -out openssl.der 2>/dev/null

# 06 09 2a 86 48 86 f7 0d 01 01 0b is sha256WithRSAEncryption.
count() { # FILE: how often the identifier stands there with NULL
    od -An -v -tx1 "$1" | tr -d ' \n' | grep -o '300d06092a864886f70d01010b0500' | wc -l
}
echo "openssl writes NULL $(count openssl.der) times, pkijs $(count pkijs.der) times"
[ "$(count openssl.der) $(count pkijs.der)" = '2 0' ]
