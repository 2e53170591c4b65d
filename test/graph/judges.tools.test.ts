/** Pictures before the programs that read them. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PictureFormat, printPicture } from '../../src/graph/picture.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { testFolder } from '../support/test-folder.ts';
import { samples } from './samples.ts';

/** The samples as files, for one call of a program. */
function written(format: PictureFormat): readonly string[] {
  const folder = testFolder();
  return samples().map(({ name, picture, value }) => {
    const file = join(folder, `${name}.${format}`);
    writeFileSync(file, printPicture(picture, value, format));
    return file;
  });
}

function run(program: string, args: readonly string[]): string {
  const { status, stderr, stdout } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describeWithTools(['xmllint'], 'xmllint', () => {
  test('takes every picture for well-formed XML', () => {
    run('xmllint', ['--noout', ...written('svg')]);
  });
});

describeWithTools(['dot'], 'Graphviz', () => {
  test('reads every graph and has the nodes and edges that were meant', () => {
    const read = run('dot', ['-Tplain', ...written('dot')]).split(/^stop$/m);
    const count = (text: string | undefined, what: RegExp): number => [...(text ?? '').matchAll(what)].length;
    samples().forEach(({ name, picture, value }, i) => {
      const { nodes, edges } = picture.graph(value);
      const found = [count(read[i], /^node /gm), count(read[i], /^edge /gm)];
      expect.soft(found, name).toEqual([nodes.length, edges.length]);
    });
  });
});
