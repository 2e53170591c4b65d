import { type Result, settle } from '../diagnostics/diagnostic.ts';
import type { MtuAnswer } from '../esp/answer.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { MeshMtu } from '../mesh/mtu.ts';
import { bringUpScript } from './bring-up.ts';
import { encode, sharedText, withChunks } from './chunks.ts';
import { firewallFiles } from './firewall.ts';
import { importCertificate } from './import-certificate.sh.ts';
import { importCertificateScript } from './import-certificate.ts';
import { importCrlsScript } from './import-crls.ts';
import type { RenderedFile } from './rendered-file.ts';

/**
 * The files that libreswan does not read: the packet filter, the scripts and `mtu.json`.
 *
 * Fails with the codes of the packet filter.
 */
export function textFiles(mesh: Mesh, node: MeshNode, meshMtu: MeshMtu): Result<readonly RenderedFile[]> {
  const filter = firewallFiles(mesh, node, meshMtu.hosts.get(node.name));
  const files: RenderedFile[] = filter.kind === 'ok' ? [...filter.value] : [];
  if (mesh.auth === 'certificate') files.push(importScript(mesh, node));
  if (mesh.auth === 'certificate' && mesh.crls !== undefined) {
    const content = importCrlsScript(mesh.crls.lists, node);
    files.push({ path: 'import-crls.sh', mode: '0755', secret: false, content });
  }
  if (mesh.mode === 'explicit' && mesh.ipsec.start === 'ondemand-up') {
    files.push({ path: 'bring-up.sh', mode: '0755', secret: false, content: bringUpScript(mesh, node) });
  }
  const mtu = meshMtu.answers.get(node.name);
  if (mtu !== undefined) files.push(mtuFile(mtu));
  return settle(() => files, filter.findings);
}

function importScript({ onHost }: Mesh, { nickname, platform, releases }: MeshNode): RenderedFile {
  const content = importCertificateScript({ nickname, onHost, platform, releases });
  const head = encode(content.slice(0, -importCertificate.length));
  const file: RenderedFile = { path: 'import-certificate.sh', mode: '0755', secret: false, content };
  return withChunks(file, () => [head, importBody.bytes(0, importCertificate.length)]);
}

/** The same on every host. */
const importBody = sharedText(importCertificate);

/** Hosts of one kind have one answer. */
const mtuFiles = new WeakMap<MtuAnswer, RenderedFile>();

function mtuFile(mtu: MtuAnswer): RenderedFile {
  const known = mtuFiles.get(mtu);
  if (known !== undefined) return known;
  const content = `${JSON.stringify(mtu, undefined, 2)}\n`;
  const file: RenderedFile = { path: 'mtu.json', mode: '0644', secret: false, content };
  mtuFiles.set(mtu, file);
  return file;
}
