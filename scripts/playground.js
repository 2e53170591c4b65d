/**
 * Builds the playground into `build/playground` (or the folder that is named): a page for each tool with one script beside it, so that it
 * works from a file, offline, and asks nothing of anybody. The pages are in docs/playground/pages.js.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { pictureStyle } from '../dist/graph/drawing/style.js';
import { pages } from '../docs/playground/pages.js';

const out = process.argv[2] ?? 'build/playground';
mkdirSync(out, { recursive: true });
const options = {
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2023',
  legalComments: 'none',
};
await build({ ...options, entryPoints: pages.map(({ name }) => `docs/playground/${name}.ts`) });
// As the module that the page of the mesh loads with its first folder.
await build({ ...options, entryPoints: ['docs/playground/mesh-work.ts'], globalName: 'swanmeshWork' });
writeFileSync(
  join(out, 'page.css'),
  `${readFileSync('src/report/html/page.css', 'utf8')}${readFileSync('docs/playground/playground.css', 'utf8')}${pictureStyle}`,
);
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";
const frame = (title, body, script) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – swanmesh</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<header><p><a href="index.html">swanmesh playground</a></p><h1>${title}</h1>
<nav aria-label="Tools"><ul>${pages.map((page) => `<li><a href="${page.name}.html">${page.title}</a></li>`).join('')}</ul></nav></header>
<main>${body}</main>
<footer><p class="faint">Nothing leaves this machine.</p></footer>${script}
</body>
</html>
`;
const escaped = (text) => text.replace(/\t/g, '&#9;');
for (const { name, title, says, fields } of pages) {
  const body = `<p>${says}</p><div class="fields">${escaped(fields)}</div><section id="result" aria-label="Result" aria-live="polite"></section>`;
  writeFileSync(join(out, `${name}.html`), frame(title, body, `<script src="${name}.js"></script>`));
}
const list = pages.map(({ name, title, says }) => `<li><a href="${name}.html">${title}</a>: ${says}</li>`).join('');
writeFileSync(join(out, 'index.html'), frame('Playground', `<ul>${list}</ul>`, ''));
