import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, severities } from '../../src/diagnostics/codes.ts';
import { sourceOfCode } from '../../src/diagnostics/sources.ts';

const codes = Object.keys(severities) as DiagnosticCode[];
const sourcesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.ts') &&
        !/diagnostics\/(codes|titles|sources)\.ts$/.test(path) &&
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

  test('about a release of libreswan has its source: files with tags', () => {
    // What is only about a release as a number, or about what a plan asks for, comes from no file of libreswan.
    const plans = [
      'bad-release',
      'newer-than-table',
      'unknown-release',
      'option-not-free',
      'no-common-proposal',
      'weak-psk',
    ];
    for (const name of codes) {
      const isAbout = name.startsWith('libreswan/') && !plans.includes(name.replace('libreswan/', ''));
      const source = sourceOfCode(name);
      expect(source !== undefined, name).toBe(isAbout);
      if (source !== undefined) expect(source, name).toMatch(/^libreswan \S+\.(?:c|y|lex)\b.*\(v\d+\.\d+/);
    }
  });

  // That each is provoked by a test is recorded while all unit tests run: support/messages.ts.
});
