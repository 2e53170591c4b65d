/** Whose the names in an example are. */
import { entries } from './entries.ts';
import type { Example } from './extract.ts';
import { everywhere, fixtures, scopesOf } from './fixtures.ts';

/** The names that an example uses, by where they come from; the nearest counts. */
export interface ExampleNames {
  /** Of the file itself. */
  readonly own: readonly string[];
  readonly scoped: readonly (readonly [scope: keyof typeof fixtures, names: readonly string[]])[];
  readonly everywhere: readonly string[];
  /** With the file of the entry of the package that has it. */
  readonly entries: readonly (readonly [name: string, file: string])[];
}

export async function namesOf({ file, code }: Example): Promise<ExampleNames> {
  const words = new Set(code.replace(/'(?:\\.|[^'])*'|\/\/ .*/g, '').match(/(?<!\w|(?<!\.\.)\.)[A-Za-z_]\w*/g) ?? []);
  const take = (names: object): readonly string[] => Object.keys(names).filter((name) => words.delete(name));
  const own = take((await import(`../../../${file}`)) as object);
  const scoped = scopesOf(file)
    .toReversed()
    .map((scope) => [scope, take(fixtures[scope])] as const);
  const common = take(everywhere);
  const ofPackage = [...words].flatMap((word) => {
    const entry = entries.get(word);
    return entry === undefined ? [] : [[word, entry.file] as const];
  });
  return { own, scoped, everywhere: common, entries: ofPackage };
}
