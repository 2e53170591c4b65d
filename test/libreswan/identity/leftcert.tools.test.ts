import { expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { leftcertForm } from '../../../src/libreswan/identity/leftcert.ts';
import { quoteValue } from '../../../src/libreswan/quote.ts';
import { releaseRange } from '../../../src/libreswan/release.ts';
import { debianReleases } from '../../support/debian/release-tools.ts';
import { nssHost } from '../../support/nss-host.ts';
import { describeWithPluto } from '../../support/pluto.ts';

const nicknames: readonly string[] = [
  ...[
    'host1',
    '1234',
    'host1 - Example Org',
    'system:node:a',
    'pkcs11:object=x',
    'NSS Certificate DB',
    'a,b#c{d}',
    '%any',
  ],
  ...["it's", 'a\\b', 'höst', 'q"uote', 'q"uote: and blank', '%forever'],
];

describeWithPluto(debianReleases, 'leftcert', { addresses: ['10.0.0.1/24'] }, (pluto, tools) => {
  test('the form that we give finds the certificate under any nickname', () => {
    const host = nssHost();
    const at = valueAt('leftcert');
    const conns = nicknames.map((nickname, i) => {
      const name = `n${i}`;
      if (i === 0) host.run('openssl', 'genrsa', '-out', 'host.key', '2048');
      const request = [
        '-x509',
        '-new',
        '-key',
        'host.key',
        '-days',
        '9',
        '-subj',
        `/CN=${name}`,
        '-out',
        `${name}.crt`,
      ];
      host.run('openssl', 'req', ...request);
      const wrap = ['-export', '-in', `${name}.crt`, '-inkey', 'host.key', '-name', nickname, '-passout', 'pass:'];
      host.run('openssl', 'pkcs12', ...wrap, '-out', `${name}.p12`);
      const file = host.path(`${name}.p12`);
      const outcome = tools.pk12util(['-i', file, '-d', `sql:${pluto().folder}/nss`, '-W', '', '-K', '']);
      expect([nickname, outcome.status]).toEqual([nickname, 0]);
      const form = leftcertForm(nickname, releaseRange(tools.release), at);
      const written = form.kind === 'ok' ? quoteValue(form.value.value, 'text', at) : form;
      const value = written.kind === 'ok' ? written.value : '';
      return `conn ${name}\n\tleft=10.0.0.1\n\tleftid=%fromcert\n\tleftcert=${value}\n\tright=10.0.0.2\n\tauto=add\n`;
    });
    host.remove();
    pluto().write('ipsec.conf', `config setup\n${conns.join('')}`);
    expect(pluto().load()).toMatchObject({ status: 0, stderr: '' });
    const status = pluto().whack('--status').stdout;
    const found = nicknames.map((nickname, i) => [nickname, new RegExp(`"n${i}": .*\\[CN=n${i}[\\],]`).test(status)]);
    expect(found).toEqual(nicknames.map((nickname) => [nickname, true]));
  });
});
