/**
 * MachineConfigs of OpenShift 4: an object a host and one that the hosts of a pool share. A pool has the files of all its hosts, so
 * they are the tree below `/etc/swanmesh/hosts`, and a unit on each node applies the folder of its own name.
 *
 * @see OpenShift Container Platform documentation, "Machine configuration", MachineConfig objects; Ignition specification v3.2.0
 */
import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import type { Rendering } from '../prepare.ts';
import { type RenderedFile, sharedFolder } from '../rendered-file.ts';
import { hasSecrets } from '../secrets.ts';
import type { DocumentFormat } from './format.ts';
import { ignitionFile } from './ignition.ts';
import { checkName } from './kubernetes-names.ts';
import { type YamlValue, yaml } from './yaml-text.ts';

export const machineconfig: DocumentFormat = {
  kind: 'document',
  name: 'machineconfig',
  description: 'objects for the machine pools of OpenShift 4, by role',
  check: (rendering, node) => [
    ...checkName('a pool', poolOf(node.role), 63, valueAt('nodes', node.name, 'role')),
    ...checkName('a node', node.name, 253 - `99-${poolOf(node.role)}-swanmesh-`.length, valueAt('nodes', node.name)),
    ...checkSecrets(rendering, node),
  ],
  start: ({ shared }) => {
    const pools = new Set<string>();
    return {
      add: ({ name, role, files }) => {
        const pool = poolOf(role);
        pools.add(pool);
        const open = files.filter(({ secret }) => !secret);
        return [machineConfig(`99-${pool}-swanmesh-${name}`, pool, { storage: storageOf(name, open) })];
      },
      finish: () =>
        [...pools].sort().map((pool) =>
          machineConfig(`99-${pool}-swanmesh`, pool, {
            storage: storageOf(sharedFolder, shared),
            systemd: { units: [{ name: 'swanmesh-apply.service', enabled: true, contents: unit }] },
          }),
        ),
    };
  },
};

/** The pool of a role; that of nodes without a role is the one that every cluster has. */
const poolOf = (role: string): string => (role === '' ? 'worker' : role);

/** Whoever may read the configuration of a cluster reads its MachineConfigs, and a pool's nodes have one another's files. */
function checkSecrets({ mesh }: Rendering, node: MeshNode): readonly Diagnostic[] {
  if (!hasSecrets(mesh, node)) return [];
  const hint = 'auth: certificate has no secret files from libreswan 3.16 on; --format kubernetes has Secrets';
  const message = 'a MachineConfig is no place for the secret files of a host';
  return [diagnostic('render/no-secret-object', valueAt('nodes', node.name), message, { hint })];
}

const root = '/etc/swanmesh/hosts';

function storageOf(folder: string, files: readonly RenderedFile[]): YamlValue {
  return { files: files.map((file) => ignitionFile({ ...file, target: `${root}/${folder}/${file.path}` })) };
}

function machineConfig(name: string, pool: string, config: { readonly [key: string]: YamlValue }): string {
  return `---\n${yaml({
    apiVersion: 'machineconfiguration.openshift.io/v1',
    kind: 'MachineConfig',
    metadata: { name, labels: { 'machineconfiguration.openshift.io/role': pool } },
    spec: { config: { ignition: { version: '3.2.0' }, ...config } },
  })}`;
}

/** At each boot: the operator restarts a node whose files it has changed. */
const unit = `# Written by swanmesh.
[Unit]
Description=Brings this node to what its IPsec mesh says
Wants=network-online.target
After=network-online.target ipsec.service
ConditionPathExists=${root}/%H/apply.sh

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${root}/%H/apply.sh --stage add --rollback-after 0

[Install]
WantedBy=multi-user.target
`;
