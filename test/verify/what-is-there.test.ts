/** Without an inventory: which pairs the hosts themselves have, and in which order. A pair that neither has is no fault. */
import { expect, test } from 'vitest';
import { verdictsOf } from '../../src/verify/verification.ts';
import { gathered, hostPem, nodeSubject } from '../support/cluster.ts';
import { type Tree, verifyTree } from './tree.ts';

const names = ['a', 'b', 'c', 'd', 'e'];

/** Hosts with conns for those that they are linked to, such as `ab`: a has one for b. The last host comes first. */
function treeOf(links: readonly string[]): Tree {
  const id = (host: string): string => `"O=system:nodes, CN=system:node:${host}"`;
  const address = (host: string): string => `10.0.0.${names.indexOf(host) + 1}`;
  const conn = (host: string, peer: string): string =>
    `conn to-${peer}\n\tleft=${address(host)}\n\tleftid=${id(host)}\n\tleftcert=${host}\n\tright=${address(peer)}\n` +
    `\trightid=${id(peer)}\n\tauthby=rsasig\n\tikev2=insist\n\tauto=ondemand\n`;
  return new Map(
    names.toReversed().map((host) => {
      const peers = links.filter((link) => link[0] === host).map((link) => link[1] ?? '');
      return [
        host,
        new Map([
          ['etc/ipsec.d/mesh.conf', peers.map((peer) => conn(host, peer)).join('')],
          ['facts/release.txt', 'Linux Libreswan 4.10 (XFRM) on 6.1.0\n'],
          ['facts/certificates.pem', gathered(host, hostPem(nodeSubject(host)))],
          ['facts/addresses.json', JSON.stringify([{ addr_info: [{ family: 'inet', local: address(host) }] }])],
        ]),
      ] as const;
    }),
  );
}

const both = (...pairs: string[]): readonly string[] => pairs.flatMap((pair) => [pair, `${pair[1]}${pair[0]}`]);
const full = both('ab', 'ac', 'ad', 'ae', 'bc', 'bd', 'be', 'cd', 'ce', 'de');

test.each<[why: string, links: readonly string[], counts: string, verdicts: readonly string[]]>([
  ['a full mesh', full, '20 20 20 yes', []],
  ['a ring', both('ab', 'bc', 'cd', 'de', 'ea'), '10 10 10 yes', []],
  ['a chain', both('ab', 'bc', 'cd', 'de'), '8 8 8 yes', []],
  ['a star', both('ab', 'ac', 'ad', 'ae'), '8 8 8 yes', []],
  [
    'a mesh without some conns',
    full.filter((link) => !['ec', 'ba', 'da', 'ad'].includes(link)),
    '18 16 14 no',
    ['ab one-sided', 'ce one-sided'],
  ],
  ['one pair', both('bd'), '2 2 2 yes', []],
  ['one conn', ['db'], '2 1 0 no', ['bd one-sided']],
  ['nothing', [], '0 0 0 unknown', []],
])('%s', (_, links, counts, expected) => {
  const verification = verifyTree(treeOf(links));
  const { verdicts, consistent, expected: wanted, found, mirrored } = verification;
  expect(`${wanted} ${found} ${mirrored} ${consistent}`).toBe(counts);
  expect(verdicts.map(({ pair, verdict }) => `${pair.join('')} ${verdict}`)).toEqual(expected);
  const linked = [...new Set(links.map((link) => [...link].sort().join('')))].sort();
  const all = [...verdictsOf(verification)];
  expect(all.map(({ pair }) => pair.join(''))).toEqual(linked);
  expect(all.filter(({ verdict }) => verdict === 'consistent')).toHaveLength(verification.proved);
  expect(verification.hosts).toEqual(names);
});
