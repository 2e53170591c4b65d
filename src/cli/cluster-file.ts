import { webcrypto } from 'node:crypto';
import { type Cluster, readCluster } from '../cluster.ts';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.ts';
import { webCryptoVerifier } from '../x509/verifier.ts';
import { openClosedFiles } from './closed-files.ts';
import { type InventoryFile, readInventoryFile } from './inventory-file.ts';
import type { Passwords } from './password.ts';

/** An inventory file and the cluster that it describes, where it could be read. */
export interface ClusterFile {
  readonly file: InventoryFile;
  readonly cluster: Cluster | undefined;
  /** Everything found, in the order of the file. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads an inventory file and everything that it names, and checks it all.
 *
 * @param edited what is to be read in the place of the file
 * @param expiryWarning days before the end of a certificate from which on that is a finding; 0 for never
 */
export async function readClusterFile(
  path: string,
  now: Date,
  passwords: Passwords,
  edited?: Uint8Array,
  expiryWarning = 0,
): Promise<ClusterFile> {
  const read = readInventoryFile(path, edited);
  const file = { ...read, findings: [...read.findings, ...(await openClosedFiles(read, passwords))] };
  if (file.value === undefined) return { file, cluster: undefined, findings: file.findings };
  const cluster = await judgedCluster(file.value, now, expiryWarning);
  // A path that could not be read is still a path; the library's own word on that would be a second finding of one fault.
  const unread = new Set(file.findings.filter(({ code }) => code === 'inventory/file-unreadable').map(placeKey));
  const others = cluster.findings.filter(
    ({ code, at }) =>
      (code !== 'inventory/pem-required' && code !== 'inventory/weak-master') || !unread.has(placeKey({ at })),
  );
  const findings = inLineOrder([...file.findings, ...others], file);
  const bad = findings.some(({ severity }) => severity === 'error');
  return { file, cluster: cluster.kind === 'ok' && !bad ? cluster.value : undefined, findings };
}

/** `readCluster` with everything that the command line can give it. */
export function judgedCluster(inventory: unknown, now: Date, expiryWarning = 0): Promise<Result<Cluster>> {
  return readCluster(inventory, {
    now,
    expiryWarning,
    signatures: webCryptoVerifier(webcrypto.subtle),
  });
}

function inLineOrder(findings: readonly Diagnostic[], { locate }: InventoryFile): readonly Diagnostic[] {
  const lines = findings.map(({ at }) => (at.kind === 'text' ? at : locate(at.path)).line);
  return Array.from(findings.keys())
    .sort((a, b) => (lines[a] ?? 0) - (lines[b] ?? 0) || a - b)
    .map((i) => findings[i] as Diagnostic);
}

function placeKey({ at }: Pick<Diagnostic, 'at'>): string {
  return JSON.stringify(at);
}
