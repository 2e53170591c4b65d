/** Files of the real programs: `readIdentityFile` must read each as who wrote it would. */
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readIdentityFile } from '../../src/pki/identity-file.ts';
import { isSameKey } from '../../src/x509/key-match.ts';
import { issue, newEcKey, newRsaKey, root } from '../support/authority.ts';
import { describeWithReleases } from '../support/debian/release-tools.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { type CorpusFile, nssPkcs12, opensslBundles, opensslKeys, opensslPkcs12 } from '../support/identity-corpus.ts';
import { codesOf, valueIn } from '../support/results.ts';

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));
const subtle = webcrypto.subtle as never;

const authorityKey = newEcKey();
const authority = pem(root('Mesh CA', authorityKey));
const inputs = [newRsaKey(), newEcKey()].map((pair) => ({
  folder,
  authority,
  certificate: pem(issue({ subject: name(['CN', 'node-a']), spki: spkiOf(pair.publicKey) }, authorityKey.privateKey)),
  key: String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
  spki: spkiOf(pair.publicKey),
}));
const [rsa, ec] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];

async function readAsWritten({ bytes, password, holds }: CorpusFile, spki: Uint8Array): Promise<void> {
  const read = await readIdentityFile(bytes, { subtle, ...(password !== undefined && { password }) });
  const file = valueIn(read);
  expect({ certificates: file.certificates.length, keys: file.keys.length }).toEqual(holds);
  expect(file.identities).toHaveLength(Math.min(holds.certificates, holds.keys));
  for (const { key } of file.keys) expect(isSameKey(key.spki ?? new Uint8Array(0), spki)).toBe(true);
  for (const { friendlyName } of file.identities) expect(friendlyName).toBe('node-a');
}

describeWithReleases(['4.3', '4.10', '5.2'], 'what its OpenSSL and NSS write is read', (tools) => {
  const rsaFiles = [
    ...opensslPkcs12(tools, rsa),
    ...nssPkcs12(tools, rsa),
    ...opensslKeys(tools, rsa),
    ...opensslBundles(tools, rsa),
  ];
  test.each(rsaFiles)('RSA, $name', (file) => readAsWritten(file, rsa.spki));
  const ecFiles = [...opensslPkcs12(tools, ec).slice(0, 2), ...opensslKeys(tools, ec)];
  test.each(ecFiles)('EC, $name', (file) => readAsWritten(file, ec.spki));

  // Hashing passwords costs time, so each way of encryption is tried once, and the 600,000 rounds of NSS on one release.
  describe('and refused with a reason', () => {
    const closed = rsaFiles.filter(
      ({ name: which, password = '' }) =>
        password !== '' &&
        !/nothing encrypted|beyond ASCII/.test(which) &&
        (tools.release === '5.2' || !which.includes('pk12util')),
    );
    test.each(closed)('without its password, $name', async ({ bytes }) => {
      expect(codesOf(await readIdentityFile(bytes, { subtle }))).toContain('pki/password-needed');
    });
    test.each(closed)('with another password, $name', async ({ bytes }) => {
      expect(codesOf(await readIdentityFile(bytes, { subtle, password: 'sesam 1' }))).toContain('pki/wrong-password');
    });
  });
});
