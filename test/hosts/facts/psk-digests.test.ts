import { describe, expect, test } from 'vitest';
import { readSharedKeys } from '../../../src/hosts/facts/psk-digests.ts';
import { evidenceOf } from '../../verify/evidence-of.ts';

describe('the pre-shared keys of a host', () => {
  const keysIn = (secrets: string, path = 'etc/ipsec.secrets') => readSharedKeys(evidenceOf({ [path]: secrets }));

  test.each(['etc/ipsec.secrets', 'etc/ipsec.d/mesh.secrets', 'etc/ipsec.d/.secrets'])('are read from %s', (path) => {
    expect(keysIn('10.0.0.1 10.0.0.2 : PSK "x"\n', path)?.find('10.0.0.1', '10.0.0.2')).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    'etc/ipsec.d/x/mesh.secrets',
    'etc/ipsec.d/mesh.secrets.bak',
    'xetc/ipsec.d/mesh.secrets',
    'etc/x/ipsec.secrets',
    'etc/ipsec.conf',
  ])('are not read from %s', (path) => {
    expect(keysIn('10.0.0.1 10.0.0.2 : PSK "x"\n', path)).toBeUndefined();
  });

  test('are those of the two IDs, whichever comes first, before that of the own one, before that of anybody', () => {
    const keys = keysIn(
      [
        ': PSK "anybody"',
        '10.0.0.2 : PSK "remote"',
        '10.0.0.1 : PSK "local"',
        '10.0.0.1 10.0.0.2 : PSK "pair"',
        '@a @b @c : PSK "three"',
        '%any 10.0.0.8 : PSK "from anybody"',
        ': RSA { }',
        '',
      ].join('\n'),
    );
    const all = [
      ['10.0.0.1', '10.0.0.2'],
      ['10.0.0.2', '10.0.0.1'],
      ['10.0.0.1', '10.0.0.9'],
      ['10.0.0.9', '10.0.0.2'],
      ['10.0.0.2', '10.0.0.9'],
      ['10.0.0.9', '10.0.0.7'],
      ['@a', '@b'],
      ['@c', '@a'],
      ['@c', '@b'],
      ['@a', '@d'],
    ].map(([a = '', b = '']) => keys?.find(a, b));
    const [pair, turned, local, peerAlone, other, anybody, ab, ca, cb, ad] = all;
    expect(new Set([pair, local, other, anybody, ab]).size).toBe(5);
    expect([turned, peerAlone, ca, cb, ad]).toEqual([pair, anybody, ab, ab, anybody]);
  });

  test('of two texts of one address are the same', () => {
    const keys = keysIn('fd00:0::1 FD00::2 : PSK "x"\n');
    expect(keys?.find('fd00::1', 'fd00:0:0::2')).toBeDefined();
    expect(keys?.find('fd00::1', 'fd00::3')).toBeUndefined();
  });

  test('are also known by the digests that were gathered', () => {
    const keys = readSharedKeys(
      evidenceOf({ 'facts/psk-digests.txt': 'abc   10.0.0.1\t10.0.0.2\n\n  def 10.0.0.3 10.0.0.4\nghi\n' }),
    );
    expect(keys?.find('10.0.0.2', '10.0.0.1')).toBe('salted abc');
    expect(keys?.find('10.0.0.3', '10.0.0.4')).toBe('salted def');
    expect(keys?.find('10.0.0.5', '10.0.0.6')).toBe('salted ghi');
    expect(readSharedKeys(evidenceOf({ 'facts/psk-digests.txt': '' }))?.find('a', 'b')).toBeUndefined();
    expect(readSharedKeys(evidenceOf({ 'facts/other.txt': 'abc 10.0.0.1' }))).toBeUndefined();
  });
});
