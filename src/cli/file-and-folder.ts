/** Two arguments of which the first is a file and the second a folder. */
import { statSync } from 'node:fs';
import { UsageError } from './exit.ts';

/** Ends the command where the two were given the other way round; `what` is what the file is. */
export function refuseSwapped(file: string, folder: string, what: 'inventory' | 'plan' = 'inventory'): void {
  if (isFolder(file) === true && isFolder(folder) === false)
    throw new UsageError(`${file} is a folder and ${folder} a file: the ${what} comes first, then the folder`);
}

/** `undefined` where nothing can be said of it. */
function isFolder(path: string): boolean | undefined {
  return path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })?.isDirectory();
}
