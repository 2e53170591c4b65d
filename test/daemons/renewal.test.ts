/**
 * A certificate renewed under the same subject before two daemons, with the same key and with a new one: the SA that is there
 * stays, the next one is made with the new certificate, whoever asks, and nothing is done on the peer. docs/renewal.md.
 */
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { newKey } from '../../src/pki/keys.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import type { DebianRelease, ReleaseTools } from '../support/debian/release-tools.ts';
import { valueIn } from '../support/results.ts';
import { random } from '../support/small-authority.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { describeWithDaemons, newWorld } from './world.ts';

const subtle = webcrypto.subtle as never;
const addresses = { a: '10.9.0.1', b: '10.9.0.2' } as const;

/** PKCS#12 files, and the serial numbers of a's certificates. */
interface Material {
  readonly files: Readonly<Record<'a' | 'b' | 'the same key' | 'a new key', Uint8Array>>;
  readonly serials: Readonly<Record<'a' | 'b' | 'the same key' | 'a new key', string>>;
}
let material: Material;

beforeAll(async () => {
  const now = new Date();
  const issuing = { subtle, random, now, days: 100 };
  const key = valueIn(await newKey('p-256', subtle));
  const certificate = valueIn(await makeAuthority({ commonName: 'lab authority' }, key, { ...issuing, days: 200 }));
  const own = { a: valueIn(await newKey('p-256', subtle)), b: valueIn(await newKey('p-256', subtle)) };
  const another = valueIn(await newKey('p-256', subtle));
  const issue = async (commonName: 'a' | 'b', hostKey: typeof another) => {
    const asked = { subject: { organization: 'lab', commonName }, spki: hostKey.spki as Uint8Array };
    const issued = valueIn(await issueCertificate({ certificate, key }, asked, issuing));
    const contents = {
      certificate: issued,
      key: hostKey,
      authorities: [certificate],
      friendlyName: commonName,
      random,
    };
    return { serial: issued.serialHex, file: valueIn(makePkcs12(contents)).reveal() };
  };
  const made = {
    a: await issue('a', own.a),
    b: await issue('b', own.b),
    'the same key': await issue('a', own.a),
    'a new key': await issue('a', another),
  };
  const of = <T>(take: (each: (typeof made)['a']) => T) => ({
    a: take(made.a),
    b: take(made.b),
    'the same key': take(made['the same key']),
    'a new key': take(made['a new key']),
  });
  material = { files: of(({ file }) => file), serials: of(({ serial }) => serial) };
});

function importInto(tools: ReleaseTools, folder: string, file: Uint8Array): void {
  writeFileSync(join(folder, 'host.p12'), file, { mode: 0o600 });
  const put = tools.pk12util(['-i', join(folder, 'host.p12'), '-d', `sql:${folder}`, '-W', '']);
  expect(put.status, put.stdout + put.stderr).toBe(0);
}

function confOf(release: DebianRelease, local: 'a' | 'b'): string {
  const remote = local === 'a' ? 'b' : 'a';
  const settings = [
    `left=${addresses[local]}`,
    `leftcert=${local}`,
    `leftid="O=lab, CN=${local}"`,
    `right=${addresses[remote]}`,
    `rightid="O=lab, CN=${remote}"`,
    'rightca=%same',
    'authby=ecdsa',
    release === '5.2' ? 'keyexchange=ikev2' : 'ikev2=insist',
    'auto=add',
  ];
  return `conn mesh\n${settings.map((setting) => `\t${setting}\n`).join('')}`;
}

/** The numbers of the SAs for packets. */
const saOf = (daemon: Daemon): string => /#(\d+): "mesh"/.exec(daemon.whack('--trafficstatus').stdout)?.[1] ?? 'none';

function until(holds: () => boolean, what: string): void {
  for (let tries = 0; tries < 200; tries += 1) {
    if (holds()) return;
    pause(100);
  }
  throw new Error(what);
}

describeWithDaemons('a certificate renewed before two daemons', (tools) => {
  test.each(['the same key', 'a new key'] as const)(
    '%s: the SA stays, and the next one has it',
    (whose) => {
      const { release } = tools;
      const world = newWorld(['a', 'b'], `renew${release.replace('.', '')}`);
      const daemons: Daemon[] = [];
      try {
        for (const host of ['a', 'b'] as const) {
          world.addAddresses(host, [`${addresses[host]}/24`]);
          const nss = (folder: string): void => {
            tools.certutil(['-N', '-d', `sql:${folder}`, '--empty-password']);
            importInto(tools, folder, material.files[host]);
            tools.certutil(['-M', '-n', 'lab authority', '-t', 'CT,,', '-d', `sql:${folder}`]);
          };
          daemons.push(startDaemon({ tools, world, host, nss }));
        }
        const [a, b] = daemons as [Daemon, Daemon];
        for (const [daemon, host] of [
          [a, 'a'],
          [b, 'b'],
        ] as const) {
          daemon.ready();
          daemon.write('mesh.conf', confOf(release, host));
          daemon.load('mesh.conf');
        }
        const meet = (from: Daemon): void => {
          from.whack('--asynchronous', '--name', 'mesh', '--initiate');
          until(
            () => saOf(a) !== 'none' && saOf(b) !== 'none',
            `no SA:\n${a.news().join('\n')}\n${b.news().join('\n')}`,
          );
        };
        meet(a);
        const before = [saOf(a), saOf(b)];
        b.news();

        const nss = join(a.folder, 'nss');
        expect(tools.certutil(['-D', '-n', 'a', '-d', `sql:${nss}`]).status).toBe(0);
        importInto(tools, nss, material.files[whose]);
        a.whack('--rereadcerts');
        expect([saOf(a), saOf(b)]).toEqual(before);
        const listed = a.whack('--listcerts').stdout.toLowerCase().replaceAll(':', '');
        expect(listed).toContain(material.serials[whose].replace(/^0+/, '').toLowerCase());
        expect(listed).not.toContain(material.serials.a.replace(/^0+/, '').toLowerCase());
        // The peer is told nothing, and does nothing.
        expect(b.news().filter((line) => /"mesh"/.test(line))).toEqual([]);

        // Whoever asks: the certificate that is shown is the one that is left.
        let asker = a;
        for (const from of [b, a]) {
          // By whoever asked for it: that end would ask again.
          asker.whack('--name', 'mesh', '--terminate');
          asker = from;
          until(() => saOf(a) === 'none' && saOf(b) === 'none', 'the SA does not go');
          meet(from);
        }
      } finally {
        for (const daemon of daemons) daemon.stop();
        world.remove();
      }
    },
    120_000,
  );
});
