import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { debianReleases, releaseTools } from '../support/debian/release-tools.ts';
import { cases } from './cases/index.ts';
import { prepare } from './cluster.ts';
import { bootGuest, type Guest, noGuest } from './guest.ts';
import { allEncrypted } from './judge.ts';
import { allRuns, fewRuns, type Run } from './runs.ts';
import { meet, start } from './story.ts';
import { formatTable, type Line } from './table.ts';

const reason = noGuest() ?? debianReleases.find((release) => releaseTools(release) === undefined);
const wanted = process.env.SWANMESH_REAL_ONLY;
const all = process.env.SWANMESH_REAL_ALL === '1';
const runs = (all ? allRuns(cases) : fewRuns(cases)).filter(({ real, releases }) =>
  wanted === undefined ? all || !real.large : `${real.group}: ${real.name} ${releases}`.includes(wanted),
);
const lines = new Map<Run, readonly Line[]>();
const idle: Guest[] = [];

describe('the rendered mesh between real hosts', () => {
  if (reason !== undefined) {
    if (process.env.CI === 'true') {
      test('needs a guest', () => expect.unreachable(`${reason}, and CI=true allows no skipped judge`));
    } else {
      test.skip(`needs a guest: ${reason}`, () => {});
    }
    return;
  }

  describe.concurrent('is as predicted', () => {
    for (const run of runs) {
      const { real, releases } = run;
      test(`${real.group}: ${real.name} (${releases})`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'swanmesh-real-'));
        const { mesh, hosts } = prepare(real, releases, folder);
        const steps = real.story?.(mesh) ?? [...start(mesh.members, !real.slowUpdown), ...meet(mesh)];
        const guest = idle.pop() ?? bootGuest();
        const seen = await guest
          .play({ name: real.name, hosts, steps }, real.timeout ?? 120_000)
          .catch(async (error) => {
            await guest.stop();
            throw error;
          });
        idle.push(guest);
        if (process.env.SWANMESH_KEEP === undefined) rmSync(folder, { recursive: true });
        else writeFileSync(join(folder, 'seen.json'), JSON.stringify(seen));
        expect(seen.problem, JSON.stringify(seen.logs).slice(-3000)).toBeNull();
        expect(seen.lost, 'frames that the capture lost').toBe(0);
        const rows = (real.judge ?? allEncrypted)(mesh, seen);
        lines.set(
          run,
          rows.map((row) => ({ ...row, name: `${real.group}: ${real.name}`, releases })),
        );
        expect(rows.filter(({ holds }) => holds === false)).toEqual([]);
        expect(rows.length).toBeGreaterThan(0);
      });
    }
  });

  afterAll(async () => {
    await Promise.all(idle.map((guest) => guest.stop()));
    const table = formatTable(runs.flatMap((run) => lines.get(run) ?? []));
    process.stdout.write(`\n${table}\n\n`);
  });
});
