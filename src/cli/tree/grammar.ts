/** The names that we give in a tree. A manifest or a journal may have been edited; nothing is moved or removed by another name. */

import { sharedFolder } from '../../render/rendered-file.ts';

/** The folder in the tree that is ours alone. */
export const stateFolder = '.swanmesh';

/** The folder of the manifests of single hosts. */
export const manifestFolder = 'manifest.d';

/** Whether a name is one that a host can have, as the inventory's grammar has it. */
export function isHostName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(name) &&
    !name.includes('..') &&
    name !== manifestFolder &&
    name !== 'manifest.json'
  );
}

/** Whether a path is one that a file in a host's folder can have: plain names, none of them hidden. */
export function isFilePath(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path.length <= 1000 &&
    path.split('/').every((name) => /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,254}$/.test(name) && !name.includes('..'))
  );
}

/** Whether a name is that of a folder of files: a host's, or the one that hosts share. */
function isFolderName(name: string): boolean {
  return name === sharedFolder || isHostName(name);
}

/** Whether a path from the tree's root is that of a file of a host, or of one that hosts share. */
export function isTreePath(path: unknown): path is string {
  if (typeof path !== 'string') return false;
  const slash = path.indexOf('/');
  return slash > 0 && isFolderName(path.slice(0, slash)) && isFilePath(path.slice(slash + 1));
}

/** Whether a path from the tree's root is that of a manifest. */
export function isManifestPath(path: unknown): path is string {
  if (path === 'manifest.json') return true;
  const [, name] = /^manifest\.d\/(.+)\.json$/.exec(typeof path === 'string' ? path : '') ?? [];
  return name !== undefined && isFolderName(name);
}
