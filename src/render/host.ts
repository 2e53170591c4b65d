import { append } from '../bytes/append.ts';
import { type Diagnostic, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { printSecrets } from '../libreswan/ipsec-secrets/print.ts';
import { printTargets } from '../libreswan/policy-group/print.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { withChunks } from './chunks.ts';
import { connFile } from './conn-file.ts';
import type { PlannedGroup } from './group-conns.ts';
import { configurationPlace, secretsPlace } from './places.ts';
import type { Rendering } from './prepare.ts';
import type { RenderedFile } from './rendered-file.ts';

/**
 * The files of one host, in the order of their paths. Nothing is built for the other hosts.
 *
 * Fails with the codes of the packet filter and the secrets.
 *
 * @example
 * const files = renderHost(rendering, mesh.nodes[0]);
 * if (files.kind === 'ok') files.value.map((file) => file.path) // ['README.txt', 'apply.sh', …]
 */
export function renderHost(rendering: Rendering, node: MeshNode): Result<readonly RenderedFile[]> {
  const { mesh } = rendering;
  const findings: Diagnostic[] = [];
  const files: RenderedFile[] = [connections(rendering, node)];
  append(
    files,
    rendering.groups(node).map((group) => groupFile(group, node)),
  );
  if (mesh.auth === 'certificate' && mesh.crls?.strict) files.push(revocationFile(mesh));
  const secrets = printSecrets(rendering.secrets(node), node.releases, valueAt('nodes', node.name));
  append(findings, secrets.findings);
  const records = secrets.kind === 'ok' ? secrets.value : '';
  if (records !== '') files.push(secretFile(mesh, node, records));
  const beside = rendering.textFiles(node);
  append(findings, beside.findings);
  if (beside.kind === 'ok') append(files, beside.value);
  return settle(() => files.sort((a, b) => (a.path < b.path ? -1 : 1)), findings);
}

/** The text is put together when it is asked for: whoever writes files takes the bytes. */
function connections(rendering: Rendering, node: MeshNode): RenderedFile {
  const { text, chunks } = connFile(rendering, node);
  let made: string | undefined;
  const file = {
    ...configurationPlace(`${rendering.mesh.name}.conf`),
    get content(): string {
      made ??= text();
      return made;
    },
  };
  return withChunks(file, chunks);
}

function configuration(name: string, content: string): RenderedFile {
  return { ...configurationPlace(name), content };
}

/** pluto then refuses whom no fresh list speaks for; without it only whom a list in the database names. */
function revocationFile({ name }: Mesh): RenderedFile {
  const head = '# Revocation, written by swanmesh. Do not edit: it is written anew from the inventory.\n';
  return configuration(`${name}-revocation.conf`, `${head}config setup\n\tcrl-strict=yes\n`);
}

/** The targets of a group; one without targets has its file too, so that an older one does not stay in force. */
function groupFile({ name, targets }: PlannedGroup, node: MeshNode): RenderedFile {
  const head = `# Policy group ${name} of ${node.name}, written by swanmesh. Do not edit: it is written anew from the inventory.\n`;
  return configuration(`policies/${name}`, head + printTargets(targets));
}

function secretFile(mesh: Mesh, node: MeshNode, records: string): RenderedFile {
  const head = `# IPsec secrets of ${node.name}, written by swanmesh. Do not edit, do not show.\n`;
  return { ...secretsPlace(mesh), content: head + records };
}
