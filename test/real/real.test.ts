import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { debianReleases, releaseTools } from '../support/debian/release-tools.ts';
import { cases } from './cases/index.ts';
import { prepare } from './cluster.ts';
import { bootGuest, type Guest, noGuest } from './guest.ts';
import { allEncrypted } from './judge.ts';
import { allRuns, fewRuns, longestFirst, type Run } from './runs.ts';
import { meet, start } from './story.ts';
import { formatTable, type Line } from './table.ts';

const withoutTools = debianReleases.find((release) => releaseTools(release) === undefined);
const reason = noGuest() ?? (withoutTools === undefined ? undefined : `needs the tools of libreswan ${withoutTools}`);
const wanted = process.env.SWANMESH_REAL_ONLY;
const keep = process.env.SWANMESH_KEEP !== undefined;
const all = process.env.SWANMESH_REAL_ALL === '1';
const runs = (all ? allRuns(cases) : fewRuns(cases)).filter(({ real, releases }) =>
  wanted === undefined ? all || !real.large : `${real.group}: ${real.name} (${releases})`.includes(wanted),
);
const lines = new Map<Run, readonly Line[]>();
const failedTries: string[] = [];
const idle: Guest[] = [];

describe('the rendered mesh between real hosts', () => {
  if (reason !== undefined) {
    if (process.env.CI === 'true') {
      test('needs a guest', () => expect.unreachable(`${reason}, and CI=true allows no skipped judge`));
    } else {
      process.stdout.write(`\nno real hosts are run here: ${reason}\n\n`);
      test.skip(`needs a guest: ${reason}`, () => {});
    }
    return;
  }
  test('is asked for by at least one run', () => expect(runs.length).toBeGreaterThan(0));

  const work = mkdtempSync(join(tmpdir(), 'swanmesh-real-'));

  describe.concurrent('is as predicted', () => {
    for (const [index, run] of longestFirst(runs).entries()) {
      const { real, releases } = run;
      let tries = 0;
      const title = `${real.group}: ${real.name} (${releases})`;
      test(title, () => {
        tries += 1;
        return playOnce(tries).catch((error: Error) => {
          failedTries.push(`${title}: ${error.message.slice(0, 4000)}`);
          throw error;
        });
      });

      async function playOnce(tries: number): Promise<void> {
        const folder = join(work, `${index}.${tries}`);
        const pki = join(work, 'pki');
        const { mesh, hosts } = real.prepare?.(releases, folder, pki) ?? prepare(real, releases, folder, pki);
        const steps = real.story?.(mesh) ?? [...start(mesh.members, !real.slowUpdown), ...meet(mesh)];
        const guest = idle.pop() ?? bootGuest();
        const seen = await guest
          .play({ name: real.name, hosts, steps }, real.timeout ?? 600_000)
          .catch(async (error) => {
            await guest.stop();
            throw error;
          });
        idle.push(guest);
        if (keep) writeFileSync(join(folder, 'seen.json'), JSON.stringify(seen));
        expect(seen.problem, JSON.stringify(seen.logs).slice(-3000)).toBeNull();
        expect(seen.lost, 'frames that the capture lost').toBe(0);
        const rows = (real.judge ?? allEncrypted)(mesh, seen);
        // Who judges may look at what the hosts were given.
        if (!keep) rmSync(folder, { recursive: true });
        lines.set(
          run,
          rows.map((row) => ({
            ...row,
            name: `${real.group}: ${real.name}${tries > 1 ? ' (second try)' : ''}`,
            releases,
          })),
        );
        const wrong = rows.filter(({ holds }) => holds === false);
        const said = wrong.map(({ pair, predicted, measured }) => `${pair}: ${predicted}, but ${measured}`).join('; ');
        expect(said).toBe('');
        expect(rows.length).toBeGreaterThan(0);
      }
    }
  });

  afterAll(async () => {
    await Promise.all(idle.map((guest) => guest.stop()));
    if (!keep) rmSync(work, { recursive: true });
    process.stdout.write(`\n${formatTable(runs.flatMap((run) => lines.get(run) ?? []))}\n\n`);
    for (const failed of failedTries)
      process.stdout.write(`not as predicted at the first or second try: ${failed}\n\n`);
  });
});
