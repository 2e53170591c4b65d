/** node-1 of the example in a box, with trees that the library rendered for it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Cluster } from '../../../src/cluster.ts';
import { renderHost } from '../../../src/render/host.ts';
import { renderShared } from '../../../src/render/shared.ts';
import { goodCluster } from '../../support/cluster.ts';
import type { Outcome, ReleaseTools } from '../../support/debian/release-tools.ts';
import { type HostBox, type HostBoxOptions, newHostBox } from '../../support/host-box/host-box.ts';
import { stateOf } from '../../support/host-box/state.ts';
import { valueIn } from '../../support/results.ts';

const folder = 'docs/examples/openshift';
export const host = 'node-1.example.com';

/** An inventory as an author writes it, open for changes. */
// biome-ignore lint/suspicious/noExplicitAny: YAML
export type Inventory = any;

/** The example as the command line hands it to the library, after a change. */
export function cluster(change: (inventory: Inventory) => void = () => {}): Cluster {
  const pem = (path: string): string => readFileSync(`${folder}/${path}`, 'latin1');
  const inventory: Inventory = parse(readFileSync(`${folder}/cluster.yaml`, 'utf8'));
  for (const node of Object.values<Inventory>(inventory.nodes)) {
    node.certificate = pem(node.certificate);
    node.key = pem(node.key);
  }
  inventory.authority = pem(inventory.authority);
  inventory.ipsec = { ...inventory.ipsec, esp: 'aes_gcm256' };
  inventory.firewall = { chain: 'OS_FIREWALL_ALLOW', backends: ['iptables'], ...inventory.firewall };
  inventory.onHost = {
    certificate: '/etc/origin/node/server.crt',
    key: '/etc/origin/node/server.key',
    authority: '/etc/origin/node/ca.crt',
  };
  change(inventory);
  return goodCluster(inventory);
}

export interface AppliedHost {
  readonly box: HostBox;
  /** Puts a tree onto the host, under a name. */
  readonly bring: (tree: string, made: Cluster) => void;
  /** Runs apply.sh of a tree. */
  readonly apply: (tree: string, args?: string, timeout?: number) => Outcome;
  /** What is on the host: every file with mode, owner and content, links, the packet filter, and what pluto has. */
  readonly state: () => string;
}

/** The host with nothing on it but the files of its certificate; it is the caller's to remove. */
export function newAppliedHost(tools: ReleaseTools, options: Partial<HostBoxOptions> = {}): AppliedHost {
  const box = newHostBox(tools, { addresses: ['172.16.0.21/24'], ...options });
  for (const [name, source] of [
    ['server.crt', 'node-1.crt'],
    ['server.key', 'node-1.key'],
    ['ca.crt', 'ca.crt'],
  ] as const)
    box.write(`/etc/origin/node/${name}`, readFileSync(`${folder}/pki/${source}`, 'latin1'), 0o600);
  box.write('/etc/hosts', '127.0.0.1 localhost\n');
  box.write('/etc/resolv.conf', '');
  return {
    box,
    bring: (tree, made) => {
      box.run(`rm -rf '/root/${tree}'`);
      const node = made.mesh.nodes.find(({ name }) => name === host);
      if (node === undefined) throw new Error('the example has a node-1');
      for (const { path, content } of valueIn(renderHost(made.rendering, node)))
        box.write(`/root/${tree}/${host}/${path}`, content);
      for (const { path, content } of renderShared(made.mesh)) box.write(`/root/${tree}/_shared/${path}`, content);
    },
    apply: (tree, args = '', timeout = 120_000) => box.run(`sh /root/${tree}/${host}/apply.sh ${args}`, timeout),
    state: () => stateOf(box, '/etc /var/lib'),
  };
}
