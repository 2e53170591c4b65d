// Two renders at once, of two inventories, into one tree, each in a process namespace of its own as containers are.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithTools } from '../../support/real-tool.ts';
import { cli, swanmesh, testFolder } from '../../support/run-cli.ts';

const example = 'docs/examples/openshift';
const wrap =
  process.getuid?.() === 0
    ? ['--pid', '--fork', '--mount-proc']
    : ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

function render(inventory: string, out: string): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn('unshare', [...wrap, process.execPath, cli, 'render', inventory, '-o', out], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    child.on('close', (status) => done({ status, stderr }));
  });
}

/** Every file with its content, the manifest's order left out. */
function snapshot(root: string): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path.slice(root.length)} ${readFileSync(path, 'utf8')}`)
    .join('\n');
}

describeWithTools(['unshare'], 'renders in process namespaces of their own', () => {
  test('one wins and the other says so, or both come one after the other; the tree is of one inventory', async () => {
    const folder = testFolder();
    const inventories = ['a', 'b'].map((name) => {
      cpSync(example, join(folder, name), { recursive: true });
      const path = join(folder, name, 'cluster.yaml');
      if (name === 'b') writeFileSync(path, readFileSync(path, 'utf8').replace('eth0', 'ens3').replace('1500', '9000'));
      return path;
    });
    const whole = inventories.map((inventory, i) => {
      swanmesh(['render', inventory, '-o', join(folder, `whole-${i}`)]);
      return snapshot(join(folder, `whole-${i}`));
    });
    expect(whole[0]).not.toBe(whole[1]);
    const out = join(folder, 'tree');
    for (let round = 0; round < 3; round += 1) {
      const ended = await Promise.all(inventories.map((inventory) => render(inventory, out)));
      expect(ended.some(({ status }) => status === 0)).toBe(true);
      for (const { status, stderr } of ended)
        if (status !== 0) expect(stderr).toMatch(/another swanmesh (is|may be) writing/);
      expect(whole).toContain(snapshot(out));
    }
  });
});
