import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../support/test-folder.ts';

/** One mutant of Stryker's report. */
interface Mutant {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
}

test('the runner of mutants tells what is killed, what survives and what never ends', { timeout: 120_000 }, () => {
  const folder = testFolder();
  const [settings, report] = [join(folder, 'settings.json'), join(folder, 'report.json')];
  const fixture = 'scripts/mutation/self-test';
  writeFileSync(
    settings,
    JSON.stringify({
      testRunner: 'bundle',
      plugins: ['./scripts/mutation/runner.js'],
      bundleRunner: {
        tests: [`${fixture}/*.test.ts`],
        except: [],
        last: [],
        skip: [],
        runs: 20,
      },
      mutate: [`${fixture}/sum.ts`],
      ignorePatterns: ['/*', '!/scripts', '!/package.json'],
      reporters: ['json'],
      jsonReporter: { fileName: relative(process.cwd(), report) },
      coverageAnalysis: 'perTest',
      concurrency: 1,
      timeoutMS: 5000,
      tempDirName: join(folder, 'tmp'),
    }),
  );
  const run = spawnSync('npx', ['stryker', 'run', settings], { encoding: 'utf8' });
  expect(run.stderr + run.stdout).not.toMatch(/ERROR/);
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
    files: Record<string, { mutants: readonly Mutant[] }>;
  };
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const statusOf = (replacement: string) => mutants.find((one) => one.replacement === replacement)?.status;
  expect({
    killed: statusOf('i < last'),
    survived: statusOf('count >= 0'),
    looping: statusOf('i -= 1'),
    asWell: statusOf('total -= i'),
  }).toEqual({ killed: 'Killed', survived: 'Survived', looping: 'Timeout', asWell: 'Killed' });
  // A guard of its own: the first mutant that loops must not take the others with it.
  expect(mutants.filter(({ status }) => !['Killed', 'Survived', 'Timeout'].includes(status))).toEqual([]);
});
