/** `npm run fuzz -- --minutes N`: compares random input with the real programs for N minutes, and prints what differs. */
import { spawnSync } from 'node:child_process';

const [flag, minutes = '5'] = process.argv.slice(2);
if ((flag !== undefined && flag !== '--minutes') || !(Number(minutes) > 0)) {
  process.stderr.write('usage: npm run fuzz -- --minutes N\n');
  process.exit(2);
}
const env = { ...process.env, SWANMESH_FUZZ_MINUTES: minutes };
const { status } = spawnSync('npx', ['vitest', 'run', '--no-file-parallelism', 'test/fuzz'], { env, stdio: 'inherit' });
process.exit(status ?? 1);
