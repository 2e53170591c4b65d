/** What earlier runs wrote into a tree. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, ManifestHost } from '../render/manifest.ts';

/** What is there, host by host, or `undefined` where no manifest of ours is there. */
export function readManifests(root: string): Map<string, ManifestHost> | undefined {
  const folder = join(root, 'manifest.d');
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const paths = [join(root, 'manifest.json'), ...parts].filter((path) => existsSync(path));
  const hosts = new Map<string, ManifestHost>();
  let found = false;
  for (const path of paths) {
    const manifest = readManifest(path);
    if (manifest === undefined) continue;
    found = true;
    for (const [name, host] of Object.entries(manifest.hosts)) if (isPlainName(name)) hosts.set(name, host);
  }
  return found ? hosts : undefined;
}

function readManifest(path: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
    return typeof manifest.swanmesh === 'string' && typeof manifest.hosts === 'object'
      ? (manifest as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A manifest may have been edited; what it names must not lead out of the tree. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && !name.includes('..');
}
