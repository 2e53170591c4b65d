import { describe, expect, test } from 'vitest';
import { hostPem, nodeSubject } from '../../../support/cluster.ts';
import { type Case, found } from '../found.ts';

const ecdsaOfB = { 'facts/certificates.pem': `# nickname: b\n${hostPem(nodeSubject('b'), { key: 'ec' })}` };

describe('what an end proves itself with is what the other takes', () => {
  const cases: readonly Case[] = [
    ['the same word', {}, []],
    ['a word that allows it', { a: { authby: 'ecdsa,rsasig' } }, []],
    ['RSA against a secret', { b: { authby: 'secret' } }, ['error a: authby=rsasig (b: authby=secret)']],
    ['RSA against ECDSA', { b: { authby: 'ecdsa' }, filesOfB: ecdsaOfB }, ['error a: authby=rsasig (b: authby=ecdsa)']],
    ['a hash that both allow', { a: { authby: 'rsa-sha2_256,rsa-sha2_512' }, b: { authby: 'rsa-sha2_512' } }, []],
    [
      'no hash that both allow',
      { a: { authby: 'rsa-sha2_256' }, b: { authby: 'rsa-sha2_512' } },
      ['error a: authby=rsa-sha2_256 (b: authby=rsa-sha2_512)'],
    ],
    ['the old signature with SHA-1 meets the old one', { a: { authby: 'rsa-sha1' }, b: { authby: 'rsasig' } }, []],
    ['never is no way', { both: { authby: 'never' } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/authby-differs', change)).toEqual(expected);
  });
});
