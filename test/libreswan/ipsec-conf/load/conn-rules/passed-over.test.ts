/** Settings that a release passes over or takes for something else: each with a release that does, and one that does not. */
import { expect, test } from 'vitest';
import { checkRelease } from '../../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { atLeast, type Release } from '../../../../../src/libreswan/release.ts';

/** What is said of a conn with some settings: code and keyword. IKEv1 is allowed. */
function said(settings: readonly string[], release: Release): readonly string[] {
  const has = (keyword: string): boolean => settings.some((line) => line.startsWith(`${keyword}=`));
  const version = atLeast(release, '5.0') || has('ikev2') ? [] : ['ikev2=insist'];
  const ends = ['left', 'right'].filter((side) => !has(side)).map((side, i) => `${side}=192.0.2.${i + 1}`);
  const lines = [...ends, ...version, ...settings, 'auto=add'];
  const text = `config setup\n\tikev1-policy=accept\nconn a\n${lines.map((line) => `\t${line}\n`).join('')}`;
  return checkRelease(parseConf(text, release).value, release).map(({ code, severity, at }) => {
    const line = at.kind === 'text' ? (lines[at.line - 4] ?? '') : '';
    return `${severity} ${code.replace('libreswan/', '')} ${line.slice(0, line.indexOf('='))}`;
  });
}

const v1: Readonly<Record<'4' | '5', string>> = { '4': 'ikev2=no', '5': 'keyexchange=ikev1' };
const never = ['type=passthrough', 'authby=never'];

test.each<[settings: readonly string[], silent: Release | undefined, aloud: Release, expected: readonly string[]]>([
  // The version of IKE.
  [['dpddelay=30', 'dpdtimeout=120'], '4.3', '4.10', ['warning no-effect dpdtimeout']],
  [['dpddelay=30', 'dpdtimeout=120'], '4.3', '5.4', ['warning no-effect dpdtimeout']],
  [[v1['5'], 'dpddelay=30'], undefined, '5.4', ['warning no-effect dpddelay']],
  [[v1['4'], 'dpddelay=30'], undefined, '4.3', ['warning no-effect dpddelay']],
  [['dpdaction=clear'], undefined, '4.10', ['warning no-effect dpdaction']],
  [
    ['dpddelay=30', 'dpdtimeout=60', 'dpdaction=restart', 'rekey=no'],
    undefined,
    '4.3',
    ['warning no-effect dpdaction'],
  ],
  [['ikepad=no'], '4.10', '5.2', ['warning no-effect ikepad']],
  [['fragmentation=force'], '4.10', '5.4', ['warning no-effect fragmentation']],
  [['xauthby=file'], '5.3', '5.4', ['warning no-effect xauthby']],
  [['leftxauthserver=yes'], '5.3', '5.4', ['warning no-effect leftxauthserver']],
  [[v1['5'], 'rightcat=yes'], undefined, '5.3', ['warning no-effect rightcat']],
  [[v1['5'], 'ppk=no'], undefined, '5.2', ['warning no-effect ppk']],
  [[v1['5'], 'accept-redirect=yes'], undefined, '5.2', ['warning no-effect accept-redirect']],
  [[v1['5'], 'modecfgdomains="a.example, b.example"'], undefined, '5.4', ['warning no-effect modecfgdomains']],
  // Conns that never negotiate.
  [[...never, 'ike=aes'], undefined, '4.3', ['warning no-effect ike']],
  [[...never, 'esp=aes'], '5.3', '5.2', ['warning no-effect esp']],
  [[...never, 'pfs=no'], '4.10', '5.2', ['warning no-effect pfs']],
  [[...never, 'leftid=@a'], '5.2', '5.3', ['warning no-effect leftid']],
  [[...never, 'priority=7'], '5.2', '5.3', ['warning no-effect priority']],
  [[...never, 'failureshunt=drop'], '5.3', '5.4', ['warning no-effect failureshunt']],
  // What another setting rules out.
  [['send-redirect=yes'], undefined, '4.3', ['warning no-effect send-redirect']],
  [['send-redirect=no', 'redirect-to=192.0.2.9'], '4.10', '5.4', ['warning no-effect redirect-to']],
  [['tcp-remoteport=4500'], '4.10', '5.2', ['warning no-effect tcp-remoteport']],
  [['iptfs-fragmentation=yes'], undefined, '5.2', ['warning no-effect iptfs-fragmentation']],
  [['clones=4'], undefined, '5.4', ['info no-effect clones']],
  [['clones=no'], undefined, '5.4', []],
  [['esn=yes', 'replay-window=0'], '4.10', '5.2', ['warning no-effect esn']],
  [['mark=5/0xff', 'mark-in=6/0xff'], undefined, '5.4', ['warning no-effect mark']],
  [['keyingtries=3'], '4.10', '5.2', ['warning no-effect keyingtries']],
  [['reqid=16384'], undefined, '4.10', ['warning no-effect reqid']],
  [['leftikeport=65536'], undefined, '5.2', ['warning no-effect leftikeport']],
  [['leftcert=x', 'leftckaid=0a0b'], undefined, '5.4', ['warning no-effect leftckaid']],
  [['vti-interface=a-name-with-16-or-more'], '4.10', '5.4', ['warning no-effect vti-interface']],
  [['debug=none'], undefined, '5.4', ['warning no-effect debug']],
  [['mark=foo'], undefined, '4.10', ['warning no-effect mark']],
  // Lifetimes.
  [['ikelifetime=25h'], undefined, '4.3', ['warning no-effect ikelifetime']],
  [['salifetime=10m', 'rekeymargin=8m'], '4.10', '5.4', ['warning no-effect salifetime']],
  [['salifetime=10m', 'rekeymargin=10m'], undefined, '4.10', ['warning no-effect salifetime']],
  [['rekeymargin=10h'], undefined, '5.4', ['warning no-effect rekeymargin']],
  // What an end protects.
  [['leftsubnet=10.1.0.5/16', 'rightsubnet=10.2.0.0/16'], '4.10', '5.4', ['warning no-effect leftsubnet']],
  [['leftsubnets={10.1.0.5/16}', 'rightsubnet=10.2.0.0/16'], undefined, '4.10', ['warning no-effect leftsubnets']],
  [
    ['leftsubnets={10.1.0.0/16 2001:db8::/64}', 'rightsubnet=10.2.0.0/16'],
    undefined,
    '5.2',
    ['warning no-effect leftsubnets'],
  ],
  [
    ['leftsubnets={10.1.0.0/16 2001:db8::/64}', 'rightsubnets={10.2.0.0/16 2001:db8:1::/64}'],
    undefined,
    '5.2',
    ['info no-effect leftsubnets'],
  ],
  // Proposals.
  [['ike=aes256-sha2+sha2_256;dh19'], undefined, '4.10', ['info no-effect ike']],
  [['ike=aes+aes128-sha2;dh19'], undefined, '5.4', ['info no-effect ike']],
  [['ike=aes;integ=sha2;prf=sha2;ke=dh19'], undefined, '5.4', ['info no-effect ike']],
  // Replaced.
  [['ikev2=always'], '4.10', '5.2', ['info obsolete-keyword ikev2']],
  [['keyexchange=ikev2', 'ikev2=never'], undefined, '5.4', ['warning no-effect ikev2']],
  [['failureshunt=hold'], '5.2', '5.4', ['info other-meaning failureshunt']],
  [['leftid="O=x,, y"'], '4.10', '5.4', ['info other-meaning leftid']],
  [['x-note=1'], '4.10', '5.2', ['info no-effect x-note']],
  // The kernel and the card.
  [['iptfs=yes'], undefined, '5.4', ['info no-effect iptfs']],
  [['nic-offload=crypto'], undefined, '5.4', ['info no-effect nic-offload']],
  [
    ['leftinterface-ip=192.0.2.9/24', 'leftsourceip=192.0.2.1'],
    undefined,
    '4.3',
    ['warning no-effect leftinterface-ip'],
  ],
  // Names.
  [['right=192.0.2.300'], undefined, '4.10', ['warning address-is-a-name right']],
  [['right=192.0.2.2/24'], undefined, '5.4', ['warning address-is-a-name right']],
  [['right=2001:db8::2'], '4.10', '5.2', ['warning address-is-a-name left']],
  [['leftid=vpn.example.com'], undefined, '4.3', ['warning address-is-a-name leftid']],
  [['leftid=vpn.example.com'], undefined, '5.4', ['warning address-is-a-name leftid']],
  // Certificates of an authority that has expired.
  [['leftgroundhog=yes'], undefined, '5.4', ['warning expired-accepted leftgroundhog']],
  [['leftgroundhog=no'], '5.3', '5.2', ['warning expired-accepted leftgroundhog']],
])('%j: not %s, but %s: %j', (settings, silent, aloud, expected) => {
  expect(said(settings, aloud)).toEqual(expected);
  if (silent !== undefined) expect(said(settings, silent)).not.toEqual(expect.arrayContaining([...expected]));
});

test.each<[settings: readonly string[], release: Release]>([
  [['right=gateway.example.com'], '4.10'],
  [['right=%any'], '5.4'],
  [['leftid=@vpn.example.com'], '4.3'],
  [['leftid=192.0.2.9'], '5.4'],
  [['leftid=%fromcert'], '5.4'],
  [['dpddelay=30'], '4.10'],
  [['dpddelay=30', 'dpdtimeout=120', 'dpdaction=hold'], '4.3'],
  [[v1['5'], 'dpddelay=30', 'dpdtimeout=120'], '5.4'],
  [['keyexchange=ikev2'], '5.4'],
  [['enable-tcp=yes', 'tcp-remoteport=4501'], '5.4'],
  [['esn=no', 'replay-window=0'], '5.4'],
  [['ikelifetime=24h'], '5.4'],
  [['ike=aes128+aes256-sha2;dh19'], '5.4'],
  [['mark-in=6/0xff', 'mark-out=7/0xff'], '5.4'],
])('%j: nothing to say in %s', (settings, release) => {
  expect(said(settings, release)).toEqual([]);
});
