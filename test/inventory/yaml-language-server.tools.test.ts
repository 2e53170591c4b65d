import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inventoryJsonSchema } from '../../src/inventory/json-schema.ts';
import { startLanguageServer } from '../support/language-client.ts';
import { testFolder } from '../support/run-cli.ts';

const text = `# yaml-language-server: $schema=./swanmesh.schema.json
version: 1
libreswan: "4.10"
authority: pki/ca.crt
network:
  linkMtu: 1500
  interfce: eth0
nodes:
  a:
    address: 10.0.0.1
    certificate: pki/a.crt
    
`;

test('the language server of YAML underlines a misspelt key, tells what a key is, and completes keys and values', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'swanmesh.schema.json'), JSON.stringify(inventoryJsonSchema()));
  const path = join(folder, 'cluster.yaml');
  const client = await startLanguageServer([
    process.execPath,
    'node_modules/yaml-language-server/bin/yaml-language-server',
    '--stdio',
  ]);
  const found = await client.show(path, 'yaml', text);
  expect(found.map(({ range, message }) => [range.start.line, message])).toEqual([
    [6, 'Property interfce is not allowed.'],
  ]);
  expect(await client.hover(path, 5, 4)).toContain('576 to 65535 bytes');
  const keys = await client.complete(path, 11, 4);
  expect(keys.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['role', 'key', 'nickname', 'platform', 'linkMtu']),
  );
  await client.show(path, 'yaml', text.replace('    certificate', '    platform: \n    certificate'));
  const values = await client.complete(path, 10, 14);
  expect(values.map(({ label }) => label)).toEqual(expect.arrayContaining(['rhel9', 'debian', 'upstream']));
});
