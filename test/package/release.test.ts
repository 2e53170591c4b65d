import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { testFolder } from '../support/test-folder.ts';

const address = 'https://example.com/swanmesh';
const fields = { repository: address, homepage: address, bugs: address };

test.each([
  ['with its addresses and a dated change log', fields, '## 1.2.3 (2026-11-28)', 0, ''],
  ['without an address', { ...fields, bugs: undefined }, '## 1.2.3 (2026-11-28)', 1, 'no bugs'],
  ['whose changes have no date', fields, '## Unreleased', 1, 'Unreleased'],
  ['with the changes of another version', fields, '## 1.2.30 (2026-11-28)', 1, '1.2.3 and its date'],
])('a package %s is refused or let through before it is published', (_, own, heading, expected, message) => {
  const folder = testFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3', ...own }));
  writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n${heading}\n`);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/release-check.js', folder], { encoding: 'utf8' });
  expect(status).toBe(expected);
  expect(stderr).toContain(message);
});

test('the collection for Ansible has the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(parse(readFileSync('docs/ansible/galaxy.yml', 'utf8')).version).toBe(version);
});
