import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, severities } from '../../src/diagnostics/codes.ts';

const codes = Object.keys(severities) as DiagnosticCode[];
const sourcesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.ts') &&
        !/diagnostics\/(codes|titles)\.ts$/.test(path) &&
        !path.endsWith('diagnostics/codes.test.ts'),
    )
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');

describe('every code', () => {
  const code = sourcesOf('src');
  const docs = readFileSync('docs/diagnostics.md', 'utf8');

  test('has a section in the documentation, and every section a code', () => {
    const sections = [...docs.matchAll(/^## `([^`]+)`$/gm)].map((match) => match[1]);
    expect([...sections].sort()).toEqual([...codes].sort());
  });

  test('is given by the code', () => {
    expect(codes.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });

  // That each is provoked by a test is recorded while all unit tests run: support/messages.ts.
});
