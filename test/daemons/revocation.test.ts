/**
 * Revocation before two daemons, with certificates of the small authority: what a host makes of a peer's certificate depends on
 * the list in its own NSS database and on `crl-strict`. The table of docs/certificates.md. What `verify` says of the files and facts
 * that the collect script takes of both is the same.
 */
import { spawnSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { collectScript } from '../../src/hosts/collect-script.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import { makeAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { type KeyKind, newKey } from '../../src/pki/keys.ts';
import { makeCrl } from '../../src/pki/make-crl.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { startVerification } from '../../src/verify/verify.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import type { DebianRelease, ReleaseTools } from '../support/debian/release-tools.ts';
import { valueIn } from '../support/results.ts';
import { nodeSignatures } from '../support/signatures.ts';
import { random } from '../support/small-authority.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { describeWithDaemons, newWorld } from './world.ts';

const subtle = webcrypto.subtle as never;
/** Each release with another kind of key. */
const kinds: Readonly<Record<DebianRelease, KeyKind>> = { '4.3': 'rsa-3072', '4.10': 'p-256', '5.2': 'p-384' };

interface Material {
  readonly files: Readonly<Record<'a' | 'b', Uint8Array>>;
  readonly lists: Readonly<Record<'none' | 'empty' | 'overdue' | 'revoked', Uint8Array | undefined>>;
}
const materials = new Map<DebianRelease, Material>();

/** Two hosts of one authority, of which b is revoked. */
async function materialOf(kind: KeyKind): Promise<Material> {
  const now = new Date();
  const issuing = { subtle, random, now, days: 100 };
  const key = valueIn(await newKey(kind, subtle));
  const certificate = valueIn(await makeAuthority({ commonName: 'lab authority' }, key, { ...issuing, days: 200 }));
  const authority = { certificate, key };
  const host = async (commonName: string) => {
    const own = valueIn(await newKey(kind, subtle));
    const asked = { subject: { organization: 'lab', commonName }, spki: own.spki as Uint8Array };
    const issued = valueIn(await issueCertificate(authority, asked, issuing));
    const contents = { certificate: issued, key: own, authorities: [certificate], friendlyName: commonName, random };
    return { serialHex: issued.serialHex, file: valueIn(makePkcs12(contents)).reveal() };
  };
  const [a, b] = [await host('a'), await host('b')];
  const list = async (number: number, revoked: readonly { serialHex: string; at: Date }[], since = now, days = 30) =>
    valueIn(await makeCrl(authority, { revoked, number, now: since, days, subtle })).der;
  const lastWeek = new Date(now.getTime() - 7 * 24 * 60 * 60 * 1000);
  return {
    files: { a: a.file, b: b.file },
    lists: {
      none: undefined,
      empty: await list(1, []),
      overdue: await list(1, [], lastWeek, 1),
      revoked: await list(2, [{ serialHex: b.serialHex, at: now }]),
    },
  };
}

const rows: readonly {
  readonly list: keyof Material['lists'];
  readonly strict: 'yes' | 'no';
  readonly up: boolean;
  readonly why: string;
}[] = [
  { list: 'none', strict: 'no', up: true, why: 'without a list everybody is let in' },
  { list: 'none', strict: 'yes', up: false, why: 'under strict nobody is' },
  { list: 'empty', strict: 'yes', up: true, why: 'a list that does not name the peer is enough for strict' },
  { list: 'empty', strict: 'no', up: true, why: 'and for a host that does not insist' },
  { list: 'overdue', strict: 'no', up: true, why: 'an overdue list is still used' },
  { list: 'overdue', strict: 'yes', up: false, why: 'but is none for strict' },
  { list: 'revoked', strict: 'no', up: false, why: 'a list that names the peer counts without strict too' },
  { list: 'revoked', strict: 'yes', up: false, why: 'and with it' },
];

function fill(tools: ReleaseTools, folder: string, file: Uint8Array, list: Uint8Array | undefined): void {
  const at = (name: string): string => join(folder, name);
  tools.certutil(['-N', '-d', `sql:${folder}`, '--empty-password']);
  writeFileSync(at('host.p12'), file, { mode: 0o600 });
  const put = tools.pk12util(['-i', at('host.p12'), '-d', `sql:${folder}`, '-W', '']);
  expect(put.status, put.stdout + put.stderr).toBe(0);
  tools.certutil(['-M', '-n', 'lab authority', '-t', 'CT,,', '-d', `sql:${folder}`]);
  if (list === undefined) return;
  writeFileSync(at('list.crl'), list);
  const [program, ...args] = tools.command('usr/bin/crlutil', ['-I', '-i', at('list.crl'), '-d', `sql:${folder}`]);
  expect(spawnSync(program, args, { env: { ...process.env, ...tools.env } }).status).toBe(0);
}

function confOf(release: DebianRelease, kind: KeyKind, local: 'a' | 'b'): string {
  const remote = local === 'a' ? 'b' : 'a';
  const addresses = { a: '10.9.0.1', b: '10.9.0.2' };
  const settings = [
    `left=${addresses[local]}`,
    `leftcert=${local}`,
    `leftid="O=lab, CN=${local}"`,
    `right=${addresses[remote]}`,
    `rightid="O=lab, CN=${remote}"`,
    'rightca=%same',
    `authby=${kind === 'rsa-3072' ? 'rsasig' : 'ecdsa'}`,
    release === '5.2' ? 'keyexchange=ikev2' : 'ikev2=insist',
    'auto=add',
  ];
  return `conn mesh\n${settings.map((setting) => `\t${setting}\n`).join('')}`;
}

const isUp = (daemon: Daemon): boolean => daemon.whack('--trafficstatus').stdout.includes('"mesh"');

/** Until the asked host has said yes or no. */
function outcomeOf(asking: Daemon, asked: Daemon): { readonly up: boolean; readonly said: string } {
  let said = '';
  for (let tries = 0; tries < 200; tries += 1) {
    said += asked.news().join('\n');
    if (isUp(asking)) return { up: true, said };
    if (/AUTHENTICATION_FAILED/.test(said)) return { up: false, said };
    pause(100);
  }
  throw new Error(`neither up nor refused:\n${said}`);
}

/** What the collect script takes of the database of a daemon. */
function factsOf({ folder }: Daemon): ReadonlyMap<string, string> {
  const script = join(folder, 'collect.sh');
  writeFileSync(script, collectScript());
  const run = spawnSync('sh', [script, '-n', 'host', '-d', '/nss', join(folder, 'out')], {
    encoding: 'utf8',
    env: { ...process.env, SWANMESH_ROOT: folder },
  });
  expect(run.status, run.stderr).toBe(0);
  const facts = join(folder, 'out/host/facts');
  const wanted = readdirSync(facts).filter((name) => /^(certificates\.pem|nicknames\.txt|crls\.pem)$/.test(name));
  expect(wanted).toHaveLength(3);
  return new Map(wanted.map((name) => [`facts/${name}`, readFileSync(join(facts, name), 'utf8')]));
}

/** What `swanmesh verify` says of two daemons, without an inventory. */
function verdictOf(daemons: readonly Daemon[], strict: 'yes' | 'no', kind: KeyKind): Verification {
  const verification = startVerification({ now: new Date() });
  for (const daemon of daemons) {
    const { host, tools } = daemon;
    const files = new Map([
      ...factsOf(daemon),
      ['facts/release.txt', `Linux Libreswan ${tools.release} (XFRM) on 6.1.0\n`],
      [
        'etc/ipsec.conf',
        `config setup\n${host === 'a' ? `\tcrl-strict=${strict}\n` : ''}include /etc/ipsec.d/*.conf\n`,
      ],
      ['etc/ipsec.d/mesh.conf', confOf(tools.release, kind, host === 'a' ? 'a' : 'b')],
    ]);
    const { value, findings } = readEvidence({ name: host, files }, {});
    verification.add(value, findings);
  }
  return verification.finish(nodeSignatures);
}

describeWithDaemons('revocation before two daemons', (tools) => {
  beforeAll(async () => {
    materials.set(tools.release, await materialOf(kinds[tools.release]));
  });
  test.each(rows)('list: $list, crl-strict=$strict: $why', ({ list, strict, up }) => {
    const { release } = tools;
    const { files, lists } = materials.get(release) as Material;
    const world = newWorld(['a', 'b'], `crl${release.replace('.', '')}`);
    const daemons: Daemon[] = [];
    try {
      world.addAddresses('a', ['10.9.0.1/24']);
      world.addAddresses('b', ['10.9.0.2/24']);
      for (const host of ['a', 'b'] as const) {
        const nss = (folder: string): void => fill(tools, folder, files[host], host === 'a' ? lists[list] : undefined);
        daemons.push(startDaemon({ tools, world, host, setup: host === 'a' ? `\tcrl-strict=${strict}\n` : '', nss }));
      }
      const [asked, asking] = daemons as [Daemon, Daemon];
      for (const [daemon, host] of [
        [asked, 'a'],
        [asking, 'b'],
      ] as const) {
        daemon.ready();
        daemon.write('mesh.conf', confOf(release, kinds[release], host));
        daemon.load('mesh.conf');
      }
      asking.whack('--asynchronous', '--name', 'mesh', '--initiate');
      expect(outcomeOf(asking, asked).up).toBe(up);
      const { consistent, findings } = verdictOf(daemons, strict, kinds[release]);
      expect(consistent, findings.map(({ message }) => message).join('\n')).toBe(up ? 'yes' : 'no');
    } finally {
      for (const daemon of daemons) daemon.stop();
      world.remove();
    }
  });
});
