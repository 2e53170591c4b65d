/**
 * Shell that we ship is written as shell, and the style and script of a page as what they are: each `src/**\/NAME.sh`, `.css`
 * and `.js` becomes `NAME.sh.ts` beside it, which the code imports.
 * Writes them; with `--check` it fails where one is not what its script makes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { globSync } from 'tinyglobby';

const check = process.argv.includes('--check');
for (const path of globSync('src/**/*.{sh,css,js}').sort()) {
  const kind = extname(path);
  // Several scripts of shell beside one another have names of their own; a page's style and script have the page's.
  const name = `${basename(path, kind)}${kind === '.sh' ? '' : `-${kind.slice(1)}`}`.replace(/-(.)/g, (_, letter) =>
    letter.toUpperCase(),
  );
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
