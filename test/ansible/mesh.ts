/** The hosts of the example as a mesh that playbooks bring about. */
import { resolve } from 'node:path';
import type { TestHost } from './controller.ts';

const pki = resolve('docs/examples/openshift/pki');
export const authority = `${pki}/ca.crt`;

/** Hosts with the certificates of the example. */
export const hosts: readonly TestHost[] = (
  [
    ['master-1', '172.16.0.11'],
    ['node-1', '172.16.0.21'],
    ['node-2', '172.16.0.22'],
  ] as const
).map(([name, address]) => ({
  name: `${name}.example.com`,
  address,
  certificate: `${pki}/${name}.crt`,
  key: `${pki}/${name}.key`,
}));

/** An inventory of swanmesh for hosts, with changes of its sections. */
export function inventoryOf(
  nodes: readonly TestHost[],
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    name: 'mesh',
    libreswan: '4.10',
    authority,
    network: { interface: 'mesh0' },
    ipsec: { esp: 'aes_gcm256' },
    firewall: { backends: ['iptables'] },
    onHost: {
      certificate: '/etc/origin/node/server.crt',
      key: '/etc/origin/node/server.key',
      authority: '/etc/origin/node/ca.crt',
    },
    nodes: Object.fromEntries(nodes.map(({ name, address, certificate }) => [name, { address, certificate }])),
    ...changes,
  };
}
