/** Every keyword of the table, in both kinds of section, before addconn of every release that is here: known, or not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keywordRows, lookupKeyword, type ValueKind } from '../../../src/libreswan/keyword/keyword.ts';
import { choiceMeaning } from '../../../src/libreswan/keyword/value/choice.ts';
import { atLeast, type Release } from '../../../src/libreswan/release.ts';
import { holdsAt } from '../../../src/libreswan/spans.ts';
import type { ToolsOf } from '../../support/debian/release-tools.ts';
import { type AskedRelease, askedReleases, describeWithTools } from '../../support/pluto.ts';

const names = [
  ...new Set(
    keywordRows.flatMap(({ section, name }) => (section === 'end' ? [`left${name}`, `right${name}`, name] : [name])),
  ),
].filter((name) => name !== '');

/** Keywords that a build leaves out or has, whatever the release: DNSSEC, seccomp, audit, labels, PAM. */
const built = /^(?:dnssec-|seccomp$|audit-log$|labeled|policy_label|pam-authorize$)/;

describeWithTools(askedReleases, 'knows the keywords that we say', (tools) => {
  test.each(['setup', 'conn'] as const)('in %s sections', (section) => {
    const said = complaints(
      tools,
      names.map((name) => document(section, name, tools.release)),
    );
    const wrong = names.flatMap((name, i) => {
      const isKnown = !/unrecognized|syntax error|requires "left"/i.test(said[i] ?? '');
      const row = lookupKeyword(section, name, tools.release)?.row;
      // From 5.3 a keyword of the other kind of section is as unknown as any, with the same message and cost.
      const isHere = (row?.section === 'setup') === (section === 'setup') || !atLeast(tools.release, '5.3');
      const ours = row !== undefined && isHere;
      return isKnown === ours || built.test(name) ? [] : [{ name, isKnown, said: said[i]?.trim() }];
    });
    expect(wrong).toEqual([]);
  });
});

/** The keyword with a value of its kind: what matters is the name. */
function document(section: 'setup' | 'conn', name: string, release: Release): string {
  const row = lookupKeyword(section, name, release)?.row;
  const kind = row === undefined ? 'text' : holdsAt(row.kind, release);
  const word = Object.keys(row?.choices ?? {}).find((one) => row !== undefined && choiceMeaning(row, one, release));
  const values: Partial<Record<ValueKind, string>> = {
    boolean: 'yes',
    percent: '5%',
    text: '"x"',
    choice: word ?? 'x',
    choices: word ?? 'x',
  };
  const line = `\t${name}=${values[kind] ?? '5'}\n`;
  return section === 'setup' ? `config setup\n${line}` : `conn a\n${line}`;
}

/** What addconn says of each file; one shell asks about all of them. */
function complaints(tools: ToolsOf<AskedRelease>, files: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-keywords-'));
  try {
    files.forEach((text, i) => {
      writeFileSync(join(folder, `${i}.conf`), text);
    });
    const words = tools.command('usr/libexec/ipsec/addconn', []).map((word) => `'${word}'`);
    const script = `ulimit -c 0; i=0; while [ "$i" -lt "$1" ]; do ${words.join(' ')} --config "$i.conf" --checkconfig >"$i.said" 2>&1; i=$((i + 1)); done`;
    const env = { ...process.env, ...tools.env, LC_ALL: 'C.UTF-8' };
    spawnSync('sh', ['-c', script, 'sh', String(files.length)], { cwd: folder, env, timeout: 300_000 });
    return files.map((_, i) => readFileSync(join(folder, `${i}.said`), 'latin1'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
