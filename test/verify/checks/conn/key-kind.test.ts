import { describe, expect, test } from 'vitest';
import { hostPem, nodeSubject } from '../../../support/cluster.ts';
import { type Case, found } from '../found.ts';

const ecdsa = { 'facts/certificates.pem': `# nickname: a\n${hostPem(nodeSubject('a'), { key: 'ec' })}` };

describe('the own key is of the kind with which the release signs', () => {
  const cases: readonly Case[] = [
    ['RSA for RSA', {}, []],
    ['ECDSA for ECDSA', { a: { authby: 'ecdsa' }, filesOfA: ecdsa }, []],
    ['ECDSA for RSA', { filesOfA: ecdsa }, ['error a: authby=rsasig']],
    ['RSA for ECDSA', { a: { authby: 'ecdsa' } }, ['error a: authby=ecdsa']],
    [
      'both are allowed, and RSA is taken first',
      { a: { authby: 'ecdsa,rsasig' }, filesOfA: ecdsa },
      ['error a: authby=ecdsa,rsasig'],
    ],
    ['leftauth= wins', { a: { authby: 'rsasig', leftauth: 'ecdsa' }, filesOfA: ecdsa }, []],
    ['no key is used with a secret', { a: { authby: 'secret' }, filesOfA: ecdsa }, []],
    ['no certificate is known', { filesOfA: { 'facts/certificates.pem': undefined } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/key-against-authby', change)).toEqual(expected);
  });
});
