/** The certificates of a mesh: from an inventory, or from what hosts have. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, type Place, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import { nameText, type OwnedCertificate, readCertificates } from '../../entries/x509.ts';
import { notAnInventory } from '../../inventory/read.ts';
import { isMapping } from '../../inventory/unknown-keys.ts';
import { openClosedFiles } from '../closed-files.ts';
import { UsageError } from '../exit.ts';
import type { Source } from '../findings.ts';
import { largest, readRegularFile } from '../input.ts';
import { readInventoryFile } from '../inventory-file.ts';
import type { Passwords } from '../password.ts';

/** What was read, and what shows places in it. */
export interface ExpirySource {
  readonly certificates: readonly OwnedCertificate[];
  readonly findings: readonly Diagnostic[];
  readonly source: Source | undefined;
}

export async function expirySource(path: string, passwords: Passwords): Promise<ExpirySource> {
  const isFolder = path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? fromTree(path) : fromInventory(path, passwords);
}

async function fromInventory(path: string, passwords: Passwords): Promise<ExpirySource> {
  const file = readInventoryFile(path);
  const none = file.value === undefined ? undefined : notAnInventory(file.value);
  const findings = [
    ...file.findings,
    ...(none === undefined ? [] : [none]),
    ...(await openClosedFiles(file, passwords)),
  ];
  const certificates: OwnedCertificate[] = [];
  const { authority, nodes } = isMapping(file.value) ? file.value : {};
  const add = (text: unknown, at: Place, owner?: string): void => {
    if (typeof text === 'string' && text.includes('-----BEGIN')) addAll(text, at, owner, certificates, findings);
  };
  add(authority, valueAt('authority'));
  for (const [name, node] of Object.entries(isMapping(nodes) ? nodes : {})) {
    if (isMapping(node)) add(node.certificate, valueAt('nodes', name, 'certificate'), name);
  }
  if (certificates.length === 0 && findings.length === 0)
    throw new UsageError(`${file.name} names no certificate, neither at authority nor at a node`);
  return { certificates, findings, source: file };
}

/** `DIR/HOST/facts/certificates.pem`, as the collect script writes it. */
function fromTree(folder: string): ExpirySource {
  const certificates: OwnedCertificate[] = [];
  const findings: Diagnostic[] = [];
  for (const host of readdirSync(folder).sort()) {
    // Beside the hosts' folders there may be files, such as the manifest.
    if (statSync(join(folder, host), { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    const path = join(folder, host, 'facts', 'certificates.pem');
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const bytes = readRegularFile(path, largest.certificates);
    addAll(bytes, textAt(`${host}/facts/certificates.pem`, 1, 1), host, certificates, findings);
  }
  if (certificates.length === 0 && findings.length === 0)
    throw new UsageError(`${folder} must hold HOST/facts/certificates.pem; swanmesh collect-script writes them`);
  return { certificates, findings, source: undefined };
}

function addAll(
  input: string | Uint8Array,
  at: Place,
  owner: string | undefined,
  certificates: OwnedCertificate[],
  findings: Diagnostic[],
): void {
  const read = readCertificates(input, at);
  for (const each of read.findings) findings.push(each);
  if (read.kind === 'failed') return;
  for (const certificate of read.value) {
    const isHost = owner !== undefined && !certificate.isCa;
    certificates.push({
      owner: isHost ? owner : nameText(certificate.subject),
      role: isHost ? 'host' : 'authority',
      certificate,
      at: certificate.at,
    });
  }
}
