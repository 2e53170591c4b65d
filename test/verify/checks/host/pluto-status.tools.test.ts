import { expect, test } from 'vitest';
import { goodCluster, testInventory } from '../../../support/cluster.ts';
import { debianReleases } from '../../../support/debian/release-tools.ts';
import { describeWithPluto } from '../../../support/pluto.ts';
import { edited, renderedTree, verifyTree } from '../../tree.ts';

const secret = { auth: 'psk', psk: { master: `0x${'00112233445566778899aabbccddeeff'.repeat(2)}` } };

describeWithPluto(
  debianReleases,
  'what ipsec status prints',
  { addresses: ['172.16.0.2/24'] },
  (pluto, { release }) => {
    const cluster = goodCluster({ ...testInventory(), ...secret, libreswan: release });
    const tree = renderedTree(cluster);
    const findings = (status: string) =>
      verifyTree(
        edited(tree, 'b', 'facts/status.txt', () => status),
        cluster,
      ).findings.map(({ code, message }) => `${code} ${(message.match(/"[ac]"/g) ?? []).join(' ')}`.trim());

    test('is read as this release prints it', () => {
      const running = pluto();
      running.write('ipsec.conf', `config setup\n\n${tree.get('b')?.get('etc/ipsec.d/openshift-cluster.conf')}`);
      running.load();
      const status = (): string => running.whack('--status').stdout;
      expect(findings(status())).toEqual([]);
      running.whack('--unroute', '--name', 'c');
      expect(findings(status())).toEqual(['verify/not-active "c"']);
      running.whack('--delete', '--name', 'c');
      expect(findings(status())).toEqual(['verify/not-active "c"']);
      running.whack('--delete', '--name', 'a');
      expect(findings(status())).toEqual(['verify/not-active "a" "c"']);
      expect(findings('')).toEqual(['verify/not-running']);
    });
  },
);
