import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';
const mesh = meshOf({ ipsec: { layout: 'flat' } });
const inConnForC = (line: string) => (text: string) => {
  const keyword = line.split('=')[0];
  return text.replace(/^conn c\n(?:\t.*\n)*/m, (conn) => {
    const lines = conn.split('\n').filter((one) => !one.startsWith(`\t${keyword}=`) && one !== '');
    return `${lines.join('\n')}\n\t${line}\n`;
  });
};

describe('the ends of a conn are as the inventory plans them', () => {
  test.each<[why: string, line: string, found: readonly string[]]>([
    [
      'the ID in another spelling of the same name',
      'leftid="CN=system:node:b,O=system:nodes"',
      ['warning b: leftid="CN=system:node:b,O=system:nodes"'],
    ],
    ['blanks in the ID', 'leftid="O=system:nodes,CN=system:node:b"', []],
    ['the certificate decides', 'leftid=%fromcert', []],
    ['the key is that of the certificate', 'leftrsasigkey=%cert', []],
    ['the certificate is sent when it is asked for', 'leftsendcert=ifasked', []],
    ['that it is never sent is told with its nickname', 'leftsendcert=never', []],
    ['any authority for the peer', 'rightca=%any', ['warning b: rightca=%any']],
    ['a certificate for the peer', 'rightcert=c', ['error b: rightcert=c']],
    ['the own end listens elsewhere', 'leftikeport=1500', ['error b: leftikeport=1500']],
    ['a name that is asked for', 'leftxauthserver=yes', ['error b: leftxauthserver=yes']],
    ['that the pair does not cover the same packets is told of the pair', 'leftsubnet=10.9.0.0/24', []],
  ])('%s', (_, line, found) => {
    expect(foundOnB('verify/differs', mesh(), path, inConnForC(line))).toEqual(found);
  });
});
