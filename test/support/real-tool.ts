import { spawnSync } from 'node:child_process';
import { describe, test } from 'vitest';

/**
 * A group of tests that ask a real program. Where one is missing, the group is one skipped test that names it; where
 * `CI=true` it is one failed test, so that CI can not go green without its judges.
 *
 * @example describeWithTools(['ipsec', 'certutil'], 'rendered conns load', () => { … })
 */
export function describeWithTools(tools: readonly string[], name: string, body: () => void): void {
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  describe(name, () => testMissing(missing.join(', ')));
}

/** In place of tests that need what is not here: one skipped test that names it; where `CI=true`, one failed test. */
export function testMissing(missing: string): void {
  const reason = `needs ${missing}`;
  if (process.env.CI !== 'true') test.skip(reason, () => {});
  else
    test(reason, () => {
      throw new Error(`${reason}, and CI=true allows no skipped judge`);
    });
}

/** Whether a program is on the PATH (the system folders included, where an ordinary user's PATH leaves them out). */
export function hasTool(tool: string): boolean {
  return spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v "$1"`, 'sh', tool]).status === 0;
}
