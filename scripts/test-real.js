// `npm run test:real`: real plutos over real ESP in guests of their own. `-- --all`: every case on every set of releases;
// `-- --only TEXT`: the runs whose name has the text, such as 'failures' or 'mixed'.
import { spawnSync } from 'node:child_process';

const args = process.argv.slice(2);
const only = args.indexOf('--only');
const { status } = spawnSync('vitest', ['run', '--config', 'config/vitest.real.config.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    SWANMESH_REAL_ALL: args.includes('--all') ? '1' : '0',
    ...(only >= 0 ? { SWANMESH_REAL_ONLY: args[only + 1] ?? '' } : {}),
  },
});
process.exitCode = status ?? 1;
