import { describe, expect, test } from 'vitest';
import { authorityPem, hostPem, nodeSubject } from '../../../support/cluster.ts';
import { type Case, found } from '../found.ts';

const ofOther = {
  'facts/certificates.pem': `# nickname: b\n${hostPem(nodeSubject('b'), { issuer: 'Other CA' })}# nickname: Other CA\n${authorityPem('Other CA')}`,
};
const knowsOther = {
  'facts/certificates.pem': `# nickname: a\n${hostPem(nodeSubject('a'))}# nickname: Other CA\n${authorityPem('Other CA')}`,
};

describe('the certificate of the peer comes from the CA that rightca= names', () => {
  const cases: readonly Case[] = [
    ['%same, and the same', {}, []],
    [
      '%same, and another',
      { filesOfA: knowsOther, filesOfB: ofOther },
      [
        'error a: rightca=%same (b: -----BEGIN CERTIFICATE-----)',
        'error b: rightca=%same (a: -----BEGIN CERTIFICATE-----)',
      ],
    ],
    ['the name of the CA', { a: { rightca: '"OU=openshift, CN=Mesh CA"' } }, []],
    [
      'another name',
      { a: { rightca: '"CN=Nobody"' } },
      ['error a: rightca="CN=Nobody" (b: -----BEGIN CERTIFICATE-----)'],
    ],
    ['%any', { a: { rightca: '%any' } }, []],
    ['no word', { a: { rightca: undefined } }, []],
    ['a name that no release reads is ignored', { a: { rightca: '"nonsense"' } }, []],
    ['no certificate is shown with a secret', { both: { authby: 'secret' }, a: { rightca: '"CN=Nobody"' } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/other-authority', change)).toEqual(expected);
  });
});
