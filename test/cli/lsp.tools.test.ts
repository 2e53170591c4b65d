import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CodeAction, Location } from 'vscode-languageserver-protocol';
import { type LanguageClient, startLanguageServer } from '../support/language-client.ts';
import { cli, testFolder } from '../support/run-cli.ts';

const start = (...options: string[]): Promise<LanguageClient> =>
  startLanguageServer([process.execPath, cli, 'lsp', '--stdio', ...options]);

const fixesAt = async (
  client: LanguageClient,
  path: string,
  line: number,
): Promise<readonly (readonly [string, string])[]> => {
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: pathToFileURL(path).href },
    range: { start: { line, character: 0 }, end: { line, character: 0 } },
    context: { diagnostics: [] },
  });
  return actions.map(({ title, edit }) => [title, Object.values(edit?.changes ?? {})[0]?.[0]?.newText ?? '']);
};

const conf = `config setup
	plutodebug=base

conn self
	left=10.0.0.1
	rigth=10.0.0.2

conn peer
	also=self
	right=10.0.0.2
	authby=
	
`;

describe('swanmesh lsp on an ipsec.conf', () => {
  test('finds, explains, completes and goes where also= leads, and mends a misspelt keyword', async () => {
    const client = await start('--libreswan', '4.10');
    const path = join(testFolder(), 'mesh.conf');
    const found = await client.show(path, 'ipsec', conf);
    expect(
      found.map(({ code, range }) => [code, range.start.line, range.start.character, range.end.character]),
    ).toContainEqual(['libreswan/unknown-keyword', 5, 1, 6]);
    expect(await fixesAt(client, path, 5)).toEqual([['Write right', 'right']]);
    const mended = await client.show(path, 'ipsec', conf.replace('rigth', 'right').replace('authby=', 'authby=rsasig'));
    expect(mended.map(({ code }) => code)).not.toContain('libreswan/unknown-keyword');
    expect(await client.hover(path, 1, 3)).toContain('plutodebug');
    expect(await client.hover(path, 9, 3)).toContain('Every release from 3.15 uses it');
    expect(await client.at<Location>('textDocument/definition', path, 8, 7)).toMatchObject({
      range: { start: { line: 3, character: 5 } },
    });
    const keywords = (await client.complete(path, 11, 1)).map(({ label }) => label);
    expect(keywords).toEqual(expect.arrayContaining(['leftid', 'ikev2', 'dpddelay']));
    const names = (await client.complete(path, 8, 6)).map(({ label }) => label);
    expect(names).toEqual(['self']);
  });

  test('mends a setting that the release spells otherwise', async () => {
    const client = await start('--libreswan', '5.2');
    const path = join(testFolder(), 'mesh.conf');
    await client.show(path, 'ipsec', 'conn a\n\tforceencaps=yes\n');
    // The value stays as it is written.
    expect(await fixesAt(client, path, 1)).toEqual([['Write encapsulation', 'encapsulation']]);
  });

  test('knows what a release knows: the comment of the file before the option', async () => {
    const client = await start('--libreswan', '4.10');
    const path = join(testFolder(), 'mesh.conf');
    const text = (release: string) => `# libreswan: ${release}\nconn a\n\tkeyexchange=ikev2\n\t\n`;
    const labels = async () => (await client.complete(path, 3, 1)).map(({ label }) => label);
    await client.show(path, 'ipsec', text('5.4'));
    const newest = await labels();
    await client.show(path, 'ipsec', text('3.15'));
    const oldest = await labels();
    // dpdaction is dropped after 4.x; IPTFS is of 5.x.
    expect(newest).toContain('iptfs');
    expect(oldest).not.toContain('iptfs');
    expect(oldest).toContain('dpdaction');
  });

  test('says nothing of a file of secrets', async () => {
    const client = await start();
    const path = join(testFolder(), 'mesh.conf');
    expect(await client.show(path, 'ipsec', '10.0.0.1 10.0.0.2 : PSK "correct horse battery"\n')).toEqual([]);
  });
});

describe('swanmesh lsp on an inventory', () => {
  const example = (): string => {
    const folder = testFolder();
    cpSync('docs/examples/openshift', folder, { recursive: true });
    return folder;
  };
  const lineOf = (text: string, part: string): number => text.split('\n').findIndex((row) => row.includes(part));

  test('finds what check finds as one types, explains and completes keys, goes to the certificate, mends a key', async () => {
    const folder = example();
    const path = join(folder, 'cluster.yaml');
    const text = readFileSync(path, 'utf8');
    const client = await start();
    const shown = await client.show(path, 'yaml', text);
    expect(new Set(shown.map(({ code }) => code))).toEqual(new Set(['x509/example-key']));
    const broken = text.replace('interface: eth0', 'interfce: eth0').replace('pki/node-1.crt', 'pki/node-2.crt');
    const found = await client.show(path, 'yaml', broken);
    const line = lineOf(text, 'interface: eth0');
    expect(found.map(({ code, range }) => [code, range.start.line])).toEqual(
      expect.arrayContaining([
        ['inventory/unknown-key', line],
        ['x509/key-mismatch', lineOf(broken, 'pki/node-1.key')],
      ]),
    );
    expect(await fixesAt(client, path, line)).toEqual([['Write interface', 'interface']]);
    expect(await client.hover(path, lineOf(text, 'linkMtu'), 5)).toContain('576 to 65535 bytes');
    const place = await client.at<Location>('textDocument/definition', path, lineOf(text, 'pki/master-1.crt'), 20);
    expect(place.uri).toBe(pathToFileURL(resolve(folder, 'pki/master-1.crt')).href);
    const keys = (await client.complete(path, line, 2)).map(({ label }) => label);
    expect(keys).toEqual(['interface', 'linkMtu', 'linkSpeed', 'overlay']);
  });

  test('leaves other YAML alone', async () => {
    const path = join(testFolder(), 'compose.yaml');
    writeFileSync(path, '');
    const client = await start();
    expect(await client.show(path, 'yaml', 'services: { web: { image: x } }\n')).toEqual([]);
  });
});
