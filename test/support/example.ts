/** The example of the documentation, docs/examples/openshift, in the forms in which others have it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The text of a file of the example. */
export function exampleFile(path: string): string {
  return readFileSync(join('docs/examples/openshift', path), 'latin1');
}

/** The inventory of the example with its files in it, as the library takes it. */
export const exampleInventory = ((): Record<string, unknown> => {
  const inventory = parse(exampleFile('cluster.yaml'));
  inventory.authority = exampleFile(inventory.authority);
  for (const node of Object.values<Record<string, string>>(inventory.nodes)) {
    node.certificate = exampleFile(node.certificate as string);
    node.key = exampleFile(node.key as string);
  }
  return inventory;
})();

/** The addresses of its hosts, by name. */
export const exampleAddresses: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<{ address: string }>(parse(exampleFile('cluster.yaml')).nodes).map(([name, { address }]) => [
    name,
    address,
  ]),
);

/** What `kubectl get nodes -o json` prints of them. */
export const exampleNodeList: string = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: Object.entries(exampleAddresses).map(([name, address]) => ({
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address }] },
  })),
});

/** What was printed but for the warnings that its keys are everybody's, and their count. */
export function withoutExampleKeys(printed: string): string {
  return printed.replace(/^.*\[x509\/example-key\]\n(?: +\S.*\n)*/gm, '').replace(/^(?:.*: )?\d+ warnings?\n/gm, '');
}
