import { expect, test } from 'vitest';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { fromDefault } from '../../../../src/libreswan/ipsec-conf/load/inherited.ts';
import type { Includer } from '../../../../src/libreswan/ipsec-conf/load/load.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../../../src/libreswan/release.ts';

const path = '/etc/crypto-policies/back-ends/libreswan.config';
const policy =
  'conn %default\n\tike=aes_gcm256-sha2_512;dh19\n\tesp=aes_gcm256\n\tauthby=ecdsa,rsa-sha2_512\n\tpfs=yes\n';

/** Which lines count for a conn, as `keyword file:line`, and which lose to what. */
function ofDefault(text: string, release: Release, name: string): readonly string[] {
  const include: Includer = (pattern) => (pattern === path ? [{ file: 'policy', input: policy }] : []);
  const explained = explainConf(parseConf(text, release, 'conf').value, release, include);
  const conn = explained.conns.find((each) => each.name === name);
  if (conn === undefined) throw new Error(`no conn ${name}`);
  const { taken, beaten } = fromDefault(explained, conn);
  return [
    ...taken.map(({ keyword, file, line }) => `${keyword} ${file}:${line.at.line}`),
    ...beaten.map(({ keyword, file, line, by }) => `${keyword} ${file}:${line} < ${by.file}:${by.line.at.line}`),
  ];
}

test.each(['4.3', '4.10', '5.2', '5.4'] as const)('%s: a line of the conn wins over the crypto-policy', (release) => {
  const text = `include ${path}\nconn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauthby=secret\n\tesp=aes256-sha2_256\n`;
  expect(ofDefault(text, release, 'a')).toEqual([
    'ike policy:2',
    'pfs policy:5',
    'esp policy:3 < conf:6',
    'authby policy:4 < conf:5',
  ]);
});

test('so does one that also= brings, and another name of the same keyword', () => {
  const text = `include ${path}\nconn base\n\tike=aes256-sha2_256;dh20\nconn a\n\talso=base\n\tphase2alg=aes128-sha1\n`;
  expect(ofDefault(text, '4.10', 'a').filter((each) => each.includes('<'))).toEqual([
    'ike policy:2 < conf:3',
    'esp policy:3 < conf:6',
  ]);
});
