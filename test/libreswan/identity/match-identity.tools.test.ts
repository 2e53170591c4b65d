import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCertificate } from '../../../src/entries/x509.ts';
import { matchesIdentity } from '../../../src/libreswan/identity/match-identity.ts';
import { type NssHost, nssHost } from '../../support/nss-host.ts';
import { askedReleases, describeWithAsked, type Pluto, startPluto } from '../../support/pluto.ts';

/** Subjects as `openssl req` takes them, all for one key, by the nickname of the certificate. */
const subjects: Readonly<Record<string, string>> = {
  node: '/O=system:nodes/CN=system:node:a',
  surname: '/SN=Doe/CN=a',
  country: '/C=FR/O=Müller GmbH/CN=host_a',
  comma: '/O=Acme, Inc./CN=a',
  long: `/O=x/CN=${'a'.repeat(64)}`,
  alternative: '/CN=cn.example.com',
  components: '/DC=Example/DC=net/CN=a',
  blanks: '/O=a  b/CN=a',
};

const rows: readonly (readonly [nickname: string, id: string])[] = [
  ['node', 'O=system:nodes, CN=system:node:a'],
  ['node', '/O=system:nodes/CN=system:node:a'],
  ['node', 'CN=system:node:a, O=system:nodes'],
  ['node', 'CN=system:node:a'],
  ['node', 'O=system:nodes'],
  ['node', 'O=system:nodes, CN=system:node:b'],
  ['node', 'O=system:nodes, CN=system:node:a, OU=x'],
  ['node', 'CN=system:node:a, CN=system:node:a, O=system:nodes'],
  ['node', 'O=system:nodes, CN=*'],
  ['node', 'o=SYSTEM:NODES, cn=System:Node:A'],
  ['node', '%fromcert'],
  ['node', '@a.example.com'],
  ['surname', 'S=Doe, CN=a'],
  ['surname', 'CN=a, S=Doe'],
  ['surname', 'CN=a'],
  ['country', 'C=FR, O=Müller GmbH, CN=host_a'],
  ['country', 'CN=host_a, C=FR'],
  ['country', 'CN=HOST_A, C=FR'],
  ['country', 'C=FR, O=#0c0c4dc3bc6c6c657220476d6248, CN=host_a'],
  ['comma', 'O=Acme\\, Inc., CN=a'],
  ['comma', 'CN=a, O=Acme,, Inc.'],
  ['long', `O=x, CN=${'a'.repeat(64)}`],
  ['long', `CN=${'a'.repeat(64)}, O=x`],
  ['components', 'DC=Example, DC=net, CN=a'],
  ['components', 'DC=example, DC=net, CN=a'],
  ['components', 'CN=a, DC=Example, DC=net'],
  ['components', 'CN=a, DC=EXAMPLE, DC=net'],
  ['components', 'CN=a, DC=net'],
  ['blanks', 'O=a  b, CN=a'],
  ['blanks', 'CN=a, O=a b'],
  ['blanks', 'CN=a, O=A B'],
  ['country', 'CN=host_a, O=*'],
  ['surname', 'CN=a, S=*'],
  ['alternative', '@host.example.com'],
  ['alternative', '@HOST.example.com'],
  ['alternative', '@cn.example.com'],
  ['alternative', 'user@example.com'],
  ['alternative', 'CN=cn.example.com'],
];

/**
 * Two plutos in one network. The second answers, with the ID under test as `rightid`; without ESP in the kernel the SA
 * fails after the certificate was judged, which is all that is looked at.
 */
describeWithAsked(
  askedReleases,
  'IDs and certificates in IKE_AUTH',
  { addresses: ['10.0.0.1/24', '10.0.0.2/24'], listen: '10.0.0.1' },
  (initiator, release) => {
    let host: NssHost;
    let responder: Pluto;
    beforeAll(() => {
      host = nssHost();
      host.write('san', 'subjectAltName=DNS:host.example.com,email:user@example.com\n');
      for (const key of ['ca', 'host']) host.run('openssl', 'genrsa', '-out', `${key}.key`, '2048');
      host.certificate('ca', '/CN=ca');
      const { tools } = initiator();
      responder = startPluto(tools, { beside: initiator(), listen: '10.0.0.2' });
      for (const [name, subject] of Object.entries(subjects)) {
        host.run('openssl', 'req', '-new', '-utf8', '-key', 'host.key', '-subj', subject, '-out', `${name}.csr`);
        const extensions = name === 'alternative' ? ['-extfile', 'san'] : [];
        const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '9'];
        host.run('openssl', 'x509', '-req', '-in', `${name}.csr`, ...signer, ...extensions, '-out', `${name}.crt`);
        const parts = ['-in', `${name}.crt`, '-inkey', 'host.key', '-certfile', 'ca.crt', '-name', name];
        host.run('openssl', 'pkcs12', '-export', ...parts, '-passout', 'pass:', '-out', `${name}.p12`);
        for (const { folder } of [initiator(), responder]) {
          tools.pk12util(['-i', host.path(`${name}.p12`), '-d', `sql:${folder}/nss`, '-W', '', '-K', '']);
        }
      }
    });
    afterAll(() => {
      responder.stop();
      host.remove();
    });

    test.each(rows)('%s shown to rightid="%s"', (nickname, id) => {
      const read = readCertificate(readFileSync(host.path(`${nickname}.crt`)));
      if (read.kind === 'failed') throw new Error(read.findings.map(({ message }) => message).join('; '));
      const ours = matchesIdentity(id, read.value, release);
      const theirs = admitted(initiator(), responder, nickname, id);
      expect(ours.verdict).not.toBe('unknown');
      expect({ ...ours, admitted: theirs }).toEqual({ ...ours, admitted: ours.verdict === 'yes' });
    });
  },
);

/** Whether the responder takes the certificate for the ID. */
function admitted(initiator: Pluto, responder: Pluto, nickname: string, id: string): boolean {
  const load = (pluto: Pluto, left: string, right: string, leftcert: string, rightid: string): void => {
    const ends = `left=${left}\n\tleftid=%fromcert\n\tleftcert=${leftcert}\n\tright=${right}\n\trightid="${rightid}"`;
    const rest = 'rightca=%same\n\tauthby=rsasig\n\tikev2=insist\n\tauto=add';
    pluto.write('ipsec.conf', `config setup\nconn pair\n\t${ends}\n\t${rest}\n`);
    pluto.load();
    pluto.news();
  };
  load(initiator, '10.0.0.1', '10.0.0.2', nickname, '%fromcert');
  load(responder, '10.0.0.2', '10.0.0.1', 'node', id);
  initiator.whack('--name', 'pair', '--initiate', '--asynchronous');
  let log = '';
  const verdict =
    /authenticated using|established IKE SA|AUTHENTICATION_FAILED|authentication failed|no suitable connection/i;
  for (let tries = 0; tries < 100 && !verdict.test(log); tries += 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    log += responder.news();
  }
  for (const pluto of [initiator, responder]) pluto.whack('--name', 'pair', '--delete');
  if (!verdict.test(log)) throw new Error(`no verdict: ${log.slice(-2000)}`);
  return /authenticated using|established IKE SA/i.test(log);
}
