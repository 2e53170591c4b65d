import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupInstanceName } from '../../src/libreswan/policy-group/instance.ts';
import { groupConnName, groupTargetsOn, renderedGroups } from '../../src/mesh/groups.ts';
import { families } from '../../src/net/address.ts';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryGroups, type WrittenGroups } from '../arbitraries/groups.ts';
import { clusterOf, testInventory } from '../support/cluster.ts';
import {
  type DebianRelease,
  debianReleases,
  describeWithReleases,
  type ToolsOf,
} from '../support/debian/release-tools.ts';
import { type AskedRelease, describeWithPluto, type Pluto } from '../support/pluto.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';

const members = ['172.16.0.1/32', '172.16.0.2/32', 'fd00::1/128', 'fd00::2/128'];

/** The files of host a, in a cluster of two hosts with both families, both in private by name beside the given groups. */
function filesFor(
  groups: WrittenGroups,
  release: DebianRelease,
): { files: ReadonlyMap<string, string>; predicted: readonly string[] } {
  const others = Object.entries(groups).map(([group, list]) => [
    group,
    list.filter((entry) => !members.includes(entry)),
  ]);
  const written: WrittenGroups = Object.fromEntries(others);
  written.private = [...(written.private ?? []), ...members];
  const nodes = Object.entries(testInventory(['a', 'b']).nodes);
  const cluster = clusterOf({
    ...testInventory(),
    libreswan: release,
    mode: 'opportunistic',
    ipsec: { esp: 'aes256-sha2_256' },
    groups: written,
    nodes: Object.fromEntries(
      nodes.map(([name, node], i) => [name, { ...node, address: [`172.16.0.${i + 1}`, `fd00::${i + 1}`] }]),
    ),
  });
  // From 4.3 to 4.15 a private entry inside a clear one is never negotiated: that is an error of the inventory.
  fc.pre(cluster.kind === 'ok' || !cluster.findings.some(({ code }) => code === 'mesh/policy-mismatch'));
  const { mesh, rendering } = valueIn(cluster);
  const [node] = mesh.nodes;
  if (node === undefined) throw new Error('no host');
  const files = new Map(valueIn(renderHost(rendering, node)).map(({ path, content }) => [path, content]));
  const predicted = renderedGroups(mesh).flatMap((group) =>
    families.flatMap((family) =>
      groupTargetsOn(mesh, node, group, family).map((target) =>
        groupInstanceName(groupConnName(group, family), target),
      ),
    ),
  );
  return { files, predicted: [...new Set(predicted)].sort() };
}

const conf = (files: ReadonlyMap<string, string>) =>
  `config setup\n\n${files.get('etc/ipsec.d/openshift-cluster.conf')}`;

/** A certificate with the nickname of host a, signed by itself; nothing here talks to anybody. */
function ownCertificate(folder: string, tools: ToolsOf<AskedRelease>): void {
  const noise = join(dirname(folder), 'noise');
  writeFileSync(noise, Buffer.alloc(64, 7));
  const words = [
    '-S',
    '-n',
    'a',
    '-s',
    'CN=a,O=test',
    '-x',
    '-t',
    'CTu,CTu,CTu',
    '-k',
    'rsa',
    '-g',
    '2048',
    '-m',
    '1',
    '-z',
    noise,
  ];
  const made = tools.certutil([...words, '-d', `sql:${folder}`]);
  if (made.status !== 0) throw new Error(`certutil -S: ${made.stderr}`);
}

const runs = process.env.SWANMESH_LONG === '1' ? 300 : 6;

describeWithReleases(debianReleases, 'rendered group conns', (tools) => {
  test('are read by the real parser without a word', () => {
    const path = join(testFolder(), 'ipsec.conf');
    fc.assert(
      fc.property(arbitraryGroups(), (groups) => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, conf(filesFor(groups, tools.release).files));
        expect(tools.addconn(['--config', path, '--checkconfig'])).toEqual({ status: 0, stdout: '', stderr: '' });
      }),
      { numRuns: runs },
    );
  });
});

describeWithPluto(
  debianReleases,
  'a running pluto',
  { addresses: ['172.16.0.1/24', 'fd00::1/64'], nss: ownCertificate },
  (pluto, { release }) => {
    const load = (running: Pluto, files: ReadonlyMap<string, string>): string => {
      running.write('ipsec.conf', conf(files));
      for (const [path, content] of files) {
        if (path.startsWith('etc/ipsec.d/policies/')) running.write(path.slice('etc/'.length), content);
      }
      running.news();
      running.load();
      running.whack('--listen');
      return running.news();
    };
    const unload = (running: Pluto): void => {
      for (const group of ['private', 'private-or-clear', 'clear-or-private', 'clear', 'block']) {
        for (const family of families) running.whack('--delete', '--name', groupConnName(group as 'private', family));
      }
    };

    test('has exactly the group instances that were predicted, for random groups', () => {
      fc.assert(
        fc.property(arbitraryGroups({ ports: true }), (groups) => {
          const { files, predicted } = filesFor(groups, release);
          const running = pluto();
          load(running, files);
          const status = running.whack('--status').stdout;
          const listed = [
            ...new Set(
              [...status.matchAll(/"((?:private|clear|block)[a-z0-9-]*#[^"]+)"/g)].map(([, name]) => name as string),
            ),
          ];
          unload(running);
          expect(listed.sort()).toEqual(predicted);
        }),
        { numRuns: runs },
      );
    }, 600_000);

    test('loads the guide’s groups without a warning', () => {
      const running = pluto();
      const { files } = filesFor({ private: ['172.16.0.0/16', 'fd00::/64'], clear: ['172.16.0.254/32'] }, release);
      const said = load(running, files)
        .split('\n')
        // Debugging output is not meant for anybody, and what the kernel sends (an SA that expired) has no part in loading.
        .filter(
          (line) =>
            !/^(?:\||netlink_)/.test(line) && /warn|error|fail|ignor|duplicate|invalid|replaced|changed/i.test(line),
        );
      unload(running);
      expect(said).toEqual([]);
    });
  },
);
