/**
 * `npm run mutation -- ROOM [option of Stryker …]`: tries the tests of a room on its mutants. A second run tries only what has
 * changed since; `--force` tries everything. Ends with status 1 below 85 %.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rooms, settingsOf } from './rooms.js';

const [room, ...options] = process.argv.slice(2);
if (room === undefined || !rooms.includes(room)) {
  console.error(`npm run mutation -- ROOM, of ${rooms.join(', ')}`);
  process.exit(2);
}
mkdirSync('reports/mutation', { recursive: true });
const settings = `reports/mutation/${room.replace('/', '-')}.settings.json`;
writeFileSync(settings, `${JSON.stringify(settingsOf(room), undefined, 2)}\n`);
const { status } = spawnSync('stryker', ['run', settings, ...options], { stdio: 'inherit' });
process.exitCode = status ?? 1;
