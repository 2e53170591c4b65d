/** What earlier runs wrote into a tree, as its manifests say. Each may have been edited: what is not in our grammar is not ours. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile, ManifestHost } from '../../render/manifest.ts';
import { sharedFolder } from '../../render/rendered-file.ts';
import { entryAt, readPlain } from './entry.ts';
import { isFilePath, isHostName, isManifestPath, manifestFolder } from './grammar.ts';

/** What is there, host by host and in the folder that they share, or `undefined` where no manifest of ours is there. */
export function readManifests(root: string): Map<string, ManifestHost> | undefined {
  const hosts = new Map<string, ManifestHost>();
  let found = false;
  for (const path of ['manifest.json', ...partManifests(root)]) {
    const manifest = parseManifest(readPlain(join(root, path)));
    if (manifest === undefined) continue;
    found = true;
    for (const [name, host] of manifest) hosts.set(name, host);
  }
  return found ? hosts : undefined;
}

/** The manifests of single hosts, as paths from the root; what else is in their folder is not ours. */
export function partManifests(root: string): readonly string[] {
  const folder = join(root, manifestFolder);
  if (entryAt(folder) !== 'folder') return [];
  const paths = readdirSync(folder).map((name) => `${manifestFolder}/${name}`);
  return paths.filter((path) => isManifestPath(path) && isManifest(readPlain(join(root, path))));
}

/** Every file that the manifests call ours, from the root. */
export function ownFiles(root: string): ReadonlySet<string> {
  const hosts = readManifests(root) ?? new Map<string, ManifestHost>();
  return new Set([...hosts].flatMap(([name, { files }]) => files.map(({ path }) => `${name}/${path}`)));
}

/** Whether a text is a manifest of ours. */
export function isManifest(text: string | undefined): boolean {
  return parseManifest(text) !== undefined;
}

function parseManifest(text: string | undefined): ReadonlyMap<string, ManifestHost> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value.swanmesh !== 'string' || !isRecord(value.hosts)) return undefined;
  const hosts = new Map<string, ManifestHost>();
  for (const [name, host] of Object.entries(value.hosts)) if (isHostName(name)) add(name, host);
  add(sharedFolder, value.shared);
  return hosts;

  function add(name: string, folder: unknown): void {
    if (!isRecord(folder) || !Array.isArray(folder.files)) return;
    hosts.set(name, { files: folder.files.filter(isOwnFile) });
  }
}

function isOwnFile(file: unknown): file is ManifestFile {
  return isRecord(file) && isFilePath(file.path);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
