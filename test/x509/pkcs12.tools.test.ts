import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { issue, newEcKey, newRsaKey, root } from '../support/authority.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';

const authorityKey = newEcKey();
const [rsa, ec] = [newRsaKey(), newEcKey()];
const ca = valueIn(readCertificate(root('Mesh CA', authorityKey)));
const issued = new Map<typeof ec, ReturnType<typeof newHost>>();
const newHost = (pair: typeof ec) =>
  valueIn(
    readCertificate(issue({ subject: name(['CN', 'a']), spki: spkiOf(pair.publicKey) }, authorityKey.privateKey)),
  );
/** One certificate for each key: every signature of ECDSA is another. */
function hostOf(pair: typeof ec) {
  const host = issued.get(pair) ?? newHost(pair);
  issued.set(pair, host);
  return host;
}
const keyOf = (pair: typeof ec) =>
  valueIn(readPrivateKey(new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' })), valueAt('key')));

/** Random bytes by seed and call, and what was asked for. */
function seeded(seed: string): { random: (length: number) => Uint8Array; asked: number[] } {
  const asked: number[] = [];
  const random = (length: number): Uint8Array => {
    asked.push(length);
    return Uint8Array.from(createHash('sha512').update(`${seed} ${asked.length}`).digest().subarray(0, length));
  };
  return { random, asked };
}

const fileOf = (seed: string, pair = ec, friendlyName = 'node-a') =>
  valueIn(
    makePkcs12({
      certificate: hostOf(pair),
      key: keyOf(pair),
      authorities: [ca],
      friendlyName,
      random: seeded(seed).random,
      iterations: 10,
    }),
  ).reveal();

describeWithTools(['openssl'], 'openssl reads the file', () => {
  test.each([
    { why: 'RSA', pair: rsa },
    { why: 'EC', pair: ec },
  ])('$why: with its MAC, key and certificates', ({ pair }) => {
    const folder = testFolder();
    writeFileSync(join(folder, 'a.p12'), fileOf('a', pair));
    const read = (...args: string[]) =>
      spawnSync('openssl', ['pkcs12', '-in', 'a.p12', '-passin', 'pass:', ...args], { cwd: folder, encoding: 'utf8' });
    expect(read('-nokeys').stdout).toContain(pem(ca.der).trim());
    expect(read('-nokeys', '-clcerts').stdout).toContain(pem(hostOf(pair).der).trim());
    expect(read('-nodes', '-nocerts').stdout).toContain(pem(keyOf(pair).pkcs8.reveal(), 'PRIVATE KEY').trim());
    expect(read('-info', '-noout').stderr).toMatch(
      /MAC: sha256, Iteration 10\n[\s\S]*PBES2, PBKDF2, AES-256-CBC, Iteration 10, PRF hmacWithSHA256/,
    );
  });

  test('whatever the salt of the MAC', () => {
    const folder = testFolder();
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (seed, iterations) => {
        const file = valueIn(
          makePkcs12({ certificate: hostOf(ec), key: keyOf(ec), random: seeded(seed).random, iterations }),
        );
        const read = spawnSync('openssl', ['pkcs12', '-passin', 'pass:', '-noout'], {
          cwd: folder,
          input: file.reveal(),
        });
        expect(read.status).toBe(0);
      }),
      { numRuns: 8 },
    );
  });
});
