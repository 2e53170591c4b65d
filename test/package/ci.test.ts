import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Runs suites, each a name, a budget in minutes and a command, and gives what comes behind their own output. */
function report(...suites: readonly string[]): { readonly status: number | null; readonly lines: readonly string[] } {
  const script = ['set -euo pipefail', 'source .ci/suites.sh', ...suites, 'echo -- report', 'report'].join('\n');
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return { status, lines: (stdout.split('-- report\n\n')[1] ?? '').split('\n').slice(0, -1) };
}

test('the last line is the sum of the suites, and every suite has its time against a budget', () => {
  const { status, lines } = report(
    "suite lint 3 echo 'ok: format'",
    "suite unit 2 echo '12 passed, 0 failed'",
    "suite 'real tools' 12 echo '30 passed, 0 failed, 2 skipped'",
  );
  expect(lines).toEqual([
    expect.stringMatching(/^lint +0:0\d of +3:00$/),
    expect.stringMatching(/^unit +0:0\d of +2:00$/),
    expect.stringMatching(/^real tools +0:0\d of 12:00$/),
    '42 passed, 0 failed',
  ]);
  expect(status).toBe(0);
});

test.each([
  ['counts its failures', "suite a 1 sh -c 'echo 3 passed, 2 failed; exit 1'", '3 passed, 2 failed'],
  ['ends badly without counting any', "suite a 1 sh -c 'echo 3 passed, 0 failed; exit 1'", '3 passed, 1 failed'],
  ['ends before it could count', "suite a 1 sh -c 'exit 7'", '0 passed, 1 failed'],
])('a suite that %s fails the run', (_, suite, last) => {
  const { status, lines } = report(suite, "suite b 1 echo '0 passed, 0 failed'");
  expect(lines.at(-1)).toBe(last);
  expect(status).toBe(1);
});

test('a suite that took longer than its budget is marked', () => {
  expect(report('suite slow 0 sleep 1.1').lines[0]).toMatch(/^slow +0:0\d of +0:00 {2}OVER BUDGET$/);
});
