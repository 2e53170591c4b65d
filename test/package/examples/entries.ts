/** Everything that a user of the package can name. */
import { readFileSync } from 'node:fs';

/** A name, the file of the entry that has it first, and what it stands for. */
export interface Entry {
  readonly file: string;
  readonly value: unknown;
}

interface PackageFile {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

const { exports: targets } = JSON.parse(readFileSync('package.json', 'utf8')) as PackageFile;
const files = Object.values(targets).flatMap((target) =>
  typeof target === 'string' ? [] : [target.types.replace('./dist/', 'src/').replace('.d.ts', '.ts')],
);

/** By name. */
export const entries: ReadonlyMap<string, Entry> = await (async () => {
  const found = new Map<string, Entry>();
  for (const file of files)
    for (const [name, value] of Object.entries((await import(`../../../${file}`)) as object))
      if (!found.has(name)) found.set(name, { file, value });
  return found;
})();
