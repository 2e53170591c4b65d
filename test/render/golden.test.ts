import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderHost } from '../../src/render/host.ts';
import { goodCluster } from '../support/cluster.ts';
import { valueIn } from '../support/results.ts';

const folder = 'docs/examples/openshift';

/** The example's inventory with its PEM files read, as the command line hands it to the library. */
function example(libreswan: string): Record<string, unknown> {
  const pem = (path: string) => readFileSync(`${folder}/${path}`, 'latin1');
  const inventory = parse(readFileSync(`${folder}/cluster.yaml`, 'utf8'));
  for (const node of Object.values<Record<string, string>>(inventory.nodes)) {
    node.certificate = pem(node.certificate as string);
    node.key = pem(node.key as string);
  }
  return { ...inventory, authority: pem(inventory.authority), libreswan };
}

/** Files with values of the release beside the configuration. */
const own: readonly string[] = ['README.txt', 'apply.sh', 'import-certificate.sh'];

/** One release for each way in which the example's files differ. */
const releases = ['3.15', '3.19', '4.3', '4.10', '5.2', '5.4', '4.3..5.2'];

test.each(releases)('the example for libreswan %s is written as the golden files have it', async (release) => {
  const { mesh, rendering } = goodCluster(example(release));
  const node = mesh.nodes.find(({ name }) => name === 'node-1.example.com');
  if (node === undefined) throw new Error('the example has a node-1');
  for (const { path, content } of valueIn(renderHost(rendering, node))) {
    // What no release changes has one copy, to which every release is held. Which files there are depends on the release.
    const folder = path.startsWith('etc/ipsec.d/') || own.includes(path) ? release : 'every-release';
    await expect(content).toMatchFileSnapshot(`../golden/${folder}/${path}`);
  }
});
