import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, one after the other from the first that is missing. Node's own way to make them at
 * once does not end on every file system that takes no folder; here the system's refusal is the end.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); statSync(folder, { throwIfNoEntry: false }) === undefined; folder = dirname(folder))
    missing.push(folder);
  for (const folder of missing.reverse()) mkdirSync(folder);
}
