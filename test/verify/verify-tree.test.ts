import { webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { HostFolder } from '../../src/hosts/read-evidence.ts';
import { verifyTree } from '../../src/verify/verify-tree.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { goodCluster, now, testInventory } from '../support/cluster.ts';
import { edited, type Tree, withTree } from './tree.ts';

const signatures = webCryptoVerifier(webcrypto.subtle);
const { cluster, tree } = withTree(goodCluster({ ...testInventory(), libreswan: '4.3..5.2' }));
const { rendering } = cluster;
const path = `etc/ipsec.d/${cluster.mesh.name}.conf`;
const foldersOf = (of: Tree): readonly HostFolder[] => [...of].map(([name, files]) => ({ name, files }));

describe('a tree', () => {
  test('that was rendered for a range of releases is consistent, with every signature checked', async () => {
    const { consistent, findings, verdicts } = await verifyTree(foldersOf(tree), { now, rendering, signatures });
    expect({ consistent, findings, verdicts }).toEqual({ consistent: 'yes', findings: [], verdicts: [] });
  });

  test('is as its older release reads it where that is worse', async () => {
    // Known since 5.2; 4.3 rejects the whole file.
    const changed = edited(tree, 'a', path, (text) =>
      text.replace('\nconn b\n', '\nconn b\n\tsession-resumption=no\n'),
    );
    const verification = await verifyTree(foldersOf(changed), { now, rendering, signatures });
    expect(verification.consistent).toBe('no');
    expect(verification.findings.map(({ code, at }) => [code, at.kind === 'text' && at.file])).toContainEqual([
      'verify/configuration-lost',
      `a/${path}`,
    ]);
  });

  test('may come one folder after the other, and be read again', async () => {
    let reads = 0;
    const hosts: AsyncIterable<HostFolder> = {
      async *[Symbol.asyncIterator]() {
        reads += 1;
        yield* foldersOf(tree);
      },
    };
    expect((await verifyTree(hosts, { now, rendering, signatures })).consistent).toBe('yes');
    // On the newest, on the oldest, and with mixed ends both ways round.
    expect(reads).toBe(4);
  });

  test('without a verifier is not proven, and says so', async () => {
    const { consistent, findings } = await verifyTree(foldersOf(tree), { now, rendering });
    expect(consistent).toBe('unknown');
    expect(findings.map(({ code }) => code)).toContain('x509/signature-not-checked');
  });
});
