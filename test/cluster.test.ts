import { webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readCluster, readClusterSync } from '../src/cluster.ts';
import { webCryptoVerifier } from '../src/x509/verifier.ts';
import { authorityPem, hostPem, nodeSubject, now, type TestInventory, testInventory } from './support/cluster.ts';

const signatures = webCryptoVerifier(webcrypto.subtle);
const inventoryOf = (): TestInventory => ({ ...testInventory(), ipsec: { esp: 'aes256-sha2_256' } });
const codes = ({ findings }: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  findings.map(({ code }) => code);

describe('a cluster', () => {
  test('with signatures that hold has no finding', async () => {
    expect(codes(await readCluster(inventoryOf(), { now, signatures }))).toEqual([]);
  });

  test('is never read without a word on signatures that nobody checked, at once or later', async () => {
    expect(codes(await readCluster(inventoryOf(), { now }))).toEqual(['x509/signature-not-checked']);
    expect(codes(readClusterSync(inventoryOf(), { now }))).toEqual(['x509/signature-not-checked']);
  });

  test('with a certificate that another authority of the same name signed is refused', async () => {
    const inventory = inventoryOf();
    const forged = hostPem(nodeSubject('b')).split('\n');
    // The last line of base64 is of the signature.
    forged[forged.length - 3] = (forged[forged.length - 3] ?? '').replace(/[A-Za-z]/g, (letter) =>
      letter === 'A' ? 'B' : 'A',
    );
    inventory.nodes.b = { ...inventory.nodes.b, certificate: forged.join('\n') };
    inventory.authority = authorityPem();
    const cluster = await readCluster(inventory, { now, signatures });
    expect(cluster.kind).toBe('failed');
    expect(cluster.findings.map(({ code, at }) => [code, at])).toContainEqual([
      'x509/bad-signature',
      { kind: 'value', path: ['nodes', 'b', 'certificate'] },
    ]);
  });

  test('has every fault of every stage reported at once, in the order of the input', async () => {
    const inventory = inventoryOf();
    inventory.nodes.a = { ...inventory.nodes.a, address: 'nowhere' };
    inventory.nodes.b = { ...inventory.nodes.b, certificate: 'none' };
    inventory.typo = 1;
    const { findings } = await readCluster(inventory, { now, signatures });
    expect(findings.map(({ at }) => (at.kind === 'value' ? at.path.join('.') : ''))).toEqual([
      'nodes.a.address',
      'nodes.b.certificate',
      'typo',
    ]);
  });
});
