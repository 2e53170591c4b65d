// Refuses `npm publish` of a package that cannot say where it comes from, or whose changes have no date.
// Usage: node scripts/release-check.js [FOLDER]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const { version, repository, homepage, bugs } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const [heading = ''] = /^## .*$/m.exec(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')) ?? [];

const faults = Object.entries({ repository, homepage, bugs })
  .filter(([, value]) => value === undefined)
  .map(([name]) => `package.json has no ${name}: name the public address of the repository`);
if (!new RegExp(`^## ${version.replaceAll('.', '\\.')} \\(\\d{4}-\\d{2}-\\d{2}\\)$`).test(heading))
  faults.push(`CHANGELOG.md begins with "${heading}" instead of ${version} and its date`);
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
