import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const mesh = meshOf();
const conns = 'etc/ipsec.d/openshift-cluster.conf';

describe('the host loads its configuration', () => {
  test.each<[why: string, edit: (text: string) => string, found: readonly string[]]>([
    ['as rendered', (text) => text, []],
    ['a keyword that is none', (text) => text.replace('\tright=', '\trigth='), ['error b: rigth=172.16.0.1']],
    ['a word in column 0', (text) => `${text}stray\n`, ['error b: stray']],
    [
      'a comment of one word behind a value',
      (text) => text.replace('auto=ondemand', 'auto=ondemand #x'),
      ['error b: auto=ondemand #x'],
    ],
    ['a comment of two words', (text) => text.replace('auto=ondemand', 'auto=ondemand # x y'), []],
  ])('%s', (_, edit, found) => {
    expect(foundOnB('verify/configuration-lost', mesh(), conns, edit)).toEqual(found);
  });

  test('a fault in a file of somebody else loses the mesh as well', () => {
    expect(foundOnB('verify/configuration-lost', mesh(), 'etc/ipsec.d/other.conf', () => 'stray\n')).toEqual([
      'error b: stray',
    ]);
  });
});

describe('the main file includes every file of conns', () => {
  test.each<[why: string, text: string, count: number]>([
    ['as packaged', 'config setup\n\ninclude /etc/ipsec.d/*.conf\n', 0],
    ['by name', 'include /etc/ipsec.d/openshift-cluster.conf\n', 0],
    ['not at all', 'config setup\n', 1],
    ['another folder', 'include /etc/swan.d/*.conf\n', 1],
  ])('%s', (_, text, count) => {
    expect(foundOnB('verify/not-included', mesh(), 'etc/ipsec.conf', () => text)).toHaveLength(count);
  });
});
