import { describe, expect, test } from 'vitest';
import { proofOf, signs, waysOf } from '../../../../src/verify/checks/pair/authentication.ts';
import type { Conn } from '../../../../src/verify/conn.ts';

/** A conn of which only `authby=` and the `auth=` of its own end are asked. */
const conn = (authby: string, auth?: string): Conn =>
  ({
    meaning: () => authby,
    writtenFor: (end: 'local' | 'remote') => (end === 'local' && auth !== undefined ? { meaning: auth } : undefined),
  }) as unknown as Conn;
const whole = [512, 384, 256];

describe('what authby= comes to', () => {
  test.each<[authby: string, ways: readonly (readonly [string, readonly number[], boolean])[]]>([
    ['rsasig', [['rsa', whole, true]]],
    ['rsa-sha2_256', [['rsa', [256], false]]],
    ['rsa-sha1', [['rsa', [], true]]],
    ['rsa-sha2', [['rsa', whole, false]]],
    ['ecdsa-sha2_384', [['ecdsa', [384], false]]],
    [
      'ecdsa,rsasig',
      [
        ['rsa', whole, true],
        ['ecdsa', whole, false],
      ],
    ],
    ['rsa-sha2_256,rsa-sha2_512,rsa-sha1', [['rsa', [512, 256], true]]],
    ['RSASIG', [['rsa', whole, true]]],
    ['secret', [['secret', whole, false]]],
    ['null', [['null', whole, false]]],
    ['nonsense', []],
  ])('%s, the way that pluto takes first coming first', (authby, ways) => {
    expect(waysOf(conn(authby), 'remote').map(({ proof, hashes, legacy }) => [proof, hashes, legacy])).toEqual(ways);
  });
});

test('leftauth= wins over authby=, whose hashes hold all the same', () => {
  const own = conn('rsa-sha2_256,secret', 'rsasig');
  expect(waysOf(own, 'local')).toEqual([{ proof: 'rsa', hashes: [256], legacy: false }]);
  expect(waysOf(own, 'remote').map(({ proof }) => proof)).toEqual(['rsa', 'secret']);
  expect(proofOf(conn('secret', 'rsasig'))).toBe('rsa');
});

test.each([
  ['rsasig', true],
  ['ecdsa', true],
  ['secret', false],
  ['never', false],
  ['', false],
] as const)('with authby=%s it signs: %s', (authby, expected) => {
  expect(signs(conn(authby))).toBe(expected);
});
