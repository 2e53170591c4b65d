import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { cli, swanmesh } from '../../support/run-cli.ts';

const cluster = 'docs/examples/openshift/cluster.yaml';
const hosts = ['master-1', 'master-2', 'node-1', 'node-2', 'node-3'].map((name) => `${name}.example.com`);

function start(...words: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [cli, 'filter', ...words]);
}

const render = (id: number): string => `${JSON.stringify({ id, request: 'render', host: hosts[id % hosts.length] })}\n`;

describe('swanmesh filter', () => {
  test('answers 10,000 requests in their order, and what is wrong among them ends nothing', async () => {
    const child = start(cluster);
    const answers: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => answers.push(line));
    for (let id = 0; id < 10_000; id += 1) {
      const line = id % 100 === 7 ? `not JSON ${id}\n` : render(id);
      if (!child.stdin.write(line)) await once(child.stdin, 'drain');
    }
    child.stdin.end();
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
    expect(answers).toHaveLength(10_000);
    for (const [i, answer] of answers.entries()) {
      const { id, line, ok } = JSON.parse(answer);
      expect([id, line, ok]).toEqual(i % 100 === 7 ? [undefined, i + 1, false] : [i, i + 1, true]);
    }
  });

  test('answers each request before the next one comes', async () => {
    const child = start(cluster);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (let id = 0; id < 3; id += 1) {
      child.stdin.write(render(id));
      expect(JSON.parse((await lines.next()).value)).toMatchObject({ id, ok: true });
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  test('reads no further than its answers are taken, so that nobody can fill its memory', async () => {
    const child = start(cluster);
    let written = 0;
    const all = 20_000;
    // 20,000 answers of about 20 kB would be 400 MB.
    for (let id = 0; id < all; id += 1) {
      if (child.stdin.write(render(id))) continue;
      const isTaken = await Promise.race([
        once(child.stdin, 'drain').then(() => true),
        new Promise<boolean>((done) => setTimeout(done, 1500, false)),
      ]);
      written = id;
      if (!isTaken) break;
    }
    expect(written).toBeLessThan(all - 1);
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    expect(Number(kilobytes)).toBeLessThan(300_000);
    child.kill();
    await once(child, 'close');
  });

  test('ends where nobody reads its answers any more', async () => {
    const child = start(cluster);
    child.stdin.on('error', () => {});
    child.stdin.write(render(1));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    for (let id = 2; id < 200; id += 1) child.stdin.write(render(id));
    expect((await once(child, 'close'))[0]).toBe(0);
  });

  test('without its inventory it does not begin', () => {
    const { status, stderr } = swanmesh(['filter', 'none.yaml'], { input: render(1) });
    expect(status).toBe(2);
    expect(stderr).toContain('none.yaml');
  });
});
