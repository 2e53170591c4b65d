/** Compiles examples as a user's project would, with every strict rule but those that ask what an index finds. */
import { resolve } from 'node:path';
import ts from 'typescript';
import type { Example } from './extract.ts';
import { namesOf } from './names.ts';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** What the compiler objects to, by the place of the example; empty where it objects to nothing. */
export async function compileExamples(examples: readonly Example[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const sources = new Map<string, { readonly where: string; readonly text: string }>();
  for (const [i, example] of examples.entries())
    sources.set(resolve(`test/package/examples/virtual-${i}.ts`), {
      where: example.where,
      text: await moduleOf(example),
    });
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path)?.text ?? readFile(path);
  host.getSourceFile = (path, version, ...more) => {
    const own = sources.get(path);
    return own === undefined
      ? getSourceFile(path, version, ...more)
      : ts.createSourceFile(path, own.text, version, true, ts.ScriptKind.TS);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return new Map(
    [...sources].map(([path, { where }]) => {
      const file = program.getSourceFile(path);
      const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [where, all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))] as const;
    }),
  );
}

/** The example as a module: its names are imported, or destructured from what it takes for granted. */
async function moduleOf(example: Example): Promise<string> {
  const { file, code } = example;
  const { own, scoped, everywhere, entries } = await namesOf(example);
  const annotations = [...code.matchAll(/^const \w+: (\w+) =/gm)].map(([, type]) => type ?? '');
  return [
    `import { ${own.join(', ')} } from '../../../${file}';`,
    "import { everywhere, fixtures } from './fixtures.ts';",
    ...entries.map(([name, path]) => `import { ${name} } from '../../../${path}';`),
    ...annotations.map((type) => `import type { ${type} } from '../../../src/index.ts';`),
    `const { ${everywhere.join(', ')} } = everywhere;`,
    ...scoped.map(([scope, names]) => `const { ${names.join(', ')} } = fixtures['${scope}'];`),
    `export async function example() {\n{\n${code}\n}\n}`,
  ].join('\n');
}
