/**
 * Shell that we ship is written as shell: each `src/**\/NAME.sh` becomes `NAME.sh.ts` beside it, which the code imports.
 * Writes them; with `--check` it fails where one is not what its script makes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { globSync } from 'tinyglobby';

const check = process.argv.includes('--check');
for (const path of globSync('src/**/*.sh').sort()) {
  const name = basename(path, '.sh').replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const text = readFileSync(path, 'utf8').replace(/[\\`]|\$\{/g, '\\$&');
  const module = `// Made of ${basename(path)} by \`npm run shell\`. Edit that.\nexport const ${name}: string = \`${text}\`;\n`;
  const target = `${path}.ts`;
  let known = '';
  try {
    known = readFileSync(target, 'utf8');
  } catch {}
  if (known === module) continue;
  if (check) {
    console.error(`${target}: not what ${path} makes it; run "npm run shell"`);
    process.exitCode = 1;
  } else writeFileSync(target, module);
}
