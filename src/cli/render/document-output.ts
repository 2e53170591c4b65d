import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import type { DocumentFormat, Piece } from '../../render/formats/format.ts';
import { secretsLeftOut } from '../../render/formats/secrets-left-out.ts';
import { renderShared } from '../../render/shared.ts';
import { jsonFinding, type Source } from '../findings.ts';
import { documentHead } from '../json-document.ts';
import { writeBytes } from '../output.ts';
import { type CommonOptions, statusOf } from '../report.ts';
import { askedBytes, safeJson } from '../safe-text.ts';
import { version } from '../version.ts';
import { openWhole } from '../write-file.ts';
import { renderHosts } from './hosts.ts';

export interface DocumentOutputOptions {
  readonly withSecrets: boolean;
  readonly checksums: boolean;
  /** Whether only some hosts are written. */
  readonly selected: boolean;
  /** When the files were made, where the format says that. */
  readonly made?: Date;
}

/** The document of all hosts, a host at a time; what was found is added to `findings`, and comes last in it. Gives whose files are secret. */
async function writePieces(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  format: DocumentFormat,
  { withSecrets, ...own }: DocumentOutputOptions,
  [findings, source, options]: readonly [Diagnostic[], Source, CommonOptions],
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  const head = { swanmesh: version(), name: cluster.mesh.name, shared: renderShared(cluster.mesh) };
  const document = format.start({ ...own, ...head, withSecrets, json: (value) => safeJson(value) });
  let secretHosts = 0;
  for (const host of renderHosts(cluster, hosts, findings)) {
    for (const bytes of gathered(document.add(host))) await write(bytes);
    if (host.files.some(({ secret }) => secret)) secretHosts += 1;
  }
  // In JSON they are there, without their content.
  if (secretHosts > 0 && !withSecrets && format.name !== 'json') findings.push(secretsLeftOut(secretHosts));
  // Hosts may have findings of their own, so that the counts come last.
  const { version: _, ...counts } = documentHead(findings, options);
  const outcome = { ...counts, findings: findings.map((one) => jsonFinding(one, source)) };
  for (const bytes of gathered(document.finish(outcome))) await write(bytes);
  return secretHosts;
}

/** Prints the document. */
export async function printDocument(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  format: DocumentFormat,
  own: DocumentOutputOptions,
  found: readonly [Diagnostic[], Source, CommonOptions],
): Promise<void> {
  await writePieces(cluster, hosts, format, own, found, (bytes) => writeBytes(askedBytes(bytes)));
}

/** Writes the document into a file, readable by its owner alone if it has a secret, or nothing where a host cannot be rendered. Whether it did. */
export async function writeDocumentFile(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  { format, path, force }: { readonly format: DocumentFormat; readonly path: string; readonly force: boolean },
  own: Omit<DocumentOutputOptions, 'withSecrets'>,
  found: readonly [Diagnostic[], Source, CommonOptions],
): Promise<boolean> {
  const file = openWhole(path, force);
  try {
    const write = async (bytes: Uint8Array): Promise<void> => file.write(bytes);
    const secretHosts = await writePieces(cluster, hosts, format, { ...own, withSecrets: true }, found, write);
    const isWhole = statusOf(found[0], { strict: false }) === 0;
    if (isWhole) file.commit(secretHosts > 0 ? 0o600 : 0o644);
    else file.abandon();
    return isWhole;
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** Enough bytes for a write to be worth while, and few to hold. */
const enough = 1 << 16;

/** Small pieces one behind the other, in larger ones. */
function* gathered(pieces: Iterable<Piece>): Generator<Uint8Array> {
  let some: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    some.push(bytes);
    length += bytes.length;
    if (length < enough) continue;
    yield Buffer.concat(some, length);
    some = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(some, length);
}
