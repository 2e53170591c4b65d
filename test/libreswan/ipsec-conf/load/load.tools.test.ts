/** Which conns a running pluto has after it read a file, beside what we say of them: the rules about conns as wholes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { debianReleases } from '../../../support/debian/release-tools.ts';
import { describeWithPluto, type Pluto } from '../../../support/pluto.ts';

const ends = '\tleft=10.0.0.1\n\tright=10.0.0.2\n\tikev2=insist\n\tauto=add\n';
const conn = (...settings: readonly string[]): string =>
  `conn a\n${ends}${settings.map((setting) => `\t${setting}\n`).join('')}`;
const withDefault = (setting: string, ...own: readonly string[]): string =>
  `conn %default\n\t${setting}\n${conn(...own)}conn b\n${ends.replace('10.0.0.2', '10.0.0.3')}`;

describeWithPluto(
  debianReleases,
  'loads the conns that we say it does',
  { addresses: ['10.0.0.1/24'] },
  (pluto, tools) => {
    test.each([
      conn(),
      conn('authby=never'),
      conn('authby=never', 'type=passthrough'),
      conn('type=passthrough'),
      conn('type=drop'),
      conn('type=reject', 'authby=never'),
      conn('authby=RSASIG'),
      conn('authby=secret,rsasig'),
      conn('authby=secret|rsasig'),
      conn('authby=rsa-sha1'),
      conn('authby=null'),
      conn('authby=eddsa'),
      conn('leftauth=rsasig'),
      conn('leftauth=rsasig', 'rightauth=secret'),
      conn('leftsubnet=10.1.0.0/16'),
      conn('leftsubnet=10.1.0.1/16'),
      conn('rightsubnet=fd00::/8'),
      conn('mark=5'),
      conn('mark="5"'),
      conn('mark=5/0xffffffff'),
      conn('dpddelay=abc'),
      conn('dpddelay=15'),
      conn('esp=rot13'),
      conn('esp=aes256-sha2_256'),
      conn('ike=aes256-sha2;modp1024'),
      conn('ike=aes256+aes128-sha1;modp2048'),
      conn('type=passthrough', 'authby=never', 'esp=rot13'),
      conn('mtu=1400', 'mtu=1400'),
      conn('mtu=1400', 'mtu=1300'),
      conn('leftid=@a', 'leftid=@a'),
      conn('also=missing'),
      conn('priority=100', 'type=passthrough', 'authby=never'),
      conn('leftrsasigkey=banana'),
      conn('leftrsasigkey=%cert'),
      conn('leftckaid=zz'),
      conn('leftsubnet=10.1.0.0/16', 'rightsubnet=fd00::/8'),
      conn('leftsubnet=fd00::/8'),
      conn('leftsubnet=fd00::/8', 'rightsubnet=fd01::/16'),
      conn('leftsubnets={10.1.0.0/16 10.2.0.0/16}', 'rightsubnet=10.3.0.0/16'),
      conn('leftsubnet=0/0'),
      conn('phase2=ah', 'ah=sha1-modp2048'),
      conn('mark=0x5'),
      conn('mark="banana"'),
      conn('leftid="O=x, CN"'),
      conn('leftid="O=x, CN=y"'),
      conn('leftid=@a'),
      conn('leftca="O=x, CN"'),
      `${conn('also=b', 'also=missing')}conn b\n\tmetric=7\n`,
      'conn a\n\tleft=10.0.0.1\n\tikev2=insist\n\tauto=ignore\n',
      'conn a\n\tleft=%any\n\tright=%any\n\tikev2=insist\n\tauto=add\n',
      'conn a\n\tleft=10.0.0.1\n\tright=%any\n\tikev2=insist\n\tauto=add\n',
      'conn a\n\tleft=10.0.0.1\n\tright=10.0.0.1\n\tikev2=insist\n\tauto=add\n',
      'conn a\n\tikev2=insist\n\tauto=add\n\tright=10.0.0.2\n',
      'conn a\n\tikev2=insist\n\tauto=add\n\tleft=10.0.0.1\n',
      'conn %default\n\tauto=add\n\tleft=10.0.0.1\nconn a\n\tikev2=insist\n\tright=10.0.0.2\nconn b\n\tikev2=insist\n\tright=10.0.0.3\n\tauto=ignore\n',
      conn('ah=sha1', 'phase2=ah'),
      conn('phase2=ah', 'ah=rot13'),
      conn('rightsubnet=vhost:%priv,%no'),
      conn('leftnexthop=10.0.0.254', 'leftsourceip=10.0.0.1'),
      conn('keyexchange=ikev1'),
      conn('ikev2=never'),
      withDefault('dpddelay=abc'),
      withDefault('dpddelay=abc', 'dpddelay=30'),
      withDefault('mark="5"'),
      withDefault('authby=never'),
      withDefault('authby=never', 'type=passthrough'),
      withDefault('type=passthrough'),
      withDefault('esp=rot13', 'esp=aes256'),
    ])('%j', (text) => {
      const loaded = loadedBy(pluto(), text);
      const { conns } = explainConf(parseConf(text, tools.release).value, tools.release);
      // A conn with auto=ignore is one that could be loaded, by name.
      const wanted = conns.filter((one) => one.loaded && (one.settings.get('auto')?.value ?? 'ignore') !== 'ignore');
      expect(
        wanted.map(({ name }) => name),
        pluto().news(),
      ).toEqual(loaded);
    });

    test('of a whole file from elsewhere', () => {
      const text = readFileSync(new URL('../../../vectors/conns-from-elsewhere.conf', import.meta.url), 'utf8');
      const ikev1Line = text.split('\n').findIndex((line) => line.includes('ikev2=never')) + 1;
      const loaded = loadedBy(pluto(), text);
      const { conns, findings } = explainConf(parseConf(text, tools.release).value, tools.release);
      // Debian's 4.10 refuses IKEv1, which the release as published takes: that is a warning.
      const warned = findings.filter(({ code, severity }) => code === 'libreswan/conn-lost' && severity === 'warning');
      expect(warned.map(({ at }) => at.kind === 'text' && at.line)).toEqual(
        tools.release === '4.10' ? [ikev1Line] : [],
      );
      const expected = conns.filter((one) => one.loaded && !(warned.length > 0 && one.name === 'xauth-rsa'));
      expect(expected.map(({ name }) => name).sort(), pluto().news()).toEqual(loaded);
    });
  },
);

/** The names of the conns that a pluto has after it read a file, sorted; of several that stand for one, its name. They are taken out again. */
function loadedBy(host: Pluto, text: string): readonly string[] {
  host.write('ipsec.conf', text);
  host.load();
  const { stdout } = host.whack('--status');
  const shown = stdout.matchAll(/"([^"/]+)(?:\/[^"]*)?"(?:\[[0-9]+\])?: .*(?:eroute owner|routing|unrouted)/g);
  const names = [...new Set([...shown].flatMap((match) => match[1] ?? []))];
  for (const name of names) host.whack('--name', name, '--delete');
  return names.sort();
}
