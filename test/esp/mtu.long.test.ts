import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelEnvironment } from '../real/guest-kernel.ts';
import { describeWithTools } from '../support/real-tool.ts';

describeWithTools(['linux.uml', 'python3', 'ip', 'cc'], 'the measurement can be repeated', () => {
  test('a kernel booted now gives the rows of the vector', { timeout: 300_000 }, () => {
    const script = new URL('../vectors/mtu-measure/run.sh', import.meta.url).pathname;
    const { stdout } = spawnSync('sh', [script], { encoding: 'utf8', maxBuffer: 16 << 20, env: kernelEnvironment() });
    const vector = new URL('../vectors/mtu-measured-transforms.json', import.meta.url);
    const { links, rows } = JSON.parse(readFileSync(vector, 'utf8'));
    expect(JSON.parse(stdout)).toMatchObject({ links, rows });
  });
});
