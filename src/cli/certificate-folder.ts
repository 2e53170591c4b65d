/** The certificates and keys in a folder, for those who know hosts by their certificates. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readCertificates, readPrivateKey } from '../entries/x509.ts';
import type { CertificateFile, CertificateFolder, KeyFile } from '../inventory/import/certificate-folder.ts';
import { UsageError } from './exit.ts';
import { readRegularFile } from './input.ts';
import { looksLikeKeyFile } from './secrecy/looks-like-key-file.ts';
import { taintBytes } from './secrecy/taint.ts';

/** A file larger than this is neither a certificate nor a key. */
const maxSize = 1024 * 1024;
const mostFiles = 20_000;
const deepest = 4;

/**
 * Reads every file of a folder, and of folders in it, that holds certificates or a private key; paths are written from
 * `base`. Files that hold neither are passed over. Links are not followed.
 */
export function readCertificateFolder(folder: string, base: string): CertificateFolder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} must be a folder with the certificates of the hosts`);
  const certificates: CertificateFile[] = [];
  const keys: KeyFile[] = [];
  for (const path of filesBelow(folder, deepest)) {
    const bytes = readRegularFile(path, maxSize);
    if (looksLikeKeyFile(bytes)) taintBytes(bytes);
    const shown = relative(base, path);
    const read = readCertificates(bytes);
    const [first, ...others] = read.kind === 'ok' ? read.value : [];
    if (first !== undefined) certificates.push({ path: shown, certificates: [first, ...others] });
    const key = readPrivateKey(bytes);
    if (key.kind === 'ok') keys.push({ path: shown, spki: key.value.spki });
  }
  return { certificates, keys };
}

function filesBelow(folder: string, depth: number): readonly string[] {
  const paths: string[] = [];
  const walk = (below: string, left: number): void => {
    const entries = readdirSync(below, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(below, entry.name);
      if (entry.isDirectory() && left > 0 && !entry.name.startsWith('.')) walk(path, left - 1);
      if (entry.isFile() && statSync(path).size <= maxSize) paths.push(path);
      if (paths.length > mostFiles) throw new UsageError(`${folder} must hold at most ${mostFiles} files`);
    }
  };
  walk(folder, depth);
  return paths;
}
