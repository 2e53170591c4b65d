/**
 * Thirty chains of the corpus before two daemons: what `judgeCertificate` says of a host's certificate is what
 * the peer's pluto does with it. Each release has ten of them.
 */
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasError } from '../../src/diagnostics/diagnostic.ts';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import { checkSignatures } from '../../src/x509/check-signatures.ts';
import { judgeCertificate } from '../../src/x509/judge-certificates.ts';
import { nameText } from '../../src/x509/name-text.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { ecdsaScheme, issue, type KeyPair, newEcKey, newRsaKey, root, rsaScheme } from '../support/authority.ts';
import { type Chain, chainMaker } from '../support/chain-corpus.ts';
import { debianReleases, type ReleaseTools } from '../support/debian/release-tools.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';
import { random } from '../support/small-authority.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { describeWithDaemons, newWorld } from './world.ts';

const now = new Date();
const make = chainMaker(now);
const verifier = webCryptoVerifier(webcrypto.subtle as never);
/** A host whose own certificate is not valid now does not even load its conn. */
const chains: readonly Chain[] = Array.from({ length: 38 }, (_, i) => make(i))
  .filter(({ kind }) => !/^the host (has expired|is not yet)/.test(kind))
  .slice(0, 30);

/** The other end, of an authority that the asking host alone trusts; of the kind of key that the chain has. */
const others = new Map<
  string,
  { readonly certificate: Uint8Array; readonly key: KeyPair; readonly authority: Uint8Array }
>();
function otherOf({ hostKey }: Chain): {
  readonly certificate: Uint8Array;
  readonly key: KeyPair;
  readonly authority: Uint8Array;
} {
  const kind = hostKey.privateKey.asymmetricKeyType ?? '';
  const known = others.get(kind);
  if (known !== undefined) return known;
  const [newKey, scheme] = kind === 'rsa' ? [newRsaKey, rsaScheme('sha256')] : [newEcKey, ecdsaScheme('sha256')];
  const [authorityKey, key] = [newKey(), newKey()];
  const certificate = issue(
    { subject: name(['CN', 'a']), issuer: name(['CN', 'Asked CA']), spki: spkiOf(key.publicKey) },
    authorityKey.privateKey,
    scheme,
  );
  const made = { certificate, key, authority: root('Asked CA', authorityKey, scheme) };
  others.set(kind, made);
  return made;
}

function fill(
  tools: ReleaseTools,
  folder: string,
  own: Uint8Array,
  key: KeyPair,
  trusted: readonly Uint8Array[],
  known: readonly Uint8Array[],
): void {
  const database = `sql:${folder}`;
  tools.certutil(['-N', '-d', database, '--empty-password']);
  const contents = {
    certificate: valueIn(readCertificate(own)),
    key: valueIn(readPrivateKey(Uint8Array.from(key.privateKey.export({ format: 'der', type: 'pkcs8' })))),
    friendlyName: 'own',
    random,
  };
  writeFileSync(join(folder, 'own.p12'), valueIn(makePkcs12(contents)).reveal(), { mode: 0o600 });
  const put = tools.pk12util(['-i', join(folder, 'own.p12'), '-d', database, '-W', '']);
  expect(put.status, put.stdout + put.stderr).toBe(0);
  const add = (der: Uint8Array, trust: string, i: number): void => {
    writeFileSync(join(folder, 'one.pem'), pem(der));
    tools.certutil(['-A', '-d', database, '-n', `${trust} ${i}`, '-t', trust, '-a', '-i', join(folder, 'one.pem')]);
  };
  for (const [i, der] of trusted.entries()) add(der, 'CT,,', i);
  for (const [i, der] of known.entries()) add(der, ',,', i);
}

async function ours({ host, roots, between }: Chain): Promise<boolean> {
  const certificate = valueIn(readCertificate(host));
  const authorities = [...between, ...roots].map((one) => valueIn(readCertificate(one)));
  const signatures = await checkSignatures([certificate, ...authorities], verifier);
  return !hasError(judgeCertificate({ certificate }, authorities, { now, usages: usageProfiles(['5.4']), signatures }));
}

/** Whether the daemon that is asked lets the host of the chain in. */
function played(tools: ReleaseTools, chain: Chain): boolean {
  const world = newWorld(['a', 'b'], `chain${tools.release.replace('.', '')}`);
  const daemons: Daemon[] = [];
  const other = otherOf(chain);
  try {
    world.addAddresses('a', ['10.8.0.1/24']);
    world.addAddresses('b', ['10.8.0.2/24']);
    const start = (host: 'a' | 'b', nss: (folder: string) => void): Daemon => {
      const daemon = startDaemon({ tools, world, host, nss });
      daemons.push(daemon);
      return daemon;
    };
    const asked = start('a', (folder) => fill(tools, folder, other.certificate, other.key, chain.roots, chain.between));
    const asking = start('b', (folder) => fill(tools, folder, chain.host, chain.hostKey, [other.authority], []));
    const ids = { a: 'CN=a', b: nameText(valueIn(readCertificate(chain.host)).subject) };
    for (const [daemon, local, remote] of [
      [asked, 'a', 'b'],
      [asking, 'b', 'a'],
    ] as const) {
      daemon.ready();
      const address = { a: '10.8.0.1', b: '10.8.0.2' };
      const settings = [
        `left=${address[local]}`,
        'leftcert=own',
        `leftid="${ids[local]}"`,
        `right=${address[remote]}`,
        `rightid="${ids[remote]}"`,
        `authby=${chain.hostKey.privateKey.asymmetricKeyType === 'rsa' ? 'rsasig' : 'ecdsa'}`,
        tools.release === '5.2' ? 'keyexchange=ikev2' : 'ikev2=insist',
        'auto=add',
      ];
      daemon.write('mesh.conf', `conn mesh\n${settings.map((setting) => `\t${setting}\n`).join('')}`);
      daemon.load('mesh.conf');
    }
    asking.whack('--asynchronous', '--name', 'mesh', '--initiate');
    let said = '';
    for (let tries = 0; tries < 200; tries += 1) {
      said += asked.news().join('\n');
      if (asking.whack('--trafficstatus').stdout.includes('"mesh"')) return true;
      if (said.includes('AUTHENTICATION_FAILED')) return false;
      pause(100);
    }
    throw new Error(`neither up nor refused:\n${said}${asking.news().join('\n')}`);
  } finally {
    for (const daemon of daemons) daemon.stop();
    world.remove();
  }
}

describeWithDaemons('chains before two daemons', (tools) => {
  const own = chains.filter((_, i) => i % debianReleases.length === debianReleases.indexOf(tools.release));
  test.each(own)('$kind', async (chain) => {
    expect(await ours(chain)).toBe(chain.valid);
    expect(played(tools, chain)).toBe(chain.valid);
  });
});
