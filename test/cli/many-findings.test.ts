import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';
import { testFolder } from '../support/test-folder.ts';

test('of many findings of one code the first are shown and the rest counted, unless every one is asked for', async () => {
  const path = join(testFolder(), 'many.json');
  const nodes = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`n${i}`, { address: 'x' }]));
  writeFileSync(path, JSON.stringify({ version: 1, libreswan: '4.10', authority: '-----BEGIN', nodes }, undefined, 1));
  const { status, stderr } = await swanmesh('check', path);
  expect(status).toBe(1);
  expect(stderr).toContain('and 1980 more of inventory/value (');
  expect(stderr).toContain(' does not hold 2000 times); check --all shows every one\n');
  expect(stderr.split('\n').length).toBeLessThan(200);
  expect(stderr).toMatch(/many\.json: \d{4} errors/);
  const every = await swanmesh('check', path, '--all');
  expect(every.stderr.match(/\[inventory\/value\]/g)).toHaveLength(2000);
  const document = JSON.parse((await swanmesh('check', path, '--json')).stdout) as {
    findings: unknown[];
    errors: number;
  };
  expect(document.findings.length).toBeGreaterThanOrEqual(2000);
  expect(document.errors).toBe(document.findings.length);
});
