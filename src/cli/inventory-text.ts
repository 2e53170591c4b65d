/** A first inventory as YAML with comments, for whoever goes on by hand. */
import type { Imported } from '../inventory/import/imported.ts';
import type { GivenKeys } from '../inventory/import/missing.ts';
import { block, flow } from './yaml-edit.ts';

/** What is written where nobody said. */
const assumed = { libreswan: '4.10', authority: 'pki/ca.crt' };

/** The name of the schema file that `init` writes beside the inventory. */
export const schemaFile = 'swanmesh.schema.json';

/**
 * An inventory with the hosts of an import. What the source did not know is written as it is most often, each with a
 * comment on where to look.
 */
export function inventoryText({ hosts, authority }: Imported, given: GivenKeys, schema: string | undefined): string {
  const withRelease = hosts.some(({ node }) => node.libreswan === undefined);
  const nodes = hosts.flatMap(({ name, node }) =>
    block(name, { ...node, certificate: node.certificate ?? `pki/${name}.crt` }).map((row) => `  ${row}`),
  );
  return `${[
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    '# The hosts between which every packet is encrypted. swanmesh schema prints every key.',
    'version: 1',
    ...(withRelease || given.libreswan !== undefined
      ? [
          '# The release that the hosts run, in quotes (ipsec --version), or a range such as "4.3..5.2"; a host may differ.',
          `libreswan: ${JSON.stringify(given.libreswan ?? assumed.libreswan)}`,
        ]
      : []),
    '# The certificates of the authorities that signed those of the hosts, in PEM. Paths begin at the folder of this file.',
    `authority: ${flow(authority ?? assumed.authority)}`,
    'network:',
    '  # The interface that has the addresses below (ip address), and the largest packet of its link in bytes; a host may differ.',
    given.interface === undefined ? '  # interface: eth0' : `  interface: ${flow(given.interface)}`,
    '  linkMtu: 1500',
    "  # What carries the pods' packets between the hosts, for their MTU: none, vxlan or geneve.",
    '  overlay: none',
    'ipsec:',
    '  # ondemand: no packet leaves in clear, from the moment when the conns are loaded.',
    '  start: ondemand',
    'firewall:',
    '  # What filters packets on the hosts: iptables, nftables or firewalld, any number of them.',
    '  backends: [nftables]',
    hosts === placeholders.hosts
      ? '# Examples: write your own hosts, each with its address (one of each family) and its certificate.'
      : '# Every host: its address (one of each family), and its certificate.',
    'nodes:',
    ...nodes,
  ].join('\n')}\n`;
}

/** Three hosts of which only the addresses and files must be put right. */
export const placeholders: Imported = {
  kind: 'imported',
  hosts: ['node-1', 'node-2', 'node-3'].map((name, i) => ({
    name: `${name}.example.com`,
    at: [],
    node: { address: `192.0.2.${11 + i}` },
  })),
};
