/**
 * Chains before six judges: ours, pkijs, OpenSSL, and NSS of three releases, through libpkix as pluto calls it (`vfychain`) and by
 * its own way (`certutil -V`). What differs is named by its kind (docs/certificates.md has the table); where NSS and OpenSSL differ, NSS counts, because pluto asks it.
 */
import { spawnSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasError } from '../../src/diagnostics/diagnostic.ts';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import { checkSignatures } from '../../src/x509/check-signatures.ts';
import { judgeCertificate } from '../../src/x509/judge-certificates.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { type Chain, chainKinds, chainMaker } from '../support/chain-corpus.ts';
import { debianReleases, describeWithReleases } from '../support/debian/release-tools.ts';
import { pem } from '../support/der-writer.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';

const now = new Date();
const make = chainMaker(now);
const verifier = webCryptoVerifier(webcrypto.subtle as never);
/** Every kind twice; a long run has hundreds. */
const count = process.env.SWANMESH_LONG === '1' ? 400 : 40;
const chains: readonly Chain[] = Array.from({ length: count }, (_, i) => make(i));

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-chains-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  for (const [i, { roots, between, host }] of chains.entries()) {
    mkdirSync(join(folder, `${i}`));
    writeFileSync(join(folder, `${i}`, 'host.pem'), pem(host));
    writeFileSync(join(folder, `${i}`, 'roots.pem'), roots.map((root) => pem(root)).join(''));
    writeFileSync(join(folder, `${i}`, 'between.pem'), between.map((one) => pem(one)).join(''));
    for (const [k, one] of [...roots, ...between].entries()) writeFileSync(join(folder, `${i}`, `${k}.pem`), pem(one));
  }
});

/** What a judge says of each chain, beside what is right: only what differs, by kind. */
const differing = (verdicts: readonly boolean[]): readonly string[] =>
  [
    ...new Set(
      verdicts.flatMap((verdict, i) => {
        const { kind, valid } = chains[i] as Chain;
        return verdict === valid ? [] : [`${kind}: ${verdict ? 'accepted' : 'refused'}`];
      }),
    ),
  ].sort();

/** Of two certificates of one authority both take the first that fits by name; NSS and we go on to the other. */
const crossSigned = 'cross-signed by a root that nobody trusts: refused';

async function ours({ host, roots, between }: Chain): Promise<boolean> {
  const certificate = valueIn(readCertificate(host));
  const authorities = [...between, ...roots].map((one) => valueIn(readCertificate(one)));
  const signatures = await checkSignatures([certificate, ...authorities], verifier);
  const findings = judgeCertificate({ certificate }, authorities, { now, usages: usageProfiles(['5.4']), signatures });
  return !hasError(findings);
}

test('the corpus has every kind, half of the chains good', () => {
  expect(new Set(chains.map(({ kind }) => kind))).toEqual(new Set(chainKinds));
  expect(chains.filter(({ valid }) => valid)).toHaveLength(count / 2);
});

test('we accept the good ones and refuse the others', async () => {
  const verdicts: boolean[] = [];
  for (const chain of chains) verdicts.push(await ours(chain));
  expect(differing(verdicts)).toEqual([]);
});

test('pkijs accepts the good ones; it is asked for nothing else, because it is no judge of its own', async () => {
  const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never });
  const verdicts: boolean[] = [];
  for (const { host, roots, between, valid } of chains) {
    const read = (one: Uint8Array) => pkijs.Certificate.fromBER(one);
    const chain = new pkijs.CertificateChainValidationEngine({
      trustedCerts: roots.map(read),
      certs: [...between, host].map(read),
      checkDate: now,
    });
    verdicts.push(valid ? (await chain.verify({}, engine)).result : false);
  }
  expect(differing(verdicts)).toEqual([crossSigned]);
});

describeWithTools(['openssl'], 'OpenSSL', () => {
  test('agrees', () => {
    const verdicts = chains.map((_, i) => {
      const others = chains[i]?.between.length === 0 ? [] : ['-untrusted', 'between.pem'];
      const words = ['verify', '-purpose', 'sslserver', '-CAfile', 'roots.pem', ...others, 'host.pem'];
      return spawnSync('openssl', words, { cwd: join(folder, `${i}`) }).status === 0;
    });
    expect(differing(verdicts)).toEqual([crossSigned]);
  });
});

describeWithReleases(debianReleases, 'its NSS', (tools) => {
  test('agrees', () => {
    const database = join(folder, `nss-${tools.release}`);
    mkdirSync(database);
    expect(tools.certutil(['-N', '-d', `sql:${database}`, '--empty-password']).status).toBe(0);
    const verdicts = chains.map(({ roots, between }, i) => {
      const trusted = roots.flatMap((_, k) => ['-t', '-a', `${k}.pem`]);
      const others = between.flatMap((_, k) => ['-a', `${roots.length + k}.pem`]);
      const words = ['-p', '-p', '-u', '12', '-d', `sql:${database}`, '-a', 'host.pem', ...others, ...trusted];
      const [program, ...args] = tools.command('usr/bin/vfychain', words);
      return (
        spawnSync(program, args, { cwd: join(folder, `${i}`), env: { ...process.env, ...tools.env } }).status === 0
      );
    });
    expect(differing(verdicts)).toEqual([]);
  });

  // I: IPsec, what 5.3 and later ask; V: a TLS server, which older releases ask too.
  test('agrees in certutil -V -u I and -u V', () => {
    const empty = join(folder, `empty-${tools.release}`);
    mkdirSync(empty);
    expect(tools.certutil(['-N', '-d', `sql:${empty}`, '--empty-password']).status).toBe(0);
    const verdictsOf = ({ roots, between }: Chain, i: number): readonly boolean[] => {
      const cwd = join(folder, `${i}`);
      const database = `certutil-${tools.release}`;
      const at = ['-d', `sql:${database}`];
      cpSync(empty, join(cwd, database), { recursive: true });
      const lines = [...roots, ...between].map(
        (_, k) => `-A -n ${k} -t ${k < roots.length ? 'CT' : ''},, -a -i ${k}.pem`,
      );
      const add = ['-A -n host -t ,, -a -i host.pem', ...lines].map((line) => `${line} ${at.join(' ')}\n`);
      writeFileSync(join(cwd, 'batch'), add.join(''));
      expect(tools.certutil(['-B', '-i', 'batch', ...at], { cwd }).status).toBe(0);
      return ['I', 'V'].map(
        (usage) => tools.certutil(['-V', '-e', '-u', usage, '-n', 'host', ...at], { cwd }).status === 0,
      );
    };
    // In an ordinary run every kind once.
    const some = chains.slice(0, count === 40 ? count / 2 : count);
    const all = some.map(verdictsOf);
    for (const which of [0, 1]) expect(differing(all.map((verdicts) => verdicts[which] === true))).toEqual([]);
  });
});
