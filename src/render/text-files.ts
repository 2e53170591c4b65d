import { type Result, settle } from '../diagnostics/diagnostic.ts';
import type { MtuAnswer } from '../esp/answer.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { MeshMtu } from '../mesh/mtu.ts';
import { readme, readmePlace } from './apply/readme.ts';
import { applyPlace, applyScript } from './apply/script.ts';
import { bringUpScript } from './bring-up.ts';
import { firewallFiles } from './firewall.ts';
import { firewallUnit } from './firewall-unit.ts';
import { importCertificateCaller } from './import-certificate.ts';
import { importCrlsCaller } from './import-crls.ts';
import { type FilePlace, hostFile, type RenderedFile } from './rendered-file.ts';
import { sharedPlacesFromHost } from './shared.ts';

/**
 * The files that libreswan does not read: the packet filter and its unit, the scripts, `README.txt` and `mtu.json`.
 *
 * Fails with the codes of the packet filter.
 *
 * @param configuration the places of what libreswan reads
 */
export function textFiles(
  mesh: Mesh,
  node: MeshNode,
  meshMtu: MeshMtu,
  configuration: readonly FilePlace[],
): Result<readonly RenderedFile[]> {
  const filter = firewallFiles(mesh, node, meshMtu.hosts.get(node.name));
  const files: RenderedFile[] = [...(filter.kind === 'ok' ? filter.value : []), ...firewallUnit(mesh)];
  if (mesh.auth === 'certificate') files.push(importScript(mesh, node));
  if (mesh.auth === 'certificate' && mesh.crls !== undefined) {
    files.push(hostFile('import-crls.sh', '0755', importCrlsCaller(node)));
  }
  if (mesh.mode === 'explicit' && mesh.ipsec.start === 'ondemand-up') {
    files.push(hostFile('bring-up.sh', '0755', bringUpScript(mesh, node)));
  }
  const mtu = meshMtu.answers.get(node.name);
  if (mtu !== undefined) files.push(mtuFile(mtu));
  const places = [...configuration, ...files, readmePlace, applyPlace, ...sharedPlacesFromHost(mesh)];
  files.push(readme(mesh, node, places), applyScript(mesh, node, places));
  return settle(() => files, filter.findings);
}

function importScript({ onHost }: Mesh, { nickname, platform, releases }: MeshNode): RenderedFile {
  return hostFile('import-certificate.sh', '0755', importCertificateCaller({ nickname, onHost, platform, releases }));
}

/** Hosts of one kind have one answer. */
const mtuFiles = new WeakMap<MtuAnswer, RenderedFile>();

function mtuFile(mtu: MtuAnswer): RenderedFile {
  const known = mtuFiles.get(mtu);
  if (known !== undefined) return known;
  const content = `${JSON.stringify(mtu, undefined, 2)}\n`;
  const file = hostFile('mtu.json', '0644', content);
  mtuFiles.set(mtu, file);
  return file;
}
