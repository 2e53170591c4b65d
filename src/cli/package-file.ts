import { readFileSync } from 'node:fs';

/** The text of a file of this package, by its path in it. The program is two folders deep, as it is compiled and as it is bundled. */
export function packageFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
