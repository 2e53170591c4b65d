/** Makes the documentation as `npm run docs` does, in a folder of its own, and counts its dead links: there must be none. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'swanmesh-docs-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

const made = spawnSync('node_modules/.bin/typedoc', ['--out', root], { encoding: 'utf8' });
if (made.status !== 0) {
  process.stdout.write(made.stdout + made.stderr);
  process.exit(1);
}

const anchors = new Map();
const anchorsOf = (file) => {
  const known = anchors.get(file) ?? new Set(readFileSync(file, 'utf8').match(/(?<=\bid=")[^"]+/g));
  anchors.set(file, known);
  return known;
};
const isDead = (page, link) => {
  const [path, anchor] = link.replaceAll('&amp;', '&').split('#');
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(file)) return true;
  return (
    anchor !== undefined && anchor !== '' && file.endsWith('.html') && !anchorsOf(file).has(decodeURIComponent(anchor))
  );
};

const dead = new Set();
for (const name of readdirSync(root, { recursive: true })) {
  if (!name.endsWith('.html')) continue;
  const page = join(root, name);
  for (const link of readFileSync(page, 'utf8').match(/(?<=\bhref=")[^"]+/g) ?? [])
    if (!/^(?:https?|mailto|data):/.test(link) && isDead(page, link)) dead.add(`${relative(root, page)}: ${link}`);
}
for (const link of dead) console.log(`dead link: ${link}`);
process.exit(dead.size === 0 ? 0 : 1);
