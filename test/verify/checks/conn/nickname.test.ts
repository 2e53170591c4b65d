import { describe, expect, test } from 'vitest';
import { hostPem, nodeSubject } from '../../../support/cluster.ts';
import { type Case, found } from '../found.ts';

const listed = (...lines: readonly string[]) => ({
  'facts/nicknames.txt': ['Certificate Nickname  Trust Attributes', ...lines, 'Mesh CA  CT,,', ''].join('\n'),
});
const twoNames = `# nickname: a\n${hostPem(nodeSubject('a'))}# nickname: x:y\n${hostPem(nodeSubject('x'))}`;

describe('the own end names a certificate that its database has', () => {
  const cases: readonly Case[] = [
    ['by its nickname', {}, []],
    ['not at all', { a: { leftcert: undefined } }, ['error a: conn to-b']],
    ['by another', { a: { leftcert: 'other' } }, ['error a: leftcert=other']],
    ['which is never sent', { a: { leftsendcert: 'never' } }, ['error a: leftsendcert=never']],
    ['as a PKCS#11 URI', { a: { leftcert: 'pkcs11:object=a' } }, []],
    [
      'with a colon, where NSS looks for a token',
      { a: { leftcert: 'x:y' }, filesOfA: { 'facts/certificates.pem': twoNames } },
      ['error a: leftcert=x:y'],
    ],
    ['with its key', { filesOfA: listed('a  u,u,u') }, []],
    ['without its key', { filesOfA: listed('a  ,,') }, ['error a: leftcert=a']],
    ['that is there twice', { filesOfA: listed('a  u,u,u', 'a  u,u,u') }, ['warning a: leftcert=a']],
    ['a raw key instead', { a: { leftcert: undefined, leftrsasigkey: '0sAQO7' } }, []],
    ['none is needed with a secret', { a: { authby: 'secret', leftcert: undefined } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/nickname', change)).toEqual(expected);
  });
});
