/** `apply.sh` with nftables, on a host in a box that has this machine's nft. */
import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { describeWithReleases } from '../../support/debian/release-tools.ts';
import { describeWithBoxes } from '../../support/host-box/describe-with-boxes.ts';
import type { HostBox } from '../../support/host-box/host-box.ts';
import { describeWithTools } from '../../support/real-tool.ts';
import { type AppliedHost, cluster, type Inventory, newAppliedHost } from './host.ts';

let open: AppliedHost | undefined;
afterEach(() => {
  open?.box.remove();
  open = undefined;
});

const withNft = (requireEsp: boolean) =>
  cluster((inventory: Inventory) => {
    inventory.firewall = { backends: ['nftables'], requireEsp };
  });

/** Its libraries come with it: those of the box may be of another Debian. */
function giveNft(box: HostBox): void {
  const program = spawnSync('sh', ['-c', 'PATH="$PATH:/usr/sbin"; command -v nft'], { encoding: 'utf8' }).stdout.trim();
  const needed = spawnSync('ldd', [program], { encoding: 'utf8' }).stdout;
  const libraries = [...needed.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of [program, ...libraries]) {
    box.run('mkdir -p /opt/nft');
    box.copy(
      spawnSync('readlink', ['-f', path], { encoding: 'utf8' }).stdout.trim(),
      `/opt/nft/${path.replace(/.*\//, '')}`,
    );
  }
  const loader = libraries.find((path) => path.includes('ld-linux'))?.replace(/.*\//, '') ?? '';
  box.write('/usr/sbin/nft', `#!/bin/sh\nexec /opt/nft/${loader} --library-path /opt/nft /opt/nft/nft "$@"\n`, 0o755);
}

describeWithBoxes('apply.sh with nftables on a host in a box', () => {
  describeWithTools(['nft'], 'the packet filter', () => {
    describeWithReleases(['4.10'], 'of 4.10', (tools) => {
      test('is loaded, is loaded again where its files were only placed, and goes back', () => {
        open = newAppliedHost(tools);
        const { box, bring, apply } = open;
        giveNft(box);
        const rules = (): string => box.run('nft list ruleset').stdout;
        expect(box.run('nft list ruleset')).toMatchObject({ status: 0, stdout: '' });
        bring('open', withNft(false));
        bring('strict', withNft(true));
        expect(apply('open', '--rollback-after 0')).toMatchObject({ status: 0 });
        const loaded = rules();
        expect(loaded).toMatch(/^table inet swanmesh \{$/m);
        expect(loaded).not.toContain('drop');
        expect(apply('open')).toMatchObject({ status: 0, stdout: 'unchanged\n' });

        expect(apply('strict', '--steps files --rollback-after 0')).toMatchObject({ status: 0 });
        expect(rules()).toBe(loaded);
        expect(apply('strict', '--check --steps filter')).toMatchObject({
          status: 3,
          stdout: 'would load the packet filter\n',
        });
        expect(apply('strict', '--steps filter --rollback-after 0')).toMatchObject({ status: 0 });
        expect(rules()).toContain('drop');
        expect(apply('strict', '--check --steps filter')).toMatchObject({ status: 0, stdout: 'unchanged\n' });
        // What is in force again is known to be that of the files before.
        expect(apply('strict', '--back')).toMatchObject({ status: 0 });
        expect(rules()).toBe(loaded);
        expect(apply('strict', '--check --steps filter')).toMatchObject({ status: 3 });
        expect(apply('open', '--remove --rollback-after 0')).toMatchObject({ status: 0 });
        expect(rules()).toBe('');
      }, 180_000);
    });
  });
});
